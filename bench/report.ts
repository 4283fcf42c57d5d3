import { availableParallelism, cpus } from 'node:os';

/** Where and with what was measured. */
export interface Machine {
  readonly leptonTs: string;
  readonly node: string;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
}

/** Describes the machine that this runs on. @param leptonTs version of the library */
export function describeMachine(leptonTs: string): Machine {
  return {
    leptonTs,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown CPU',
    cores: availableParallelism(),
  };
}

/** The machine and its Node.js, for people. */
export function machineName({ node, platform, cpu, cores }: Machine): string {
  return `Node.js ${node}, ${platform}, ${cpu}, ${cores} cores`;
}

/** The line about the machine, for people. */
export function machineLine(machine: Machine, rounds: number): string {
  const times = `${rounds} ${rounds === 1 ? 'round' : 'rounds'}`;
  return `lepton-ts ${machine.leptonTs}, ${machineName(machine)}; ${times}\n`;
}
