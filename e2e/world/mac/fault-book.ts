/** Which faults are in force, and what they do to a call. */
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProgramFault, WorldProgram } from './faults.ts';
import type { Answer, Call, Program } from './programs/answer.ts';

type Active = Exclude<ProgramFault, { kind: 'none' }>;

export interface FaultBook {
  set(fault: ProgramFault): void;
  all(): readonly ProgramFault[];
  /** Runs the program, or what the fault makes of it. Null: it hangs. */
  around(name: string, call: Call, program: Program): Promise<Answer | null>;
}

/** `folder`: where the programs' files are. */
export function createFaultBook(folder: string): FaultBook {
  let active: { readonly fault: Active; calls: number }[] = [];
  const hidden = (program: WorldProgram): string => join(folder, `.${program}.away`);
  const bringBack = (program: WorldProgram): void => {
    if (existsSync(hidden(program))) renameSync(hidden(program), join(folder, program));
  };
  return {
    all: () => active.map(({ fault }) => fault),
    set: (fault) => {
      bringBack(fault.program);
      // A fault replaces the one that the same calls met before.
      const sameCalls = (other: Active): boolean =>
        other.program === fault.program &&
        (fault.kind === 'none' || fault.kind === 'missing' || whenOf(other) === whenOf(fault));
      active = active.filter((entry) => !sameCalls(entry.fault));
      if (fault.kind === 'none') return;
      if (fault.kind === 'missing' && existsSync(join(folder, fault.program))) {
        renameSync(join(folder, fault.program), hidden(fault.program));
      }
      active.push({ fault, calls: 0 });
    },
    around: async (name, call, program) => {
      const entry = active.find(({ fault, calls }) => meets(fault, calls, name, call));
      if (entry === undefined) return program(call);
      entry.calls += 1;
      const { fault } = entry;
      switch (fault.kind) {
        case 'hang':
        case 'missing':
          return null;
        case 'slow':
          await delay(fault.ms);
          return program(call);
        case 'fail':
          return { status: fault.status, stdout: fault.stdout ?? '', stderr: fault.stderr ?? '' };
      }
    },
  };
}

function whenOf(fault: ProgramFault): string | null {
  return 'when' in fault ? (fault.when ?? null) : null;
}

function meets(fault: Active, calls: number, name: string, call: Call): boolean {
  if (fault.program !== name) return false;
  const when = whenOf(fault);
  if (when !== null && call.args[0] !== when) return false;
  return !(fault.kind === 'fail' && fault.times !== undefined && calls >= fault.times);
}
