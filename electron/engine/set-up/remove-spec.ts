/** A removal with everything decided, as it goes to the journal. No secret in it. */
import * as z from 'zod';
import { setUpScope } from '../../../shared/set-up-schemas.ts';

const absolute = z
  .string()
  .regex(/^\/[^\0]*$/)
  .max(1024);
const choice = z.enum(['remove', 'keep']);

export const removeSpec = z.strictObject({
  directory: absolute,
  name: z.string().max(200),
  /** Null: what is in its folder does not say where it belongs. */
  scope: setUpScope.nullable(),
  agentId: z.number().nullable(),
  /** Whether it is registered, as far as its folder tells. */
  registered: z.enum(['yes', 'no', 'unknown']),
  /** The services that are there for it. */
  services: z
    .array(
      z.strictObject({
        label: z.string().max(300),
        path: absolute,
        kind: z.enum(['official', 'own', 'hand-made']),
      }),
    )
    .readonly(),
  deregister: z.enum(['yes', 'no']),
  service: choice,
  hooks: choice,
  shellProfile: choice,
  folder: z.enum(['trash', 'keep']),
  /** Whether Trackside can ask GitHub by a login. */
  login: z.enum(['yes', 'no']),
});
export type RemoveSpec = z.infer<typeof removeSpec>;
