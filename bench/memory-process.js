// Runs the command line tool in this process and then prints the most bytes of memory that the process ever had:
// node memory-process.js <arguments of the tool...>. The tool must not use standard output itself.
import { readFileSync } from 'node:fs';
import { main } from '../dist/cli/main.js';

// What Linux tells of a process by resourceUsage() includes the memory of its parent at the moment of the fork.
function peakBytes() {
  if (process.platform === 'linux') {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    if (line !== null) return 1024 * Number(line[1]);
  }
  return 1024 * process.resourceUsage().maxRSS;
}

process.exitCode = await main(process.argv.slice(2));
process.stdout.write(String(peakBytes()));
