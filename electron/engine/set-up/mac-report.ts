/** What this Mac is and has, for the wizard's first step. Asks anew each time; changes nothing. */
import type { MacReport } from '../../../shared/set-up.ts';
import type { Host, HostFacts } from '../host/host.ts';
import { macConcerns } from './mac-concerns.ts';
import { toolReports } from './tools/reports.ts';
import { lookForTools } from './tools/toolbox.ts';
import type { LookOptions } from './tools/toolbox.ts';

const FILE_VAULT_LIMIT_MS = 3_000;

type ReportHost = Pick<
  Host,
  'home' | 'uid' | 'cores' | 'programsFolder' | 'facts' | 'tool' | 'program' | 'launchd' | 'meters'
>;

/** What nobody answered is null or `unknown` in it. Never rejects. */
export async function macReport(host: ReportHost, options: LookOptions = {}): Promise<MacReport> {
  const [probe, disk, session, box] = await Promise.all([
    host.facts(),
    host.meters.disk(),
    host.launchd.screenSession(),
    lookForTools(host, options),
  ]);
  const facts = probe.ok ? probe.value : null;
  const screenSession = session.ok ? session.value : null;
  const found = {
    systemVersion: facts?.systemVersion ?? null,
    memoryBytes: facts?.memoryBytes ?? null,
    disk: disk.ok ? disk.value : null,
    processor: processorOf(facts),
    screenSession,
  };
  const [tools, fileVault] = await Promise.all([
    toolReports({ host, box, appleSilicon: facts?.appleSilicon ?? null }, host.home),
    screenSession === false ? askFileVault(host) : ('unknown' as const),
  ]);
  return {
    ...found,
    name: facts?.computerName ?? null,
    model: facts?.model ?? null,
    chip: facts?.chip ?? null,
    coreKinds: (facts?.coreKinds?.kinds ?? []).map(({ name, indexes }) => ({ name, cores: indexes.length })),
    cores: host.cores,
    tools,
    concerns: macConcerns({ ...found, uid: host.uid, fileVault }),
  };
}

/** Which archive a Mac needs is one question, whether Trackside itself is translated another (macos.md 3.1). */
export function processorOf(
  facts: Pick<HostFacts, 'appleSilicon' | 'translated'> | null,
): MacReport['processor'] {
  if (facts === null || facts.appleSilicon === null) return 'unknown';
  if (!facts.appleSilicon) return 'intel';
  return facts.translated === null ? 'unknown' : facts.translated ? 'rosetta' : 'apple-silicon';
}

/** `fdesetup status` needs no administrator, and only reads. */
async function askFileVault(host: Pick<Host, 'tool'>): Promise<'on' | 'off' | 'unknown'> {
  const result = await host.tool('fdesetup', ['status'], { timeoutMs: FILE_VAULT_LIMIT_MS });
  if (result.kind !== 'exited' || result.status !== 0) return 'unknown';
  if (/^FileVault is On\b/m.test(result.stdout)) return 'on';
  return /^FileVault is Off\b/m.test(result.stdout) ? 'off' : 'unknown';
}
