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
import { readEnvironment } from './install/environment-files.ts';
import { OWN_VARIABLES, runnerEnvironment } from './install/runner-environment.ts';
import { type AnyDefinition, anyDefinition } from './operations/definition.ts';
import type { Operations } from './operations/operations.ts';
import type { ManagedRunner } from './runners/managed-runner.ts';
import { adoptDefinition } from './set-up/adopt-operation.ts';
import { createInstallTool } from './set-up/install-tool.ts';
import { removeDefinition } from './set-up/remove-operation.ts';
import { setUpDefinition } from './set-up/set-up-operation.ts';
import type { KnownFolders, StepParts } from './set-up/step-parts.ts';

export interface OperationKindParts {
  readonly host: Host;
  readonly admin: GitHubAdmin;
  readonly runners: StepParts['runners'] & { readonly byId: (id: RunnerId) => ManagedRunner | null };
  readonly check: (answers: SetUpAnswers, place: PlaceReport | null) => Promise<readonly AnswerProblem[]>;
  readonly place: (scope: SetUpScope) => Promise<Reply<PlaceReport>>;
  readonly updateSettings: (change: (settings: Settings) => Settings) => Promise<Reply<Settings>>;
}

export interface OperationKinds {
  readonly definitions: readonly AnyDefinition[];
  plan(operations: Operations, request: OperationRequest): Promise<Reply<Operation>>;
}

export function createOperationKinds(parts: OperationKindParts): OperationKinds {
  const { host, admin, runners } = parts;
  const steps: StepParts = { host, admin, runners };
  const setUp = setUpDefinition({
    ...steps,
    check: parts.check,
    place: parts.place,
    architecture: () => architectureOf(host),
    environment: async ({ tuning }, directory) => runnerEnvironment(tuning, { home: host.home, directory }),
  });
  const knownFolders = foldersIn(parts.updateSettings);
  const adopt = adoptDefinition({
    ...steps,
    knownFolders,
    environment: async (tuning, directory) => {
      const present = await readEnvironment(directory, OWN_VARIABLES);
      if (!present.ok) return present;
      return ok(runnerEnvironment(tuning, { home: host.home, directory }, present.value));
    },
  });
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

function foldersIn(update: OperationKindParts['updateSettings']): KnownFolders {
  return {
    add: async (directory) =>
      await update((settings) => ({
        ...settings,
        folders: [...new Set([...settings.folders, directory])],
      })),
    remove: async (directory) =>
      await update((settings) => ({
        ...settings,
        folders: settings.folders.filter((folder) => folder !== directory),
      })),
  };
}
