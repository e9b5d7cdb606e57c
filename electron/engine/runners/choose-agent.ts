/** Which of a runner's services counts. Two for one directory is a finding, and only one of them runs it. */
import type { ProcessSight, ServiceAnswer } from '../../../shared/domain.ts';
import type { AgentPlist } from '../host/host.ts';
import type { RunnerRecord } from './record.ts';

const OWN_SCRIPT = /\/(?:run|runsvc)\.sh$/;

/** The service whose process is the Listener's or above it; null where none is, or where that is not known. */
export function runningAgent(record: RunnerRecord): AgentPlist | null {
  const owner = servicesOf(record).find((service) => runsOne(service, listenersOf(record)));
  return record.agents.find((agent) => agent.label === owner?.label) ?? null;
}

/** The one that runs it; else the one that comes closest to doing so. */
export function chooseAgent(record: RunnerRecord): AgentPlist | null {
  const services = new Map(servicesOf(record).map((service) => [service.label, service]));
  const service = (agent: AgentPlist): ServiceAnswer | undefined => services.get(agent.label);
  return (
    runningAgent(record) ??
    record.agents.find((agent) => (service(agent)?.pid ?? null) !== null) ??
    record.agents.find((agent) => service(agent)?.loaded === true) ??
    record.agents.find((agent) => agent.label.startsWith('actions.runner.')) ??
    record.agents.find((agent) => agent.program.some((part) => OWN_SCRIPT.test(part))) ??
    record.agents[0] ??
    null
  );
}

/** True: a listener runs and launchd says that none of the services has it. */
export function runsOutsideServices(record: RunnerRecord): boolean {
  return (
    record.launchd.kind === 'answered' && listenersOf(record).length > 0 && runningAgent(record) === null
  );
}

function servicesOf(record: RunnerRecord): readonly ServiceAnswer[] {
  return record.launchd.kind === 'answered' ? record.launchd.answer.services : [];
}

function listenersOf(record: RunnerRecord): readonly ProcessSight[] {
  return record.processes.kind === 'answered' ? record.processes.answer.listeners : [];
}

function runsOne(service: ServiceAnswer, listeners: readonly ProcessSight[]): boolean {
  const { pid } = service;
  if (pid === null) return false;
  return listeners.some((listener) => listener.pid === pid || listener.ancestors.includes(pid));
}
