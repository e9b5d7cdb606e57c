/** What each call of the contract does, for one view. The input has been checked (server.ts). */
import { join } from 'node:path';
import { fail, ok, type Reply } from '../../shared/contract.ts';
import type { RunnerId, Settings } from '../../shared/domain.ts';
import { hasEnded } from '../../shared/operation-view.ts';
import { githubCalls } from './calls/github-calls.ts';
import { macCalls } from './calls/mac-calls.ts';
import { operationCalls, type OperationCallParts } from './calls/operation-calls.ts';
import { setUpCalls, type SetUpCallParts } from './calls/set-up-calls.ts';
import type { GitHub } from './github/github.ts';
import type { GitHubWatch } from './github/watch.ts';
import type { Host } from './host/host.ts';
import { newestDiagLog } from './jobs/diag-files.ts';
import type { LogAccess } from './log-access.ts';
import type { Places } from './set-up/places.ts';
import type { RunnerTrails } from './machine/runner-trails.ts';
import type { Sampler } from './machine/sampler.ts';
import { bucketsOf } from './machine/series.ts';
import { dismissNotice } from './notices.ts';
import type { Operations } from './operations/operations.ts';
import { realDirectory } from './runners/find.ts';
import type { ManagedRunner } from './runners/managed-runner.ts';
import type { Registry } from './runners/registry.ts';
import type { Handlers, ShellPort } from './server.ts';
import type { Projection } from './state/projector.ts';
import type { EngineStore } from './state/store.ts';

/** The engine's parts, and what belongs to this one view. */
export interface HandlerParts {
  readonly host: Host;
  readonly store: EngineStore;
  readonly registry: Registry;
  readonly sampler: Sampler;
  readonly github: GitHubWatch;
  readonly account: GitHub;
  readonly allowsLink: (url: string) => boolean;
  /** A person sets up a runner at that host: its pages may be opened. */
  readonly visit: (host: string) => void;
  readonly operations: Operations;
  /** Makes the plan of what was asked for. */
  readonly plan: OperationCallParts['plan'];
  readonly setUp: Pick<SetUpCallParts, 'draft'> & { readonly places: Places };
  readonly runnerTrails: RunnerTrails;
  /** Writes what becomes of the settings, then tells everyone. */
  readonly updateSettings: (change: (settings: Settings) => Settings) => Promise<Reply<Settings>>;
  /** Who is to be asked about has changed, or whether to ask at all. */
  readonly tellGitHub: () => void;
  /** A view has come or gone: how often to look has to be decided anew. */
  readonly attend: () => void;
  readonly shell: ShellPort;
  readonly projection: Projection;
  readonly logs: LogAccess;
}

const NOT_KNOWN = fail('not-found', 'Trackside does not know this runner any more.');

const LINK_REFUSED = fail(
  'link-refused',
  'Trackside opens only pages of the GitHub that your runners belong to.',
);

export function createHandlers(parts: HandlerParts): Handlers {
  const { host, store, registry, sampler, github, updateSettings, tellGitHub, attend, ...view } = parts;
  const managed = (id: RunnerId): ManagedRunner | null => registry.runner(id);
  return {
    'state.subscribe': () => {
      const snapshot = view.projection.subscribe();
      attend();
      return ok(snapshot);
    },
    'state.unsubscribe': () => {
      view.projection.unsubscribe();
      attend();
      return ok(null);
    },
    'runner.start': async ({ runnerId }) => (await managed(runnerId)?.commands.start()) ?? NOT_KNOWN,
    'runner.stop': async ({ runnerId, when }) => (await managed(runnerId)?.commands.stop(when)) ?? NOT_KNOWN,
    'runner.restart': async ({ runnerId, when }) =>
      (await managed(runnerId)?.commands.restart(when)) ?? NOT_KNOWN,
    'runner.keep': ({ runnerId }) => {
      const runner = managed(runnerId);
      return runner === null ? NOT_KNOWN : ok({ kept: runner.commands.keep() });
    },
    'runner.look': async () => {
      void github.askNow();
      await registry.look();
      return ok(null);
    },
    'runner.add': async ({ directory }) => {
      const path = directory.startsWith('~/') ? join(host.home, directory.slice(2)) : directory;
      if (!path.startsWith('/')) {
        return fail('bad-request', 'Give the folder’s full path, from / or ~/ on.');
      }
      const added = await registry.add(path);
      if (!added.ok) return added;
      const saved = await updateSettings((settings) => ({
        ...settings,
        folders: [...new Set([...settings.folders, added.value.directory])],
      }));
      if (!saved.ok) return saved;
      await registry.look();
      return ok({ runnerId: added.value.runnerId });
    },
    'runner.forget': async ({ runnerId }) => {
      const runner = managed(runnerId);
      if (runner === null) return NOT_KNOWN;
      const refused = registry.forgetRefusal(runnerId);
      if (refused !== null) return refused;
      // As it was written: perhaps by a link that leads there.
      const { folders } = store.get().settings;
      const directories = await Promise.all(folders.map(realDirectory));
      const forgotten = folders.filter((_folder, index) => directories[index] === runner.directory);
      const saved = await updateSettings((settings) => ({
        ...settings,
        folders: settings.folders.filter((folder) => !forgotten.includes(folder)),
      }));
      if (!saved.ok) return saved;
      await registry.forget(runnerId);
      return ok(null);
    },
    'machine.trail': ({ minutes, runnerId }) => {
      if (runnerId === undefined) return ok(sampler.trail(minutes));
      if (managed(runnerId) === null) return NOT_KNOWN;
      return ok(parts.runnerTrails.last(runnerId, bucketsOf(minutes)));
    },
    'settings.update': async (patch) => {
      const saved = await updateSettings((settings) => ({ ...settings, ...patch }) as Settings);
      if (saved.ok && patch.askGitHub !== undefined) tellGitHub();
      return saved;
    },
    'folder.choose': async () => {
      const chosen = await view.shell.chooseFolder();
      return chosen.ok ? ok({ directory: chosen.value }) : chosen;
    },
    'link.open': async ({ url }) => {
      return parts.allowsLink(url) ? await view.shell.openLink(url) : LINK_REFUSED;
    },
    'app.openSettings': async ({ pane }) => await view.shell.openSystemSettings(pane),
    'app.quit': async () => await view.shell.quit(),
    'notice.dismiss': ({ id }) => dismissNotice(store, id),
    'log.open': async ({ runnerId, source }) => {
      const runner = managed(runnerId);
      if (runner === null) return NOT_KNOWN;
      const paths = runner.logPaths();
      const path =
        source === 'console' || source === 'error' ? paths[source] : await newestDiagLog(paths.diag, source);
      return path === null ? fail('cannot-read', 'This runner has no such log.') : await view.logs.open(path);
    },
    'log.read': async ({ id, maxBytes, direction }) => await view.logs.read(id, maxBytes, direction),
    'log.close': async ({ id }) => await view.logs.close(id),
    'app.openWizard': async (request) => await view.shell.openWizard(request),
    ...macCalls({ host }),
    ...githubCalls(parts.account, parts.setUp.places.look, parts.visit),
    ...setUpCalls({
      host,
      ...parts.setUp,
      runners: () => Object.values(store.get().runners),
      notice: (notice) => store.dispatch({ type: 'notice-raised', notice }),
      isSettingUp: () => store.get().operations.some((one) => one.kind === 'set-up' && !hasEnded(one)),
    }),
    ...operationCalls({ operations: parts.operations, plan: parts.plan }),
  };
}
