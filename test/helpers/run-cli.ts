import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The executable, as `npm install` would link it. */
export const EXECUTABLE: string = join(import.meta.dirname, '../../bin/lepton-ts.js');

/** What a run of the executable left behind. */
export interface CliResult {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** How to run it. */
export interface CliSetting {
  readonly cwd: string;
  /** Standard input, through a pipe; default: an empty pipe. */
  readonly input?: Uint8Array;
  /** File descriptor for standard input or output in place of the pipe. */
  readonly stdin?: number;
  readonly stdout?: number;
  /** Source of a module that runs before the executable, to simulate what a test cannot bring about. */
  readonly preload?: string;
}

/** Runs the built executable to its end, without a shell. */
export function runCli(args: readonly string[], setting: CliSetting): CliResult {
  const { cwd, input = new Uint8Array(), stdin = 'pipe', stdout = 'pipe', preload } = setting;
  const result = spawnSync(process.execPath, commandLine(args, preload), {
    cwd,
    ...(stdin === 'pipe' && { input }),
    stdio: [stdin, stdout, 'pipe'],
    maxBuffer: 256 * 1024 * 1024,
    timeout: 100_000,
  });
  if (result.error !== undefined) throw result.error;
  return { status: result.status, stdout: result.stdout ?? Buffer.alloc(0), stderr: result.stderr.toString() };
}

/** Starts the built executable and does not wait for it. */
export function startCli(args: readonly string[], setting: { cwd: string; preload?: string }): ChildProcess {
  return spawn(process.execPath, commandLine(args, setting.preload), { cwd: setting.cwd });
}

function commandLine(args: readonly string[], preload: string | undefined): string[] {
  const imports = preload === undefined ? [] : ['--import', `data:text/javascript,${encodeURIComponent(preload)}`];
  return [...imports, EXECUTABLE, ...args];
}
