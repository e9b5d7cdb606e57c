/** What does not change while Trackside runs: asked once, from three programs (macos.md 3.1). */
import { cpus } from 'node:os';
import type { HostFacts, Probe } from '../host.ts';
import { parseSwVers } from './parse/sw-vers.ts';
import { coreKinds, parseSysctl, perfLevelNames, sysctlNumber } from './parse/sysctl.ts';
import type { RunTool } from './tool.ts';

const PROBE_MS = 5_000;

/** Standard output of a run that exited with 0, or 1 for sysctl's "one of the names is unknown"; else null. */
async function output(run: RunTool, ...call: Parameters<RunTool>): Promise<string | null> {
  const result = await run(...call);
  const accepted = call[0] === 'sysctl' ? 1 : 0;
  return result.kind === 'exited' && result.status <= accepted ? result.stdout : null;
}

/** Asks anew. A fact that cannot be had is null; only if there is none at all the probe has no answer. */
export async function readFacts(run: RunTool): Promise<Probe<HostFacts>> {
  const limits = { timeoutMs: PROBE_MS };
  const names = ['hw.model', 'machdep.cpu.brand_string', 'hw.memsize', 'hw.nperflevels'];
  const [system, version, computer] = await Promise.all([
    output(run, 'sysctl', names, limits),
    output(run, 'sw_vers', [], limits),
    output(run, 'scutil', ['--get', 'ComputerName'], limits),
  ]);
  if (system === null && version === null && computer === null) {
    return { ok: false, why: 'This Mac did not say what it is.' };
  }
  const values = new Map(parseSysctl(system ?? ''));
  const levels = sysctlNumber(values, 'hw.nperflevels') ?? 0;
  if (levels > 0) {
    const kinds = await output(run, 'sysctl', perfLevelNames(levels), limits);
    for (const [name, value] of parseSysctl(kinds ?? '')) values.set(name, value);
  }
  return {
    ok: true,
    value: {
      computerName: filled(computer),
      model: filled(values.get('hw.model')),
      chip: filled(values.get('machdep.cpu.brand_string')),
      systemVersion: parseSwVers(version ?? ''),
      memoryBytes: sysctlNumber(values, 'hw.memsize'),
      coreKinds: coreKinds(values, cpus().length),
    },
  };
}

function filled(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

/** Keeps the first answer; an attempt without one is made again at the next call. */
export function createFacts(run: RunTool): () => Promise<Probe<HostFacts>> {
  let known: Probe<HostFacts> | null = null;
  return async () => {
    if (known !== null) return known;
    const answer = await readFacts(run);
    if (answer.ok) known = answer;
    return answer;
  };
}
