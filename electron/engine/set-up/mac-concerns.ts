/** What a person should know about this Mac before a runner is set up on it: pure, from what was found. */
import type { MacConcern, MacReport } from '../../../shared/set-up.ts';
import { formatDisk, formatMemory } from '../../../shared/format.ts';
import { LEAST_ROOM_BYTES } from './room.ts';

/** What the concerns are drawn from. */
export interface MacFindings extends Pick<
  MacReport,
  'systemVersion' | 'memoryBytes' | 'disk' | 'processor' | 'screenSession'
> {
  readonly uid: number;
  /** Only asked where nobody is logged in at the screen. */
  readonly fileVault: 'on' | 'off' | 'unknown';
}

/** The runner's own minimum (runner.md section 1). */
const OLDEST_MACOS = 11;
const LITTLE_MEMORY_BYTES = 8 * 1024 ** 3;
const LITTLE_DISK_BYTES = 10_000_000_000;

/** What stops first, then warnings, then the rest. */
export function macConcerns(found: MacFindings): readonly MacConcern[] {
  const all = [
    asRoot(found),
    oldSystem(found),
    littleDisk(found),
    noSession(found),
    processor(found),
    littleMemory(found),
    notKnown(found),
  ].filter((concern) => concern !== null);
  const order: readonly MacConcern['severity'][] = ['stops', 'warning', 'info'];
  return order.flatMap((severity) => all.filter((concern) => concern.severity === severity));
}

function asRoot({ uid }: MacFindings): MacConcern | null {
  if (uid !== 0) return null;
  return {
    code: 'runs-as-root',
    severity: 'stops',
    title: 'Trackside runs as root',
    detail:
      'GitHub’s runner refuses to be set up by root, and so does Homebrew: every job would have power over the whole Mac. Quit Trackside and open it again as yourself, without sudo.',
  };
}

function oldSystem({ systemVersion }: MacFindings): MacConcern | null {
  const major = majorOf(systemVersion);
  if (major === null || major >= OLDEST_MACOS) return null;
  return {
    code: 'old-macos',
    severity: 'stops',
    title: `macOS ${systemVersion ?? ''} is too old`,
    detail: `GitHub’s runner needs macOS ${OLDEST_MACOS} or later. Bring macOS up to date in System Settings, General, Software Update.`,
  };
}

function majorOf(version: string | null): number | null {
  const digits = /^(\d{1,4})(?:\.|\s|$)/.exec(version ?? '')?.[1];
  return digits === undefined ? null : Number(digits);
}

function littleDisk({ disk }: MacFindings): MacConcern | null {
  if (disk === null || disk.availableBytes >= LITTLE_DISK_BYTES) return null;
  const free = formatDisk(disk.availableBytes);
  const none = disk.availableBytes < LEAST_ROOM_BYTES;
  return {
    code: 'little-disk',
    severity: none ? 'stops' : 'warning',
    title: none ? 'No room for a runner' : 'Little room on the disk',
    detail: `${free} are free. A runner needs ${formatDisk(LEAST_ROOM_BYTES)} to be set up, its jobs much more: what they check out, build and cache stays between jobs. Free some in System Settings, General, Storage.`,
  };
}

function noSession({ screenSession, fileVault }: MacFindings): MacConcern | null {
  if (screenSession !== false) return null;
  return {
    code: 'no-screen-session',
    severity: 'warning',
    title: 'Nobody is logged in at the screen',
    detail: `macOS starts a runner’s service only while you are logged in at the screen; a locked screen, or a display that is off, is fine. Log in there before the runner is set up. ${AUTOMATIC_LOGIN[fileVault]}`,
  };
}

/** Automatic login and FileVault exclude each other (macos.md 2.2). */
const AUTOMATIC_LOGIN: Readonly<Record<MacFindings['fileVault'], string>> = {
  on: 'FileVault is on, so the Mac cannot log you in by itself: after each restart or power cut somebody has to unlock it at the screen, unless you turn FileVault off.',
  off: 'So that the runner comes back by itself after a restart, turn on automatic login in System Settings, Users & Groups.',
  unknown:
    'So that the runner comes back by itself after a restart, turn on automatic login in System Settings, Users & Groups; macOS offers it only while FileVault is off.',
};

function processor(found: MacFindings): MacConcern | null {
  switch (found.processor) {
    case 'apple-silicon':
    case 'unknown':
      return null;
    case 'intel':
      return {
        code: 'intel-mac',
        severity: 'warning',
        title: 'This Mac has an Intel processor',
        detail:
          'A runner works here, with the label X64 instead of ARM64: jobs that ask for ARM64 do not come to it. Newer versions of macOS leave Intel Macs out.',
      };
    case 'rosetta':
      return {
        code: 'under-rosetta',
        severity: 'warning',
        title: 'Trackside runs under Rosetta',
        detail:
          'This Mac has Apple silicon, yet this Trackside is the one for Intel Macs, and what it starts is translated as well. Install the Trackside for Apple silicon instead; in Finder’s Get Info, “Open using Rosetta” has to be off.',
      };
  }
}

function littleMemory({ memoryBytes }: MacFindings): MacConcern | null {
  if (memoryBytes === null || memoryBytes >= LITTLE_MEMORY_BYTES) return null;
  return {
    code: 'little-memory',
    severity: 'warning',
    title: 'Little memory',
    detail: `This Mac has ${formatMemory(memoryBytes)}. Builds with Node, Swift or containers often need 8 GB and more, and get slow or are ended by macOS below that.`,
  };
}

/** One concern for all that was not answered: a blank in the list should not pass for good news. */
function notKnown(found: MacFindings): MacConcern | null {
  const blanks = [
    ...(found.processor === 'unknown' ? ['which kind of processor this is'] : []),
    ...(majorOf(found.systemVersion) === null ? ['its own version'] : []),
    ...(found.memoryBytes === null ? ['how much memory there is'] : []),
    ...(found.disk === null ? ['how much room the disk has'] : []),
    ...(found.screenSession === null ? ['whether you are logged in at the screen'] : []),
  ];
  if (blanks.length === 0) return null;
  const list = new Intl.ListFormat('en-GB').format(blanks);
  return {
    code: 'unknown',
    severity: 'info',
    title: 'Some things are not known',
    detail: `macOS did not say ${list}. Look again in a moment; a Mac that has just started is slow to answer.`,
  };
}
