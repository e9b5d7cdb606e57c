/** What the control address understands: the shapes of its requests, and its page of usage. */
import * as z from 'zod';
import type { DiskStatus } from './mac/disk.ts';
import { PROGRAMS } from './mac/faults.ts';
import type { ProgramFault } from './mac/faults.ts';
import { WORLD_TOOLS } from './mac/tools.ts';

/** A job's result in the runner's own words (actions/runner, TaskResult). */
const result = z.enum(['Succeeded', 'SucceededWithIssues', 'Failed', 'Canceled', 'Skipped', 'Abandoned']);

const step = z.strictObject({
  name: z.string().min(1).max(500),
  seconds: z.number().min(0).max(86_400).optional(),
  scaled: z.boolean().optional(),
  run: z.string().max(100_000).optional(),
  cpu: z.number().min(0).max(1).optional(),
  writeBytes: z.number().int().min(0).max(1e12).optional(),
  output: z.array(z.string().max(10_000)).max(100_000).optional(),
  result: result.optional(),
  condition: z.enum(['success', 'always', 'failure']).optional(),
  post: z.enum(['yes', 'no']).optional(),
});

const USUAL_STEPS: readonly z.infer<typeof step>[] = [
  { name: 'Check out', seconds: 2, output: ['Syncing repository: acme/rocket'] },
  { name: 'Install dependencies', seconds: 5, cpu: 0.3 },
  { name: 'Build', seconds: 10, cpu: 0.8 },
  { name: 'Test', seconds: 10, cpu: 0.5 },
];

/** `owner/name`. */
const fullName = z.string().regex(/^[\w.-]+\/[\w.-]+$/);

export const jobRequest = z.strictObject({
  repository: fullName.default('acme/rocket'),
  workflow: z.string().min(1).max(200).optional(),
  job: z.string().min(1).max(500).default('build'),
  branch: z.string().min(1).max(200).optional(),
  commit: z
    .string()
    .regex(/^[0-9a-f]{40}$/)
    .optional(),
  actor: z.string().min(1).max(100).optional(),
  event: z.string().min(1).max(100).optional(),
  labels: z.array(z.string().min(1).max(256)).max(100).optional(),
  steps: z
    .array(step)
    .max(1_000)
    .default([...USUAL_STEPS]),
  result: result.optional(),
});

const where = { path: z.string().min(1).optional(), times: z.number().int().min(1).optional() };
const byteCount = z.number().int().min(0).max(1e12);
const seconds = z.number().int().min(1).max(86_400);
/** `rate-limited` and `secondary-limit` are GitHub's two limits; `none` takes back everything. */
export const githubFault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('slow'), ms: z.number().int().min(1).max(600_000), ...where }),
  z.strictObject({
    kind: z.literal('failing'),
    status: z.union([z.literal(500), z.literal(502), z.literal(503), z.literal(504)]).default(500),
    ...where,
  }),
  z.strictObject({ kind: z.literal('rate-limited'), seconds: seconds.default(60), ...where }),
  z.strictObject({ kind: z.literal('secondary-limit'), retryAfter: seconds.default(60), ...where }),
  z.strictObject({ kind: z.literal('sso'), organization: z.string().min(1).default('acme'), ...where }),
  z.strictObject({
    kind: z.literal('missing-permission'),
    accepted: z.string().min(1).default('administration=read'),
    ...where,
  }),
  z.strictObject({ kind: z.literal('bad-credentials'), ...where }),
  z.strictObject({ kind: z.literal('not-found'), ...where }),
  z.strictObject({
    kind: z.literal('html'),
    status: z.number().int().min(200).max(599).default(502),
    ...where,
  }),
  z.strictObject({ kind: z.literal('hang'), ...where }),
  z.strictObject({ kind: z.literal('reset'), ...where }),
  z.strictObject({ kind: z.literal('clock-skew'), ...where }),
  z.strictObject({ kind: z.literal('cut'), afterBytes: byteCount.default(1_000_000), ...where }),
  z.strictObject({ kind: z.literal('short'), bytes: byteCount.default(1_000), ...where }),
  z.strictObject({ kind: z.literal('wrong-bytes'), ...where }),
]);

const program = z.enum(PROGRAMS);
const when = z.string().min(1).optional();
export const macFault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none'), program }),
  z.strictObject({ kind: z.literal('missing'), program }),
  z.strictObject({ kind: z.literal('hang'), program, when }),
  z.strictObject({ kind: z.literal('slow'), program, when, ms: z.number().int().min(1).max(600_000) }),
  z.strictObject({
    kind: z.literal('fail'),
    program,
    when,
    status: z.number().int().min(1).max(255),
    stdout: z.string().optional(),
    stderr: z.string().optional(),
    times: z.number().int().min(1).optional(),
  }),
]);

/** Without the keys that were not given, as the Mac's own type has them. */
export function toProgramFault(fault: z.infer<typeof macFault>): ProgramFault {
  const given = Object.fromEntries(Object.entries(fault).filter(([, value]) => value !== undefined));
  return given as ProgramFault;
}

export const releaseRequest = z.strictObject({
  version: z.string().regex(/^\d{1,4}\.\d{1,6}\.\d{1,6}$/),
  reach: z.enum(['downloads', 'release']).default('downloads'),
});
export const paceRequest = z.strictObject({
  bytesPerSecond: z.number().int().min(1_000).max(1e12).nullable(),
});
export const deviceRequest = z.strictObject({
  decision: z.enum(['approved', 'denied']),
  userCode: z.string().min(1).max(40).optional(),
});
export const ghRequest = z.strictObject({ action: z.enum(['login', 'logout']) });
const level = z.enum(['read', 'write']);
/** What is left out is as the wizard asks for it. */
export const tokenRequest = z.strictObject({
  kind: z.enum(['fine-grained', 'classic']).default('fine-grained'),
  repositories: z.union([z.literal('all'), z.array(fullName).max(100)]).default('all'),
  permissions: z
    .strictObject({
      administration: level.optional(),
      actions: level.optional(),
      members: level.optional(),
      organization_administration: level.optional(),
      organization_self_hosted_runners: level.optional(),
    })
    .default({ administration: 'write', actions: 'read', organization_self_hosted_runners: 'write' }),
  scopes: z.array(z.string().min(1).max(60)).max(30).default(['repo', 'admin:org']),
});
export const revokeRequest = z.strictObject({ token: z.string().min(1).max(300) });
export const runnerTokenRequest = z.strictObject({
  use: z.enum(['register', 'remove']).default('register'),
  place: z
    .string()
    .regex(/^[\w.-]+(?:\/[\w.-]+)?$/)
    .default('acme/rocket'),
});
export const repositoryRequest = z.strictObject({
  name: fullName,
  visibility: z.enum(['private', 'public', 'internal']).optional(),
  role: z.enum(['admin', 'write', 'read']).optional(),
  archived: z.boolean().optional(),
  actions: z.enum(['enabled', 'disabled']).optional(),
});

export const screenRequest = z.strictObject({ action: z.enum(['login', 'logout']) });
export const diskRequest = z.strictObject({ percent: z.number().min(0).max(100) });
export const pressureRequest = z.strictObject({ level: z.union([z.literal(1), z.literal(2), z.literal(4)]) });
export const toolsRequest = z.strictObject({ tools: z.array(z.enum(WORLD_TOOLS)) });
export const dialectRequest = z.strictObject({
  jobState: z.enum(['present', 'absent']).optional(),
  disabled: z.enum(['words', 'booleans']).optional(),
  disabledStatus: z.union([z.literal(119), z.literal(5)]).optional(),
});

const signal = z.enum(['SIGTERM', 'SIGKILL', 'SIGINT', 'SIGSEGV', 'SIGSTOP', 'SIGCONT']).default('SIGKILL');
export const killRequest = z.union([
  z.strictObject({ pid: z.number().int().min(2), signal }),
  z.strictObject({ runner: z.string().min(1), process: z.enum(['listener', 'worker', 'service']), signal }),
]);
export const nothing = z.strictObject({});

/** One line for each verb. Where the disk cannot be filled, its line says so, with the reason. */
export const usage = (disk: DiskStatus): readonly string[] => [
  `GET  /status            the Mac, the runners, the jobs`,
  `POST /jobs              {"job":"build","steps":[{"name":"Test","seconds":5,"cpu":0.5,"run":"…","result":"Failed"}],"result":"Failed"}`,
  `POST /runs/ID/cancel    {}`,
  `POST /github/faults     {"kind":"slow","ms":3000} | failing | rate-limited | secondary-limit | sso | missing-permission | bad-credentials | not-found | html | hang | reset | cut | short | wrong-bytes | none`,
  `POST /github/releases   {"version":"2.338.0"}, and "reach":"release": not offered to be downloaded yet`,
  `POST /github/pace       {"bytesPerSecond":1000000} | null`,
  `POST /github/device     {"decision":"approved"} | denied`,
  `POST /github/tokens     {"repositories":["acme/rocket"],"permissions":{"administration":"read"}} or {"kind":"classic","scopes":["repo"]}`,
  `POST /github/revoke     {"token":"…"}`,
  `POST /github/runner-tokens {"place":"acme/rocket","use":"register"} | remove`,
  `POST /github/repositories  {"name":"acme/moon","visibility":"public","role":"read"}`,
  `POST /mac/gh            {"action":"logout"} | login`,
  `POST /mac/faults        {"program":"launchctl","kind":"hang"} | missing | slow | fail | none`,
  `POST /mac/dialect       {"disabled":"booleans","jobState":"absent","disabledStatus":5}`,
  `POST /mac/pressure      {"level":2}`,
  `POST /mac/tools         {"tools":["git","xcode-tools","homebrew","node","pnpm","gh","docker"]}`,
  `POST /screen            {"action":"logout"} | login`,
  `POST /disk              ${disk.kind === 'own' ? '{"percent":95}' : `not here: ${disk.why}`}`,
  `POST /kill              {"runner":"NAME","process":"worker","signal":"SIGKILL"} or {"pid":123,"signal":"SIGTERM"}`,
  `POST /sleep, /wake      {}`,
];
