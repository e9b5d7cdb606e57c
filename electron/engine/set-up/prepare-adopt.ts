/** What an adoption finds before it begins: what is there, what of it is to be changed, and what stands in the way of that. */
import { lstat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fail, ok, type Failure, type Reply } from '../../../shared/contract.ts';
import type { AdoptChoices } from '../../../shared/set-up.ts';
import type { AgentPlist } from '../host/host.ts';
import { agentLabel } from '../install/agent-document.ts';
import { agentPath, ownerProblem } from '../install/launch-agent.ts';
import { chooseAgent, runsOutsideServices } from '../runners/choose-agent.ts';
import { readConfiguration } from '../runners/configuration.ts';
import { askFolder } from '../runners/folder-calls.ts';
import { kindOf } from '../runners/launchd-witness.ts';
import { nameableDirectory } from '../runners/naming.ts';
import type { RunnerConfiguration, RunnerRecord } from '../runners/record.ts';
import { updateRefusal } from '../runners/refusal.ts';
import { adoptedEnvironment } from './adopted-environment.ts';
import type { AdoptSpec } from './adopt-spec.ts';
import { programPath } from '../runners/program-path.ts';
import { runs } from './runner-processes.ts';
import { shownPath, type StepParts } from './step-parts.ts';
import { isHandedDown } from './steps/service-steps.ts';

/** What is there. */
interface Present {
  readonly directory: string;
  /** Null: Trackside has not met it yet. */
  readonly record: RunnerRecord | null;
  readonly configuration: RunnerConfiguration;
  /** The one that runs it, or comes closest to it, first. */
  readonly agents: readonly AgentPlist[];
}

export async function prepareAdopt(choices: AdoptChoices, parts: StepParts): Promise<Reply<AdoptSpec>> {
  const { host } = parts;
  const written = choices.directory.startsWith('~/')
    ? host.home + choices.directory.slice(1)
    : choices.directory;
  const found = await nameableDirectory(written);
  if (!found.ok) return found;
  const present = await whatIsThere(found.value, parts);
  if (!present.ok) return present;
  const { agents, configuration, directory, record } = present.value;
  if (record !== null && record.pending !== null) return UNDER_WAY;
  const ours = agents.find(({ label }) => kindOf(label) === 'own') ?? null;
  const own = ownOf(choices, agents, ours);
  const registered = registrationOf(configuration);
  if (own !== 'keep') {
    const refused = await refusal(present.value, registered, own, parts);
    if (refused !== null) return refused;
  }
  const environment = await adoptedEnvironment({
    home: host.home,
    directory,
    agent: agents[0] ?? null,
    service: own === 'keep' ? 'keep' : 'own',
    tuning: choices.tuning,
  });
  if (!environment.ok) return environment;
  const scope = registered?.scope ?? null;
  return ok({
    directory,
    name: registered?.name ?? record?.lastName ?? basename(directory),
    scope,
    replaces:
      own === 'keep' ? [] : agents.filter((agent) => agent !== ours).map((one) => replaced(one, parts)),
    own,
    ownLabel: ours?.label ?? null,
    list: own === 'keep' && agents.length === 0 ? 'put-on' : 'leave',
    tuning: choices.tuning,
    environment: environment.value,
    login: scope !== null && (await parts.admin.hasLogin(scope.host)) ? 'yes' : 'no',
  });
}

const UNDER_WAY = fail(
  'busy-with-command',
  'Something is already under way for this runner.',
  'Wait until it is done.',
);

async function whatIsThere(directory: string, parts: StepParts): Promise<Reply<Present>> {
  await parts.runners.look();
  const record = parts.runners.at(directory)?.record() ?? null;
  const settings = await askFolder(directory, () => readConfiguration(directory));
  if (!settings.ok) return fail('cannot-read', settings.why, 'Check that its disk is connected.');
  const chosen = record === null ? null : chooseAgent(record);
  const others = record?.agents.filter((agent) => agent !== chosen) ?? [];
  return ok({
    directory,
    record,
    configuration: settings.value,
    agents: chosen === null ? others : [chosen, ...others],
  });
}

function ownOf(
  choices: AdoptChoices,
  agents: readonly AgentPlist[],
  ours: AgentPlist | null,
): AdoptSpec['own'] {
  if (choices.service === 'keep') return 'keep';
  if (ours === null) return 'make';
  return agents.length === 1 ? 'keep' : 'there';
}

interface Registered {
  readonly name: string;
  readonly scope: AdoptSpec['scope'];
}

function registrationOf(configuration: RunnerConfiguration): Registered | null {
  if (configuration.kind !== 'configured') return null;
  const { name, scope } = configuration;
  return { name, scope: scope.kind === 'unknown' ? null : scope };
}

function replaced(agent: AgentPlist, { host }: StepParts): AdoptSpec['replaces'][number] {
  const program = programPath(agent.program, agent.workingDirectory);
  const isPlain = program !== null && ['run.sh', 'runsvc.sh'].includes(basename(program));
  return {
    label: agent.label,
    path: agent.path,
    variables: Object.keys(agent.environment).filter(isHandedDown),
    script: isPlain ? null : shownPath(host, program ?? agent.program.join(' ')),
  };
}

/** What stands in the way of another service; better told now than when the runner has been stopped for it. */
async function refusal(
  present: Present,
  registered: Registered | null,
  own: AdoptSpec['own'],
  parts: StepParts,
): Promise<Failure | null> {
  if (registered === null) {
    return fail(
      'wrong-state',
      'This runner is not registered, so a service would have nothing to run.',
      'Set it up anew.',
    );
  }
  if (registered.scope === null) {
    return fail(
      'wrong-state',
      'Its settings do not say where at GitHub it belongs, so Trackside makes no service for it.',
      'Keep the service that it has.',
    );
  }
  return (
    (await runningRefusal(present, parts)) ??
    (await sessionRefusal(parts)) ??
    (own === 'make' ? await placeRefusal(present.directory, registered, registered.scope, parts) : null)
  );
}

async function runningRefusal(
  { agents, directory, record }: Present,
  parts: StepParts,
): Promise<Failure | null> {
  if (agents.length === 0 || record === null) {
    const seen = await parts.processes(directory);
    if (seen === null) return NOBODY_CAN_TELL;
    return runs(seen) ? IN_A_TERMINAL : null;
  }
  if (record.processes.kind !== 'answered' || record.launchd.kind !== 'answered') return NOBODY_CAN_TELL;
  if (runsOutsideServices(record)) return IN_A_TERMINAL;
  return updateRefusal(record, parts.host.now());
}

const NOBODY_CAN_TELL = fail(
  'job-unknown',
  'Trackside cannot see right now whether it runs.',
  'Try again in a moment.',
);
const IN_A_TERMINAL = fail(
  'wrong-state',
  'It was started in a terminal and still runs, and GitHub would refuse a second one.',
  'End it there with Control-C, when no job runs, then adopt it.',
);

async function sessionRefusal({ host }: StepParts): Promise<Failure | null> {
  const session = await host.launchd.screenSession();
  if (!session.ok)
    return fail('timed-out', `launchd did not answer: ${session.why}`, 'Try again in a moment.');
  if (session.value) return null;
  return fail(
    'no-screen-session',
    'Nobody is logged in at this Mac’s screen, and macOS runs a runner’s service only then.',
    'Log in at the screen once, then adopt it.',
  );
}

async function placeRefusal(
  directory: string,
  { name }: Registered,
  scope: NonNullable<AdoptSpec['scope']>,
  { host }: StepParts,
): Promise<Failure | null> {
  const label = agentLabel(scope, name);
  const taken = await ownerProblem(agentPath(host, label), { label, directory });
  if (taken !== null) return taken;
  const isComplete = await lstat(join(directory, 'bin/runsvc.sh')).then(
    () => true,
    () => false,
  );
  if (isComplete) return null;
  return fail(
    'not-a-runner',
    'The runner’s files are not complete: bin/runsvc.sh is missing.',
    'Set the runner up anew.',
  );
}
