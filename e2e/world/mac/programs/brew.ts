/**
 * Homebrew: --version, --prefix, list, install and uninstall, with its words, its locks and its refusal of root
 * (macos.md 5.2; Homebrew/brew: brew.sh, list.sh, lock_file.rb, exceptions.rb). Installing takes its time.
 */
import type { Clock } from '../clock.ts';
import type { WorldProgram } from '../faults.ts';
import type { Tools, WorldTool } from '../tools.ts';
import { failed, printed } from './answer.ts';
import type { Answer, Call, Program } from './answer.ts';

interface Formula {
  readonly version: string;
  readonly programs: readonly WorldProgram[];
  readonly needs: readonly string[];
  readonly files: string;
  readonly seconds: number;
}

const FORMULAS: ReadonlyMap<string, Formula> = new Map([
  ['gh', { version: '2.80.0', programs: ['gh'], needs: [], files: '223 files, 55.4MB', seconds: 6 }],
  [
    'node',
    {
      version: '24.10.0',
      programs: ['node', 'npm', 'corepack'],
      needs: ['icu4c@77'],
      files: '2,420 files, 97.7MB',
      seconds: 12,
    },
  ],
  ['icu4c@77', { version: '77.1', programs: [], needs: [], files: '279 files, 82.1MB', seconds: 5 }],
  ['pnpm', { version: '10.16.1', programs: ['pnpm'], needs: [], files: '808 files, 17.9MB', seconds: 4 }],
  ['docker', { version: '28.4.0', programs: ['docker'], needs: [], files: '244 files, 41.6MB', seconds: 5 }],
  [
    'colima',
    { version: '0.8.4', programs: ['colima'], needs: ['lima'], files: '60 files, 15.2MB', seconds: 4 },
  ],
  ['lima', { version: '1.2.1', programs: [], needs: [], files: '111 files, 32.9MB', seconds: 5 }],
]);

/** What a Mac that has the tool has got by Homebrew. Apple's git is not Homebrew's. */
const POURED: readonly (readonly [WorldTool, string])[] = [
  ['gh', 'gh'],
  ['node', 'node'],
  ['node', 'icu4c@77'],
  ['docker', 'docker'],
];

export interface BrewOptions {
  readonly tools: Tools;
  readonly clock: Clock;
  /** Whose Mac it is; 0 is root. */
  readonly uid: number;
  readonly prefix: string;
}

export interface Brew {
  readonly program: Program;
  /** The tools were set by hand: what Homebrew has is what would have brought them. */
  reset(): void;
}

const ROOT_REFUSED = `Error: Running Homebrew as root is extremely dangerous and no longer supported.
As Homebrew does not drop privileges on installation you would be giving all
build scripts full access to your system.
`;

export function createBrew(options: BrewOptions): Brew {
  const installed = new Set<string>();
  const locked = new Set<string>();
  const cellar = `${options.prefix}/Cellar`;

  const program: Program = async (call) => {
    const [verb, ...rest] = call.args;
    const names = rest.filter((arg) => !arg.startsWith('-'));
    switch (verb) {
      case '--version':
        return printed('Homebrew 5.0.4\n');
      case '--prefix':
        return printed(`${options.prefix}\n`);
      case 'list':
      case 'ls':
        return list(rest, names);
      default:
        break;
    }
    if (options.uid === 0) return failed(1, ROOT_REFUSED);
    if (verb === 'install') return install(call, names);
    if (verb === 'uninstall' || verb === 'remove') return uninstall(names);
    return failed(1, `Error: Unknown command: brew ${verb ?? ''}\n`);
  };

  const list = (flags: readonly string[], names: readonly string[]): Answer => {
    if (names.length === 0) {
      return printed(
        [...installed]
          .sort()
          .map((name) => `${name}${versionFor(flags, name)}\n`)
          .join(''),
      );
    }
    const found = names.filter((name) => installed.has(name));
    const stdout = found.map((name) => `${name}${versionFor(flags, name)}\n`).join('');
    return { status: found.length === names.length ? 0 : 1, stdout, stderr: '' };
  };
  const versionFor = (flags: readonly string[], name: string): string =>
    flags.includes('--versions') ? ` ${FORMULAS.get(name)?.version ?? ''}` : '';

  const install = async (call: Call, names: readonly string[]): Promise<Answer> => {
    const unknown = names.find((name) => !FORMULAS.has(name));
    if (unknown !== undefined) {
      return failed(1, `Warning: No available formula with the name "${unknown}".\n`);
    }
    const wanted = [...new Set(names.flatMap((name) => [...(FORMULAS.get(name)?.needs ?? []), name]))];
    const missing = wanted.filter((name) => !installed.has(name));
    for (const name of names.filter((one) => installed.has(one))) {
      call.say(
        `Warning: ${name} ${FORMULAS.get(name)?.version ?? ''} is already installed and up-to-date.`,
        'stderr',
      );
      call.say(`To reinstall ${FORMULAS.get(name)?.version ?? ''}, run:`, 'stderr');
      call.say(`  brew reinstall ${name}`, 'stderr');
    }
    const busy = missing.find((name) => locked.has(name));
    if (busy !== undefined) {
      return failed(
        1,
        `Error: A \`brew install ${busy}\` process has already locked ${cellar}/${busy}.\nPlease wait for it to finish or terminate it to continue.\n`,
      );
    }
    for (const name of missing) locked.add(name);
    try {
      for (const name of missing) await pour(call, name);
    } finally {
      for (const name of missing) locked.delete(name);
    }
    return printed('');
  };

  const pour = async (call: Call, name: string): Promise<void> => {
    const formula = FORMULAS.get(name);
    if (formula === undefined) return;
    const { version, files, seconds } = formula;
    call.say(`==> Fetching downloads for: ${name}`);
    await pause(options.clock, seconds * 0.2, call.left);
    call.say(`✔︎ Bottle Manifest ${name} (${version})`);
    await pause(options.clock, seconds * 0.5, call.left);
    call.say(`✔︎ Bottle ${name} (${version})`);
    call.say(`==> Pouring ${name}--${version}.arm64_tahoe.bottle.tar.gz`);
    await pause(options.clock, seconds * 0.3, call.left);
    // An interrupted pour takes itself back (formula_installer.rb): all of it is there, or nothing.
    installed.add(name);
    options.tools.add(formula.programs);
    call.say('==> Summary');
    call.say(`${cellar}/${name}/${version}: ${files}`);
  };

  const uninstall = (names: readonly string[]): Answer => {
    const missing = names.find((name) => !installed.has(name));
    if (missing !== undefined) return failed(1, `Error: No such keg: ${cellar}/${missing}\n`);
    const lines = names.map((name) => {
      const formula = FORMULAS.get(name);
      installed.delete(name);
      options.tools.take(formula?.programs ?? []);
      return `Uninstalling ${cellar}/${name}/${formula?.version ?? ''}... (${formula?.files ?? ''})\n`;
    });
    return printed(lines.join(''));
  };

  return {
    program,
    reset: () => {
      const there = options.tools.there();
      installed.clear();
      for (const [tool, formula] of POURED) if (there.includes(tool)) installed.add(formula);
    },
  };
}

/** Rejects when the one who called has gone: then nothing more happens. */
export function pause(clock: Clock, seconds: number, left: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = (): void => {
      cancel();
      reject(new Error('The caller has gone.'));
    };
    const cancel = clock.after(seconds, () => {
      left.removeEventListener('abort', gone);
      resolve();
    });
    if (left.aborted) gone();
    else left.addEventListener('abort', gone, { once: true });
  });
}
