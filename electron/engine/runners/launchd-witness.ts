/**
 * launchd as a witness for all runners: one `list` tells what changed, `print` then tells the truth of just
 * that service (macos.md 1.5), so that many idle runners cost no more than one.
 */
import type { Instant, LaunchdAnswer, ServiceAnswer, Witness } from '../../../shared/domain.ts';
import type { AgentPlist, Launchd, Probe, ServicePrint, ServiceRow } from '../host/host.ts';
import { AGENT_PREFIX } from '../install/agent-document.ts';
import { witness } from './witness.ts';

/** Without a change in `list`, a service is printed again after this: `list` shows only the caller's session. */
const REPRINT_MS = 10 * 60_000;
/** `list` has one row for "not running" and "spawn scheduled"; so many such services are printed at each look. */
const MAX_REPRINTS = 8;

interface Known {
  readonly row: string;
  readonly printedAt: Instant;
  readonly print: ServicePrint | null;
}

export interface LaunchdWitness {
  /** Asks what has to be asked for these agents. `thorough`: prints each, whatever `list` says. */
  look(agents: readonly AgentPlist[], how: 'cheap' | 'thorough', now: Instant): Promise<void>;
  /** What launchd says of one runner's services, from the last look, and as old as its oldest `print`. */
  of(agents: readonly AgentPlist[], before: Witness<LaunchdAnswer>, now: Instant): Witness<LaunchdAnswer>;
}

export function createLaunchdWitness(launchd: Launchd): LaunchdWitness {
  const known = new Map<string, Known>();
  const failed = new Map<string, string>();
  let listFailed: string | null = null;
  /** Null: `print-disabled` gave no answer, so nobody knows. */
  let disabled: ReadonlySet<string> | null = null;
  let screen: Probe<boolean> = { ok: false, why: 'launchd was not asked yet' };

  async function print(agent: AgentPlist, row: string, now: Instant): Promise<void> {
    const answer = await launchd.print(agent.label);
    if (answer.ok) {
      known.set(agent.label, { row, printedAt: now, print: answer.value });
      failed.delete(agent.label);
    } else failed.set(agent.label, answer.why);
  }

  /** Those of which the last `print` may no longer hold. A service that runs and whose row is the same is not asked. */
  function toPrint(
    agents: readonly AgentPlist[],
    rows: ReadonlyMap<string, ServiceRow>,
    now: Instant,
  ): readonly AgentPlist[] {
    const changed = agents.filter((agent) => {
      const before = known.get(agent.label);
      return (
        before === undefined ||
        failed.has(agent.label) ||
        before.row !== asText(rows.get(agent.label)) ||
        now - before.printedAt > REPRINT_MS
      );
    });
    const waiting = agents
      .filter((agent) => !changed.includes(agent) && isLoadedWithoutProcess(known.get(agent.label)?.print))
      .sort((a, b) => printedAt(a) - printedAt(b));
    return [...changed, ...waiting.slice(0, MAX_REPRINTS)];
  }

  const printedAt = (agent: AgentPlist): Instant => known.get(agent.label)?.printedAt ?? -Infinity;

  /** `gui/UID` exists where one of its services is loaded; else it is asked, since someone may have logged in or out. */
  async function lookAtScreen(agents: readonly AgentPlist[], askedAny: boolean): Promise<void> {
    const absent = agents.some((agent) => (known.get(agent.label)?.print ?? null) === null);
    if (!absent) screen = { ok: true, value: true };
    else if (askedAny || !screen.ok || !screen.value) screen = await launchd.screenSession();
  }

  return {
    look: async (agents, how, now) => {
      if (agents.length === 0) return;
      const rows = await launchd.list();
      listFailed = rows.ok ? null : rows.why;
      if (!rows.ok) return;
      const byLabel = new Map(rows.value.map((row) => [row.label, row]));
      const asked = how === 'thorough' ? agents : toPrint(agents, byLabel, now);
      await Promise.all(asked.map((agent) => print(agent, asText(byLabel.get(agent.label)), now)));
      if (asked.length > 0 || disabled === null) {
        const overrides = await launchd.disabled();
        disabled = overrides.ok ? overrides.value : null;
      }
      await lookAtScreen(agents, asked.length > 0);
    },
    of: (agents, before, now) => {
      if (agents.length === 0) {
        return { kind: 'not-asked', why: 'No launchd service belongs to this runner.' };
      }
      const trouble =
        listFailed ?? agents.map((agent) => failed.get(agent.label)).find((why) => why !== undefined);
      if (trouble !== undefined) return witness(before, { ok: false, why: trouble }, now);
      const seen = agents.map((agent) => ({ agent, known: known.get(agent.label) }));
      if (seen.some((one) => one.known === undefined)) {
        return { kind: 'not-asked', why: 'launchd has not been asked yet.' };
      }
      if (!screen.ok) return witness(before, screen, now);
      return {
        kind: 'answered',
        at: Math.min(...seen.map((one) => one.known?.printedAt ?? now)),
        answer: {
          screenSession: screen.value,
          services: seen.map((one) => serviceAnswer(one.agent, one.known?.print ?? null, disabled)),
        },
      };
    },
  };
}

const asText = (row: ServiceRow | undefined): string =>
  row === undefined ? 'absent' : `${row.pid ?? '-'} ${row.status ?? '-'}`;

function isLoadedWithoutProcess(print: ServicePrint | null | undefined): boolean {
  return print !== null && print !== undefined && print.pid === null;
}

function serviceAnswer(
  agent: AgentPlist,
  print: ServicePrint | null,
  disabled: ReadonlySet<string> | null,
): ServiceAnswer {
  return {
    label: agent.label,
    kind: kindOf(agent.label),
    loaded: print !== null,
    pid: print?.pid ?? null,
    state: print?.state ?? null,
    lastExit: print?.lastExitCode ?? print?.lastExitReason ?? print?.lastTerminatingSignal ?? null,
    runs: print?.runs ?? null,
    disabled: disabled === null ? null : disabled.has(agent.label),
  };
}

/** Whose service it is, by its label. */
export function kindOf(label: string): ServiceAnswer['kind'] {
  if (label.startsWith('actions.runner.')) return 'official';
  return label.startsWith(AGENT_PREFIX) ? 'own' : 'hand-made';
}
