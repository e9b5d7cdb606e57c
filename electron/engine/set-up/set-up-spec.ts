/** A set-up with everything decided, as it goes to the journal: the steps are made from it alone. No secret in it. */
import * as z from 'zod';
import { setUpAnswers, setUpScope } from '../../../shared/set-up-schemas.ts';
import type { SetUpAnswers, SetUpScope } from '../../../shared/set-up.ts';
import type { RunnerPackage } from '../github/admin.ts';

const absolute = z
  .string()
  .regex(/^\/[^\0]*$/)
  .max(1024);

/** A set-up, decided. */
export interface SetUpSpec {
  readonly answers: SetUpAnswers;
  readonly scope: SetUpScope;
  /** The page of the scope, as config.sh is given it. */
  readonly url: string;
  /** Real path of where the runner will be. */
  readonly directory: string;
  /** Beside it, on the same volume: where it is unpacked. */
  readonly staging: string;
  /** What has come of the archive so far. */
  readonly part: string;
  readonly package: RunnerPackage;
  /** Whether the directory was there, empty. */
  readonly found: 'nothing' | 'empty-folder';
  /** Whether a runner of this name is at GitHub already; `unknown` without a login. */
  readonly sameName: 'free' | 'taken' | 'unknown';
  readonly environment: {
    readonly variables: Readonly<Record<string, string>>;
    readonly path: readonly string[];
    readonly folders: readonly string[];
  };
  /** Null: not known. */
  readonly visibility: 'public' | 'private' | 'internal' | null;
  /** Whether it can be asked of GitHub by a login, or only by what the person pasted. */
  readonly login: 'yes' | 'no';
}

export const setUpSpec: z.ZodType<SetUpSpec> = z.strictObject({
  answers: setUpAnswers,
  scope: setUpScope,
  url: z.string().max(1024),
  directory: absolute,
  staging: absolute,
  part: absolute,
  package: z.strictObject({
    version: z.string().max(40),
    url: z.string().max(2048),
    fileName: z.string().max(200),
    sha256: z.string().regex(/^[a-f0-9]{64}$/),
    sizeBytes: z.number().nullable(),
    architecture: z.enum(['arm64', 'x64']),
  }),
  found: z.enum(['nothing', 'empty-folder']),
  sameName: z.enum(['free', 'taken', 'unknown']),
  environment: z.strictObject({
    variables: z.record(z.string(), z.string()),
    path: z.array(z.string()),
    folders: z.array(absolute),
  }),
  visibility: z.enum(['public', 'private', 'internal']).nullable(),
  login: z.enum(['yes', 'no']),
});

/** `acme/rocket`'s page, as config.sh wants it (facts: runner.md 3.2). */
export function pageOfScope(scope: SetUpSpec['scope']): string {
  const base = `https://${scope.host}`;
  switch (scope.kind) {
    case 'repository':
      return `${base}/${scope.owner}/${scope.repository}`;
    case 'organization':
      return `${base}/${scope.organization}`;
    case 'enterprise':
      return `${base}/enterprises/${scope.enterprise}`;
  }
}

/** Where a person sees and removes the runners of a scope. */
export function runnersPage(scope: SetUpSpec['scope']): string {
  const base = `https://${scope.host}`;
  switch (scope.kind) {
    case 'repository':
      return `${base}/${scope.owner}/${scope.repository}/settings/actions/runners`;
    case 'organization':
      return `${base}/organizations/${scope.organization}/settings/actions/runners`;
    case 'enterprise':
      return `${base}/enterprises/${scope.enterprise}/settings/actions/runners`;
  }
}
