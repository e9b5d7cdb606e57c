/** The kinds of operations that there are, and how a request becomes a plan of one. */
import { fail, ok, type Reply } from '../../shared/contract.ts';
import type { RunnerId, Settings } from '../../shared/domain.ts';
import type { Operation } from '../../shared/operation.ts';
import type {
  AnswerProblem,
  OperationRequest,
  PlaceReport,
  SetUpAnswers,
  SetUpScope,
} from '../../shared/set-up.ts';
import type { Architecture, GitHubAdmin } from './github/admin.ts';
import type { Host } from './host/host.ts';
import { newRunnerEnvironment } from './install/runner-environment.ts';
import { type AnyDefinition, anyDefinition } from './operations/definition.ts';
import type { Operations } from './operations/operations.ts';
import { realDirectory } from './runners/find.ts';
import type { ManagedRunner } from './runners/managed-runner.ts';
import { adoptDefinition } from './set-up/adopt-operation.ts';
import { createInstallTool } from './set-up/install-tool.ts';
import { removeDefinition } from './set-up/remove-operation.ts';
import { createRunnerProcesses } from './set-up/runner-processes.ts';
import { setUpDefinition } from './set-up/set-up-operation.ts';
import type { KnownFolders, StepParts } from './set-up/step-parts.ts';

export interface OperationKindParts {
  readonly host: Host;
  readonly admin: GitHubAdmin;
  readonly runners: StepParts['runners'] & { readonly byId: (id: RunnerId) => ManagedRunner | null };
  readonly check: (answers: SetUpAnswers, place: PlaceReport | null) => Promise<readonly AnswerProblem[]>;
  readonly place: (scope: SetUpScope) => Promise<Reply<PlaceReport>>;
  readonly settings: () => Settings;
  readonly updateSettings: (change: (settings: Settings) => Settings) => Promise<Reply<Settings>>;
}

export interface OperationKinds {
  readonly definitions: readonly AnyDefinition[];
  plan(operations: Operations, request: OperationRequest): Promise<Reply<Operation>>;
}

export function createOperationKinds(parts: OperationKindParts): OperationKinds {
  const { host, admin, runners } = parts;
  const steps: StepParts = { host, admin, runners, processes: createRunnerProcesses(host) };
  const setUp = setUpDefinition({
    ...steps,
    check: parts.check,
    place: parts.place,
    architecture: () => architectureOf(host),
    environment: async ({ tuning }, directory) =>
      newRunnerEnvironment(tuning, { home: host.home, directory }),
  });
  const knownFolders = foldersIn(parts);
  const adopt = adoptDefinition({ ...steps, knownFolders });
  const remove = removeDefinition({ ...steps, knownFolders, runnerOf: runners.byId });
  const installTool = createInstallTool({ host });
  return {
    definitions: [
      anyDefinition(setUp),
      anyDefinition(adopt),
      anyDefinition(remove),
      anyDefinition(installTool),
    ],
    plan: async (operations, request) => {
      switch (request.kind) {
        case 'set-up':
          return await operations.plan(setUp, request);
        case 'adopt':
          return await operations.plan(adopt, request);
        case 'remove':
          return await operations.plan(remove, request);
        case 'install-tool':
          return await operations.plan(installTool, request);
      }
    },
  };
}

/** Of the Mac, whatever Trackside runs as: the package for it is another (macos.md 3.1). */
async function architectureOf(host: Pick<Host, 'facts'>): Promise<Reply<Architecture>> {
  const facts = await host.facts();
  const appleSilicon = facts.ok ? facts.value.appleSilicon : null;
  if (appleSilicon !== null) return ok(appleSilicon ? 'arm64' : 'x64');
  return fail(
    'cannot-read',
    'This Mac did not say whether it has Apple silicon or an Intel processor.',
    'Try again in a moment.',
  );
}

function foldersIn({
  settings,
  updateSettings,
}: Pick<OperationKindParts, 'settings' | 'updateSettings'>): KnownFolders {
  return {
    leadingTo: async (directory) => {
      const { folders } = settings();
      const real = await Promise.all(folders.map(realDirectory));
      return folders.filter((_folder, index) => real[index] === directory);
    },
    add: async (added) =>
      await updateSettings((now) => ({ ...now, folders: [...new Set([...now.folders, ...added])] })),
    remove: async (removed) =>
      await updateSettings((now) => ({
        ...now,
        folders: now.folders.filter((folder) => !removed.includes(folder)),
      })),
  };
}
