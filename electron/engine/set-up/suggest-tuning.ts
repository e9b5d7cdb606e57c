/**
 * What the M4 guide calls optimisations, for the Mac that is there, each with why. The sentences say what a setting
 * really does, which is not always what the guide says of it.
 */
import type { Suggestion, Tuning } from '../../../shared/set-up.ts';
import type { HostFacts } from '../host/host.ts';

const GIB = 1024 ** 3;
/** The guide's heap, from this much memory on. */
const FULL_HEAP_MB = 8192;
const FULL_HEAP_FROM_GB = 16;
const HEAP_STEP_MB = 512;
/** libuv's own number of threads, and the guide's. */
const POOL_DEFAULT = 4;
const POOL_OF_GUIDE = 16;

/** @param cores logical ones. */
export function suggestTuning(
  facts: Pick<HostFacts, 'appleSilicon' | 'memoryBytes'>,
  cores: number,
): Pick<Suggestion, 'tuning' | 'why'> {
  const apple = facts.appleSilicon;
  const nodeHeapMegabytes = heapFor(facts.memoryBytes);
  const threadPool = poolFor(cores);
  const tuning: Tuning = {
    nodeHeapMegabytes,
    threadPool,
    dockerPlatform: apple === true ? 'on' : 'off',
    pnpmHome: 'on',
    homebrewPath: 'on',
    caches: 'on',
    shellProfile: 'off',
    startHook: 'on',
    endHook: 'on',
  };
  const why: Suggestion['why'] = {
    nodeHeapMegabytes: whyHeap(nodeHeapMegabytes, facts.memoryBytes),
    threadPool: whyPool(threadPool, cores),
    dockerPlatform: whyPlatform(apple),
    pnpmHome: 'pnpm installs nothing globally (pnpm add -g) until PNPM_HOME is set and in the PATH.',
    homebrewPath:
      'launchd starts the runner with only macOS’s own folders in the PATH, so without this a job finds nothing that Homebrew installed.',
    caches:
      'Tools and packages are kept in one folder outside the work folder, so that jobs do not fetch them anew when the work folder is cleaned; all jobs of this runner share it, so let it work only for repositories whose contributors you trust.',
    shellProfile:
      'The runner does not read ~/.zshrc: this gives the same variables to your own terminal, for builds that you start by hand.',
    startHook:
      'A line with chip, memory and cores at the start of each job’s log tells later on which Mac it ran; it can never fail a job.',
    endHook:
      'pnpm leftovers older than a day in the temporary folder are deleted after each job, so that they do not fill the disk; it can never fail a job.',
  };
  return { tuning, why };
}

/** The guide's 8 GB from 16 GB of memory on; below, about half, so that the rest of the job has room as well. */
function heapFor(memoryBytes: number | null): number | null {
  if (memoryBytes === null) return null;
  if (memoryBytes >= FULL_HEAP_FROM_GB * GIB) return FULL_HEAP_MB;
  const half = memoryBytes / 2 / 1024 ** 2;
  return Math.max(HEAP_STEP_MB, Math.floor(half / HEAP_STEP_MB) * HEAP_STEP_MB);
}

/**
 * The guide says 16, for an M4 with 10 cores. Much of what these threads do is waiting for the disk, so more of them
 * than cores are of use, but not many more: twice the cores up to the guide's 16, then one for each core. Null: libuv's own.
 */
function poolFor(cores: number): number | null {
  const wanted = Math.max(cores, Math.min(2 * cores, POOL_OF_GUIDE));
  return wanted > POOL_DEFAULT ? wanted : null;
}

function whyPool(pool: number | null, cores: number): string {
  const usual = `Node reads and writes files, looks up hosts, compresses and hashes on ${POOL_DEFAULT} threads unless told otherwise`;
  return pool === null
    ? `${usual}, which is enough for this Mac’s ${cores} cores.`
    : `${usual}; ${pool} let more of that go on at once on this Mac’s ${cores} cores, though JavaScript itself stays on one.`;
}

/** Node's own limit depends on its version and the memory, but is nowhere above some 4 GB. */
function whyHeap(heap: number | null, memoryBytes: number | null): string {
  if (heap === null || memoryBytes === null) {
    return 'This Mac did not say how much memory it has, so Node’s own limit stays.';
  }
  return `Node ends a process with “heap out of memory” at some 4 GB or less; this lets each one go up to ${inGigabytes(heap / 1024)} of this Mac’s ${inGigabytes(memoryBytes / GIB)}, and takes nothing before it is needed.`;
}

function whyPlatform(apple: boolean | null): string {
  switch (apple) {
    case true:
      return 'Docker then takes the images for Apple silicon, which run natively; an image that exists only for Intel may be refused rather than run slowly.';
    case false:
      return 'This is an Intel Mac, on which Docker would have to imitate another processor.';
    case null:
      return 'This Mac did not say whether it has Apple silicon, so Docker’s own choice stays.';
  }
}

const inGigabytes = (value: number): string => `${Math.round(value * 10) / 10} GB`;
