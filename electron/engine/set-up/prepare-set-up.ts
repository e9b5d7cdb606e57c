/** Looks at everything that a set-up depends on and decides what is open, before anything is touched. */
import { randomBytes } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { formatDisk } from '../../../shared/format.ts';
import { fail, ok, type Failure, type Reply } from '../../../shared/contract.ts';
import type { AnswerProblem, PlaceReport, SetUpAnswers, SetUpScope } from '../../../shared/set-up.ts';
import type { Architecture } from '../github/admin.ts';
import type { Host } from '../host/host.ts';
import { directoryProblem, realPlace } from './directory-problem.ts';
import { LEAST_ROOM_BYTES } from './room.ts';
import { pageOfScope, type SetUpSpec } from './set-up-spec.ts';
import type { StepParts } from './step-parts.ts';

export interface PrepareParts {
  /** What is wrong with the answers, by the same rules as the wizard's fields. */
  readonly check: (answers: SetUpAnswers, place: PlaceReport | null) => Promise<readonly AnswerProblem[]>;
  readonly place: (scope: SetUpScope) => Promise<Reply<PlaceReport>>;
  /** The processor of this Mac, whatever Trackside itself runs as. */
  readonly architecture: () => Promise<Reply<Architecture>>;
  readonly environment: (answers: SetUpAnswers, directory: string) => Promise<SetUpSpec['environment']>;
}

export async function prepareSetUp(
  answers: SetUpAnswers,
  parts: StepParts & PrepareParts,
): Promise<Reply<SetUpSpec>> {
  const { host, admin } = parts;
  const { scope } = answers;
  if (scope === null)
    return fail('wrong-answer', 'Say where the runner belongs: a repository or an organisation.');
  // Looked at anew, here and at GitHub: what was just taken back is to stand in nobody's way.
  await parts.runners.look();
  const loggedIn = await admin.hasLogin(scope.host);
  const place = loggedIn ? await parts.place(scope) : null;
  const seen = place?.ok === true ? place.value : null;
  const problem = (await parts.check(answers, seen)).find(({ severity }) => severity === 'error');
  if (problem !== undefined) return fail('wrong-answer', problem.message, wayOn(problem));
  const session = await host.launchd.screenSession();
  if (!session.ok)
    return fail('timed-out', `launchd did not answer: ${session.why}`, 'Try again in a moment.');
  if (!session.value) return NO_SESSION;
  const architecture = await parts.architecture();
  if (!architecture.ok) return architecture;
  const login = answers.access === 'login' ? 'yes' : 'no';
  if (login === 'yes' && !loggedIn) {
    return fail(
      'login-needed',
      `Trackside has no login at ${scope.host}.`,
      'Log in with gh, give a token, or paste a registration token.',
    );
  }
  if (login === 'yes' && place?.ok === false) return place;
  const report = login === 'yes' ? seen : null;
  if (report !== null && report.refusal !== null) return fail('no-permission', report.refusal);
  const wanted = await admin.runnerPackage(scope, architecture.value, answers.version);
  if (!wanted.ok) return wanted;
  const spot = await placeOnDisk(host, answers.directory);
  if (!spot.ok) return spot;
  const room = await roomFor(spot.value.nearest);
  if (room !== null) return room;
  return ok({
    answers,
    scope,
    url: pageOfScope(scope),
    directory: spot.value.directory,
    staging: spot.value.staging,
    part: `${spot.value.staging}.part`,
    package: wanted.value,
    found: spot.value.found,
    sameName: sameNameIn(report, answers.name),
    environment: await parts.environment(answers, spot.value.directory),
    // Told by a login that is there, also where a registration token is used.
    visibility: seen?.place.visibility ?? null,
    login,
  });
}

function wayOn({ field }: AnswerProblem): string {
  return field === 'scope'
    ? 'Choose another place, or use another login.'
    : 'Change it, then make the plan again.';
}

const NO_SESSION = fail(
  'no-screen-session',
  'Nobody is logged in at this Mac’s screen, and macOS runs a runner’s service only then.',
  'Log in at the screen once, then set the runner up; automatic login keeps it so after a restart.',
);

function sameNameIn(report: PlaceReport | null, name: string): SetUpSpec['sameName'] {
  if (report === null || report.runnerNames === null) return 'unknown';
  return report.runnerNames.some((one) => one.toLowerCase() === name.toLowerCase()) ? 'taken' : 'free';
}

interface Spot {
  readonly directory: string;
  /** The deepest folder on the way that is there. */
  readonly nearest: string;
  readonly staging: string;
  readonly found: SetUpSpec['found'];
}

async function placeOnDisk(host: Pick<Host, 'home'>, answer: string): Promise<Reply<Spot>> {
  const problem = await directoryProblem(host, answer);
  if (problem !== null) return problem;
  const place = await realPlace(host, answer);
  if (!place.ok) return place;
  const { path: directory, nearest } = place.value;
  const parent = dirname(directory);
  const suffix = randomBytes(4).toString('hex');
  return ok({
    directory,
    nearest: nearest === directory ? parent : nearest,
    staging: join(parent, `.${basename(directory)}.trackside-${suffix}`),
    found: nearest === directory ? 'empty-folder' : 'nothing',
  });
}

/** @param folder one that is there, on the volume that the runner will be on. */
async function roomFor(folder: string): Promise<Failure | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    if (free >= LEAST_ROOM_BYTES) return null;
    return fail(
      'no-room',
      `Only ${formatDisk(free)} are free, and a runner needs ${formatDisk(LEAST_ROOM_BYTES)} to be set up.`,
      'Make room first.',
    );
  } catch {
    return null; // not told: the download will say when there is none
  }
}
