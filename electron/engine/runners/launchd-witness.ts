/**
 * launchd as a witness for all runners: one `list` tells what changed, `print` then tells the truth of just
 * that service (macos.md 1.5), so that many idle runners cost no more than one.
 */
import type { Instant, LaunchdAnswer, ServiceAnswer, Witness } from '../../../shared/domain.ts';
import type { AgentPlist, Launchd, Probe, ServicePrint, ServiceRow } from '../host/host.ts';
import { witness } from './witness.ts';

/** Without a change in `list`, a service is printed again after this: `list` shows only the caller's session. */
const REPRINT_MS = 10 * 60_000;

interface Known {
  readonly row: string;
  readonly printedAt: Instant;
  readonly print: ServicePrint | null;
}

export interface LaunchdWitness {
  /** Asks what has to be asked for these agents. `thorough`: prints each, whatever `list` says. */
  look(agents: readonly AgentPlist[], how: 'cheap' | 'thorough', now: Instant): Promise<void>;
  /** What launchd says of one runner's services, from the last look. */
  of(agents: readonly AgentPlist[], before: Witness<LaunchdAnswer>, now: Instant): Witness<LaunchdAnswer>;
}

export function createLaunchdWitness(launchd: Launchd): LaunchdWitness {
  const known = new Map<string, Known>();
  const failed = new Map<string, string>();
  let listFailed: string | null = null;
  let disabled: ReadonlySet<string> = new Set();
  let screen: Probe<boolean> = { ok: false, why: 'launchd was not asked yet' };

  async function print(agent: AgentPlist, row: string, now: Instant): Promise<void> {
    const answer = await launchd.print(agent.label);
    if (answer.ok) {
      known.set(agent.label, { row, printedAt: now, print: answer.value });
      failed.delete(agent.label);
    } else failed.set(agent.label, answer.why);
  }

  return {
    look: async (agents, how, now) => {
      if (agents.length === 0) return;
      const rows = await launchd.list();
      listFailed = rows.ok ? null : rows.why;
      if (!rows.ok) return;
      const byLabel = new Map(rows.value.map((row) => [row.label, row]));
      const changed = agents.filter((agent) => {
        const before = known.get(agent.label);
        return (
          how === 'thorough' ||
          before === undefined ||
          failed.has(agent.label) ||
          before.row !== asText(byLabel.get(agent.label)) ||
          now - before.printedAt > REPRINT_MS
        );
      });
      if (changed.length === 0) return;
      await Promise.all(changed.map((agent) => print(agent, asText(byLabel.get(agent.label)), now)));
      const overrides = await launchd.disabled();
      if (overrides.ok) disabled = overrides.value;
      screen = changed.some((agent) => (known.get(agent.label)?.print ?? null) === null)
        ? await launchd.screenSession()
        : { ok: true, value: true };
    },
    of: (agents, before, now) => {
      if (agents.length === 0) {
        return { kind: 'not-asked', why: 'No launchd service belongs to this runner.' };
      }
      const trouble =
        listFailed ?? agents.map((agent) => failed.get(agent.label)).find((why) => why !== undefined);
      if (trouble !== undefined) return witness(before, { ok: false, why: trouble }, now);
      if (!screen.ok) return witness(before, screen, now);
      const services = agents.map((agent) =>
        serviceAnswer(agent, known.get(agent.label)?.print ?? null, disabled),
      );
      return { kind: 'answered', at: now, answer: { screenSession: screen.value, services } };
    },
  };
}

const asText = (row: ServiceRow | undefined): string =>
  row === undefined ? 'absent' : `${row.pid ?? '-'} ${row.status ?? '-'}`;

function serviceAnswer(
  agent: AgentPlist,
  print: ServicePrint | null,
  disabled: ReadonlySet<string>,
): ServiceAnswer {
  return {
    label: agent.label,
    kind: kindOf(agent.label),
    loaded: print !== null,
    pid: print?.pid ?? null,
    state: print?.state ?? null,
    lastExit: print?.lastExitCode ?? print?.lastExitReason ?? print?.lastTerminatingSignal ?? null,
    runs: print?.runs ?? null,
    disabled: disabled.has(agent.label),
  };
}

function kindOf(label: string): ServiceAnswer['kind'] {
  if (label.startsWith('actions.runner.')) return 'official';
  return label.startsWith('app.trackside.') ? 'own' : 'hand-made';
}
