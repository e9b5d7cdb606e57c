/** An adoption with everything decided, as it goes to the journal. No secret in it. */
import * as z from 'zod';
import { setUpScope, tuning } from '../../../shared/set-up-schemas.ts';
import type { SetUpScope, Tuning } from '../../../shared/set-up.ts';

const absolute = z
  .string()
  .regex(/^\/[^\0]*$/)
  .max(1024);

export interface AdoptSpec {
  readonly directory: string;
  readonly name: string;
  readonly scope: SetUpScope | null;
  /** The service that it has; null: none. */
  readonly service: {
    readonly label: string;
    readonly path: string;
    readonly kind: 'official' | 'own' | 'hand-made';
  } | null;
  /** `switch`: one of our own in its place. `make`: there is none yet. */
  readonly change: 'keep' | 'switch' | 'make';
  readonly tuning: Tuning | null;
  readonly environment: {
    readonly variables: Readonly<Record<string, string>>;
    readonly path: readonly string[];
    readonly folders: readonly string[];
  };
  readonly login: 'yes' | 'no';
}

export const adoptSpec: z.ZodType<AdoptSpec> = z.strictObject({
  directory: absolute,
  name: z.string().max(200),
  scope: setUpScope.nullable(),
  service: z
    .strictObject({
      label: z.string().max(300),
      path: absolute,
      kind: z.enum(['official', 'own', 'hand-made']),
    })
    .nullable(),
  change: z.enum(['keep', 'switch', 'make']),
  tuning: tuning.nullable(),
  environment: z.strictObject({
    variables: z.record(z.string(), z.string()),
    path: z.array(z.string()),
    folders: z.array(absolute),
  }),
  login: z.enum(['yes', 'no']),
});
