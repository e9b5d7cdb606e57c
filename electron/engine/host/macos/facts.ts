/** What does not change while Trackside runs: each asked until it has been answered, from three programs (macos.md 3.1). */
import { cpus } from 'node:os';
import type { HostFacts, Probe } from '../host.ts';
import { parseSwVers } from './parse/sw-vers.ts';
import { coreKinds, parseSysctl, perfLevelNames, sysctlNumber } from './parse/sysctl.ts';
import type { RunTool } from '../tool.ts';

const PROBE_MS = 5_000;
/**
 * Those that not every Mac knows stand last, in the order in which they came into macOS: some versions of sysctl go on
 * after an unknown name, others may stop there, and either way nothing else is lost.
 */
const NAMES = [
  'hw.model',
  'machdep.cpu.brand_string',
  'hw.memsize',
  'hw.nperflevels',
  'hw.optional.arm64',
  'sysctl.proc_translated',
];

/**
 * Standard output of a run that exited with 0; else null. sysctl's status tells of unknown names, also when it has
 * printed the others: whatever it has printed is its answer.
 */
async function output(run: RunTool, ...call: Parameters<RunTool>): Promise<string | null> {
  const result = await run(...call);
  if (result.kind !== 'exited') return null;
  const answered = call[0] === 'sysctl' && parseSysctl(result.stdout).size > 0;
  return result.status === 0 || answered ? result.stdout : null;
}

/** A question whose answer is kept; one that got none is asked again at the next call. */
function askUntilAnswered(ask: () => Promise<string | null>): () => Promise<string | null> {
  let answer: string | null = null;
  return async () => (answer ??= await ask());
}

function filled(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

/** A name that is 1 or 0; null where this Mac does not know it. */
function switchOf(values: ReadonlyMap<string, string>, name: string): boolean | null {
  const value = values.get(name);
  return value === '1' ? true : value === '0' ? false : null;
}

/** An Intel Mac does not know the name, and its chip says whose it is (macos.md 3.1). */
function hasAppleSilicon(values: ReadonlyMap<string, string>): boolean | null {
  const told = switchOf(values, 'hw.optional.arm64');
  if (told !== null) return told;
  return /^Intel\b/.test(values.get('machdep.cpu.brand_string') ?? '') ? false : null;
}

export interface Facts {
  /** A fact that cannot be had is null; only if there is none at all the probe has no answer. */
  readonly facts: () => Promise<Probe<HostFacts>>;
  /** Asks only if nobody has asked yet: a gauge must not start programs for it again and again. */
  readonly memoryBytes: () => Promise<number | null>;
}

/** Gives the questions. Each starts only the programs that have not answered yet. */
export function createFacts(run: RunTool): Facts {
  const limits = { timeoutMs: PROBE_MS };
  const system = askUntilAnswered(() => output(run, 'sysctl', NAMES, limits));
  const version = askUntilAnswered(() => output(run, 'sw_vers', [], limits));
  const computer = askUntilAnswered(() => output(run, 'scutil', ['--get', 'ComputerName'], limits));
  let levels = 0;
  const kinds = askUntilAnswered(() => output(run, 'sysctl', perfLevelNames(levels), limits));
  let last: Probe<HostFacts> | null = null;

  async function ask(): Promise<Probe<HostFacts>> {
    const [aboutSystem, aboutVersion, name] = await Promise.all([system(), version(), computer()]);
    if (aboutSystem === null && aboutVersion === null && name === null) {
      return { ok: false, why: 'This Mac did not say what it is.' };
    }
    const values = new Map(parseSysctl(aboutSystem ?? ''));
    levels = sysctlNumber(values, 'hw.nperflevels') ?? 0;
    // A Mac that has no levels has no kinds of cores either: nothing is left to ask.
    const aboutKinds = levels > 0 ? await kinds() : '';
    for (const [key, value] of parseSysctl(aboutKinds ?? '')) values.set(key, value);
    const all = [aboutSystem, aboutVersion, name, aboutKinds].every((answer) => answer !== null);
    return {
      ok: true,
      value: {
        computerName: filled(name),
        model: filled(values.get('hw.model')),
        chip: filled(values.get('machdep.cpu.brand_string')),
        systemVersion: parseSwVers(aboutVersion ?? ''),
        memoryBytes: sysctlNumber(values, 'hw.memsize'),
        coreKinds: coreKinds(values, cpus().length),
        appleSilicon: hasAppleSilicon(values),
        translated: switchOf(values, 'sysctl.proc_translated'),
        known: all ? 'all' : 'partly',
      },
    };
  }

  async function facts(): Promise<Probe<HostFacts>> {
    if (last?.ok === true && last.value.known === 'all') return last;
    last = await ask();
    return last;
  }

  return {
    facts,
    memoryBytes: async () => {
      const known = last ?? (await facts());
      return known.ok ? known.value.memoryBytes : null;
    },
  };
}
