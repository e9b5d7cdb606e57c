/** The actions that make sense now, each with what it will do. Nothing else is offered. */
import type { ActionOffer, Instant, RunnerState } from '../../../shared/domain.ts';
import { UPDATE_LIMIT_MS } from './derive-state.ts';
import type { RunnerRecord } from './record.ts';

const AFTER_STOP: ActionOffer['choices'][number] = {
  when: 'after-job',
  label: 'After this job',
  effect:
    'The job runs to its end. Then the runner is stopped before it takes another, as soon as no job runs. Quitting Trackside takes this back.',
};
const CANCEL_STOP: ActionOffer['choices'][number] = {
  when: 'cancel-job',
  label: 'Cancel the job and stop',
  effect: 'The job ends now and GitHub shows it as failed. Then the runner is stopped.',
};

const start: ActionOffer = {
  command: 'start',
  effect: 'Enables its service, has launchd start it, and keeps it starting at each login.',
  hint: 'take jobs again',
  choices: [],
};
const startUntilLogout: ActionOffer = {
  ...start,
  effect:
    'Enables its service and has launchd start it. At the next login it waits until you start it again.',
};
const stopIdle: ActionOffer = {
  command: 'stop',
  effect:
    'Ends the runner and disables its service, so that it stays stopped after a restart, until you start it.',
  hint: 'no job is running',
  choices: [],
};
const restartIdle: ActionOffer = {
  command: 'restart',
  effect: 'Ends the runner and starts it again; it is away for a few seconds.',
  hint: 'a few seconds',
  choices: [],
};
const stopBusy: ActionOffer = {
  command: 'stop',
  effect: 'A job is running. Choose what becomes of it.',
  hint: 'after this job…',
  choices: [AFTER_STOP, CANCEL_STOP],
};
const restartBusy: ActionOffer = {
  command: 'restart',
  effect: 'A job is running. Choose what becomes of it.',
  hint: 'after this job…',
  choices: [
    {
      ...AFTER_STOP,
      effect:
        'The job runs to its end. Then the runner is restarted, as soon as no job runs. Quitting Trackside takes this back.',
    },
    {
      ...CANCEL_STOP,
      label: 'Cancel the job and restart',
      effect: 'The job ends now and GitHub shows it as failed. Then the runner is restarted.',
    },
  ],
};

/** What may be asked of the runner in this state. Only what has a launchd service can be driven. */
export function actionsFor(record: RunnerRecord, state: RunnerState, now: Instant): readonly ActionOffer[] {
  if (record.agents.length === 0 || record.pending !== null || runsByHand(record)) return [];
  switch (state.kind) {
    case 'stopped':
      return [startOf(record)];
    case 'offline':
      return offlineActions(record);
    case 'idle':
    case 'starting':
    case 'crash-looping':
      return [stopIdle, restartIdle];
    case 'busy':
      return [stopBusy, restartBusy];
    case 'updating':
      return updateHangs(record, now) ? [stopIdle, restartIdle] : [];
    case 'lost-registration':
      // Without its settings it would only end again; with them, a start shows whether GitHub knows it.
      return record.configuration.kind === 'configured' ? [startOf(record)] : [];
    case 'unknown':
      // The commands look for a job themselves before they end anything.
      return listens(record) ? [stopIdle, restartIdle] : [];
    case 'draining':
    case 'paused':
    case 'absent':
      return [];
  }
}

function startOf({ agents }: RunnerRecord): ActionOffer {
  return agents.some(({ startsAtLoad }) => startsAtLoad) ? start : startUntilLogout;
}

/** Started in a terminal while its service is not loaded: launchd has nothing to stop. */
export function runsByHand(record: RunnerRecord): boolean {
  if (record.launchd.kind !== 'answered') return false;
  return listens(record) && record.launchd.answer.services.every((service) => !service.loaded);
}

function listens(record: RunnerRecord): boolean {
  return record.processes.kind === 'answered' && record.processes.answer.listeners.length > 0;
}

/** An update that takes longer than usual while its listener lives: it may be left, and begins anew. */
export function updateHangs(record: RunnerRecord, now: Instant): boolean {
  return listens(record) && now - (record.memory.updatingSince ?? now) > UPDATE_LIMIT_MS;
}

function offlineActions(record: RunnerRecord): readonly ActionOffer[] {
  if (listens(record)) return [stopIdle, restartIdle];
  const session = record.launchd.kind === 'answered' && record.launchd.answer.screenSession;
  return session ? [startOf(record), stopIdle] : [];
}
