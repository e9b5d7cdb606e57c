/** The schemas of what the wizard asks and of what an Operation can be asked for, checked at the engine's door. */
import * as z from 'zod';
import type { RunnerId } from './domain.ts';
import type { OperationId } from './operation.ts';
import { SET_UP_STEPS, TOOL_IDS } from './set-up.ts';

export const runnerId = z
  .string()
  .regex(/^[a-z0-9]{16}$/)
  .transform((text) => text as RunnerId);
export const operationId = z
  .string()
  .regex(/^[a-f0-9]{16}$/)
  .transform((text) => text as OperationId);

/** A host name, perhaps with a port. */
export const hostName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$/i);
/** What GitHub takes for a name of an owner, a repository, an enterprise. */
const part = z
  .string()
  .max(100)
  .regex(/^[\w.-]+$/);

export const setUpScope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('repository'), host: hostName, owner: part, repository: part }),
  z.strictObject({ kind: z.literal('organization'), host: hostName, organization: part }),
  z.strictObject({ kind: z.literal('enterprise'), host: hostName, enterprise: part }),
]);

const onOff = z.enum(['on', 'off']);
export const tuning = z.strictObject({
  nodeHeapMegabytes: z.number().int().min(512).max(1_048_576).nullable(),
  threadPool: z.number().int().min(1).max(1024).nullable(),
  dockerPlatform: onOff,
  pnpmHome: onOff,
  homebrewPath: onOff,
  caches: onOff,
  shellProfile: onOff,
  startHook: onOff,
  endHook: onOff,
});

/** Loose in its texts, so that a draft with a mistake in it can be kept; what is wrong is told by `setup.check`. */
export const setUpAnswers = z.strictObject({
  host: z.string().max(260),
  access: z.enum(['login', 'registration-token']),
  scope: setUpScope.nullable(),
  group: z.string().max(100).nullable(),
  typedName: z.string().max(260),
  name: z.string().max(200),
  labels: z.array(z.string().max(300)).max(100).readonly(),
  workFolder: z.string().max(1024),
  directory: z.string().max(1024),
  sameName: z.enum(['refuse', 'replace']),
  startAtLogin: z.enum(['yes', 'no']),
  service: z.enum(['trackside', 'official']),
  version: z.string().max(40).nullable(),
  tuning,
});
export const setUpDraft = z.strictObject({ step: z.enum(SET_UP_STEPS), answers: setUpAnswers });

const keep = z.enum(['remove', 'keep']);
export const operationRequest = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('set-up'), answers: setUpAnswers }),
  z.strictObject({
    kind: z.literal('adopt'),
    choices: z.strictObject({
      directory: z.string().min(1).max(1024),
      service: z.enum(['keep', 'trackside']),
      tuning: tuning.nullable(),
    }),
  }),
  z.strictObject({
    kind: z.literal('remove'),
    choices: z.strictObject({
      runnerId,
      deregister: z.enum(['yes', 'no']),
      service: keep,
      hooks: keep,
      shellProfile: keep,
      folder: z.enum(['trash', 'keep']),
    }),
  }),
  z.strictObject({ kind: z.literal('install-tool'), tool: z.enum(TOOL_IDS) }),
]);

/** A token as a person pastes it: printable, without spaces, of a length that a token can have. */
export const token = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]{10,1024}$/);
