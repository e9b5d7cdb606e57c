/** What each call of the contract does, for one view. The input has been checked (server.ts). */
import { join } from 'node:path';
import { fail, ok } from '../../shared/contract.ts';
import type { RunnerId, Settings } from '../../shared/domain.ts';
import type { GitHubWatch } from './github/watch.ts';
import type { Host } from './host/host.ts';
import { newestDiagLog } from './jobs/runner-logs.ts';
import { isAllowedLink } from './links.ts';
import type { LogAccess } from './log-access.ts';
import type { Sampler } from './machine/sampler.ts';
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
  /** Writes them, then tells everyone. */
  readonly saveSettings: (settings: Settings) => Promise<void>;
  /** Who is to be asked about has changed, or whether to ask at all. */
  readonly tellGitHub: () => void;
  /** A view has come or gone: how often to look has to be decided anew. */
  readonly attend: () => void;
  readonly shell: ShellPort;
  readonly projection: Projection;
  readonly logs: LogAccess;
}

const NOT_KNOWN = fail('not-found', 'Trackside does not know this runner any more.');

export function createHandlers(parts: HandlerParts): Handlers {
  const { host, store, registry, sampler, github, saveSettings, tellGitHub, attend, ...view } = parts;
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
    'runner.start': ({ runnerId }) => managed(runnerId)?.commands.start() ?? NOT_KNOWN,
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
      const settings = store.get().settings;
      await saveSettings({
        ...settings,
        folders: [...new Set([...settings.folders, added.value.directory])],
      });
      await registry.look();
      return ok({ runnerId: added.value.runnerId });
    },
    'runner.forget': async ({ runnerId }) => {
      const runner = managed(runnerId);
      if (runner === null) return NOT_KNOWN;
      const settings = store.get().settings;
      // As it was written: perhaps by a link that leads there.
      const directories = await Promise.all(settings.folders.map(realDirectory));
      const folders = settings.folders.filter((_folder, index) => directories[index] !== runner.directory);
      await saveSettings({ ...settings, folders });
      await registry.forget(runnerId);
      return ok(null);
    },
    'machine.trail': ({ minutes }) => ok(sampler.trail(minutes)),
    'settings.update': async (patch) => {
      const settings = { ...store.get().settings, ...patch } as Settings;
      await saveSettings(settings);
      if (patch.askGitHub !== undefined) tellGitHub();
      return ok(settings);
    },
    'folder.choose': async () => {
      const chosen = await view.shell.chooseFolder();
      return chosen.ok ? ok({ directory: chosen.value }) : chosen;
    },
    'link.open': async ({ url }) => {
      const scopes = Object.values(store.get().runners).map((runner) => runner.scope);
      if (!isAllowedLink(url, scopes)) {
        return fail('link-refused', 'Trackside opens only pages of the GitHub that your runners belong to.');
      }
      return await view.shell.openLink(url);
    },
    'app.openSettings': async ({ pane }) => await view.shell.openSystemSettings(pane),
    'app.quit': async () => await view.shell.quit(),
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
  };
}
