/** An adoption with everything decided, as it goes to the journal. No secret in it. */
import * as z from 'zod';
import { setUpScope, tuning } from '../../../shared/set-up-schemas.ts';

const absolute = z
  .string()
  .regex(/^\/[^\0]*$/)
  .max(1024);
const variables = z.record(z.string(), z.string());

export const adoptSpec = z.strictObject({
  directory: absolute,
  name: z.string().max(200),
  /** Null: what is in its folder does not say where it belongs. */
  scope: setUpScope.nullable(),
  /** The services that go, the one that runs it first; empty: the service stays as it is, or there is none. */
  replaces: z
    .array(
      z.strictObject({
        label: z.string().max(300),
        path: absolute,
        /** By name only: what they are is read when the service is made. */
        variables: z.array(z.string()).readonly(),
        /** What it starts, where that is neither run.sh nor runsvc.sh; for display. */
        script: z.string().nullable(),
      }),
    )
    .readonly(),
  /** `make`: a service of our own is written. `there`: one is there already. `keep`: nothing of services is touched. */
  own: z.enum(['keep', 'make', 'there']),
  /** The label of the service of our own that is there; null: none. */
  ownLabel: z.string().nullable(),
  /** Whether only Trackside's list leads to it. */
  list: z.enum(['put-on', 'leave']),
  tuning: tuning.nullable(),
  environment: z.strictObject({
    variables,
    path: z.array(z.string()).readonly(),
    folders: z.array(absolute).readonly(),
    pathFile: z.enum(['write', 'keep']),
    before: variables,
    theirHooks: z.strictObject({ started: absolute.nullable(), completed: absolute.nullable() }),
  }),
  login: z.enum(['yes', 'no']),
});
export type AdoptSpec = z.infer<typeof adoptSpec>;
