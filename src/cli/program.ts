/** The command line: its commands, their options, and their help. */

import { Command, Option } from 'commander';
import { DEFAULT_MEMORY_LIMIT, FLAVOR_NAMES, type FlavorName, MAX_SEGMENTS } from '../index.js';
import { VERSION } from '../version.js';
import { runCompress } from './commands/compress.js';
import { runDecompress } from './commands/decompress.js';
import { runInspect } from './commands/inspect.js';
import type {
  CompressCommandOptions,
  DecompressCommandOptions,
  InspectCommandOptions,
  VerifyCommandOptions,
} from './commands/options.js';
import { runVerify } from './commands/verify.js';
import { parseByteRange, parseByteSize, parseSegmentCount, parseThreadCount } from './option-values.js';
import { exitStatusTable } from './report/failure.js';

export { CommanderError } from 'commander';

/**
 * Describes the command line.
 *
 * @param setExitStatus told the exit status by the command that ran.
 */
export function createProgram(setExitStatus: (status: number) => void): Command {
  const program = new Command('lepton-ts')
    .description('Shrinks JPEG files by about 22% in the Lepton format and restores them bit for bit.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(usageMessage(text)) })
    .addHelpText('after', () => `\n${EXAMPLES}\n\n${EXIT_STATUS}\n${exitStatusTable()}`);
  addCompress(program, setExitStatus);
  addDecompress(program, setExitStatus);
  addVerify(program, setExitStatus);
  addInspect(program, setExitStatus);
  return program;
}

const EXAMPLES = `Examples:
  lepton-ts compress photo.jpg                      photo.jpg -> photo.lep
  lepton-ts decompress photo.lep restored.jpg       photo.lep -> restored.jpg
  lepton-ts compress *.jpg --out-dir packed         several files, into the folder packed
  lepton-ts compress - - < photo.jpg > photo.lep    in a pipe
  lepton-ts compress --pieces 4MiB big.jpg --out-dir parts    parts/big.jpg.00000.lep and so on
  lepton-ts decompress --join parts/big.jpg.*.lep big.jpg     all pieces back to the JPEG
  lepton-ts decompress --range 0-65536 photo.lep first.bin    some of its bytes
  lepton-ts verify photo.jpg photo.lep              is the photo really in there?
  lepton-ts inspect photo.lep                       what the headers say

The input files are never changed. An output appears under its name only when it is complete.`;

const EXIT_STATUS = 'Exit status (with several files that of the first that failed):';

const JSON_HELP = `
With --json there is one object per file, each on a line of its own, on standard output; on standard error when the
data goes to standard output. Its fields: command, input, output, inputBytes, outputBytes, ratio (output through input),
seconds, verified (compared with the original), form (compress only: compressed, extended or stored), and for a failure error: { code, exitStatus, message }.`;

function addCompress(program: Command, setExitStatus: (status: number) => void): void {
  const command = program
    .command('compress')
    .summary('JPEG files to Lepton files')
    .usage('[options] [input] [output]\n       lepton-ts compress [options] <inputs...> --out-dir <folder>')
    .description('Compresses a JPEG file. The result is decoded and compared with the input before it is written.')
    .argument('[inputs...]', 'input and output, - is standard input or output; default output: photo.jpg -> photo.lep');
  addConvertOptions(command)
    .option('--verify', 'decode the result and compare it with the input before writing (this is the default)')
    .option('--no-verify', 'do not')
    .option('--segments <number>', `number of segments, 1 to ${MAX_SEGMENTS} (default: by size)`, parseSegmentCount)
    .option('--pieces <size>', 'a Lepton file for each such part of the JPEG, in --out-dir', parseByteSize)
    .option('--extended', 'where no Lepton file can hold the JPEG, write one that only lepton-ts reads')
    .option('--any', 'store what cannot be compressed as it is, so that every file gets through')
    .addHelpText('after', JSON_HELP)
    .action(async (names: string[], options: CompressCommandOptions) => {
      setExitStatus(await runCompress(names, options));
    });
}

function addDecompress(program: Command, setExitStatus: (status: number) => void): void {
  const command = program
    .command('decompress')
    .summary('Lepton files back to the JPEG files they were made of')
    .usage('[options] [input] [output]\n       lepton-ts decompress [options] <inputs...> --out-dir <folder>')
    .description('Restores the JPEG file, bit for bit, of which a Lepton file was made.')
    .argument('[inputs...]', 'input and output, - is standard input or output; default output: photo.lep -> photo.jpg');
  addConvertOptions(command)
    .option('--range <first-end>', 'restore only these bytes, the last of them before <end>', parseByteRange)
    .option('--join', 'all names but the last are the pieces of one JPEG file')
    .addOption(new Option('--flavor <name>', 'force an arithmetic flavor; it is found by itself').choices(FLAVOR_NAMES))
    .addOption(new Option('--flavour <name>', 'the same').choices(FLAVOR_NAMES).hideHelp())
    .addHelpText('after', JSON_HELP)
    .action(async (names: string[], { flavour, ...options }: DecompressCommandOptions & { flavour?: FlavorName }) => {
      setExitStatus(await runDecompress(names, { ...(flavour !== undefined && { flavor: flavour }), ...options }));
    });
}

function addConvertOptions(command: Command): Command {
  command
    .option('-o, --out-dir <folder>', 'write the outputs into this folder; all names are inputs then')
    .option('-f, --force', 'replace existing output files');
  return addLimits(addReportOptions(command));
}

function addVerify(program: Command, setExitStatus: (status: number) => void): void {
  const command = program
    .command('verify')
    .summary('check that a JPEG file can be restored')
    .description(
      'With two files: does the Lepton file restore the JPEG file? With one: does the JPEG survive a round trip in ' +
        'memory, or does the Lepton file decode completely? Writes nothing.',
    )
    .argument('<file>', 'a JPEG file, or a Lepton file if it is the only one; - is standard input')
    .argument('[lepton]', 'the Lepton file that must restore the JPEG file');
  addLimits(addReportOptions(command))
    .addHelpText('after', JSON_HELP)
    .action(async (file: string, lepton: string | undefined, options: VerifyCommandOptions) => {
      setExitStatus(await runVerify(file, lepton, options));
    });
}

function addInspect(program: Command, setExitStatus: (status: number) => void): void {
  const command = program
    .command('inspect')
    .summary('print what the headers of a file say')
    .description('Prints what the headers of a JPEG or Lepton file say, without decoding the picture.')
    .argument('<file>', 'a JPEG or Lepton file; - is standard input')
    .option('--json', 'print one JSON object');
  addMemoryLimit(command).action(async (file: string, options: InspectCommandOptions) => {
    setExitStatus(await runInspect(file, options));
  });
}

function addReportOptions(command: Command): Command {
  return command
    .option('-q, --quiet', 'print no summary; errors are still printed')
    .option('--json', 'print one JSON object per file in place of the summary and of error messages');
}

function addLimits(command: Command): Command {
  const description = 'use at most so many threads (default: one per processor)';
  return addMemoryLimit(command).option('--threads <number>', description, parseThreadCount);
}

function addMemoryLimit(command: Command): Command {
  const option = new Option('--memory-limit <size>', 'refuse a file that needs more memory, for example 1GiB');
  return command.addOption(
    option.argParser(parseByteSize).default(DEFAULT_MEMORY_LIMIT, `${DEFAULT_MEMORY_LIMIT / 1024 ** 2}MiB`),
  );
}

/** Commander's `error: unknown option '--x'`, in the form that all our messages have. */
function usageMessage(text: string): string {
  const words = text
    .replace(/^error: /, '')
    .trim()
    .replaceAll('\n', ' ');
  const sentence = words.charAt(0).toUpperCase() + words.slice(1).replace(/(?<![.?)])$/, '.');
  return `lepton-ts: ${sentence} (USAGE)\nlepton-ts --help lists the commands and options.\n`;
}
