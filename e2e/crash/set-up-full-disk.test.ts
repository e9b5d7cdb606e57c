/** A disk that is full before a set-up, in its middle, or where Trackside keeps what is its own. */
import { rmSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { reserve, roomOn } from '../world/mac/volume.ts';
import { NOTHING } from './crash-world.ts';
import { afterEntry, inStep, IS_ROOT, once, registering } from './levers.ts';
import { runSetUp, said, stepsOf, undoneUpTo, useTroubleBench } from './trouble-bench.ts';
import type { TracksideOptions } from './trackside.ts';

const CAN_MOUNT = process.platform === 'linux' && IS_ROOT;
describe.skipIf(!CAN_MOUNT)(
  'a disk that is full (needs root on Linux, for a disk that may be filled)',
  () => {
    const bench = useTroubleBench({ disk: { kind: 'own', bytes: 2_000_000_000 } });
    let home = '';
    const volume = (): string => bench.world.mac.volume;
    const filling = (): string => join(volume(), 'filling');
    const fill = (): void => reserve(filling(), roomOn(volume()).availableBytes);
    beforeAll(async () => {
      home = join(volume(), 'home');
      await mkdir(join(home, 'Library/LaunchAgents'), { recursive: true });
      await writeFile(join(home, '.zshrc'), '# mine\n');
    });
    afterEach(() => {
      rmSync(filling(), { force: true });
    });

    const FULL = 'no-room: The disk is full, so Trackside could not';
    it.for<[when: string, see: TracksideOptions['see'], lastStep: string, sentence: string]>([
      [
        'from the beginning',
        once(afterEntry('begun'), fill),
        'download',
        `${FULL} make the folder. › Make room and try again.`,
      ],
      [
        'when the package comes',
        once(inStep('download'), fill),
        'download',
        'no-room: The disk is full. › Free some gigabytes, then try again.',
      ],
      [
        'when config.sh writes its files',
        once(registering, fill),
        'register',
        'no-room: The disk ran full. › Free some space, then try again.',
      ],
      [
        'when the runner’s environment is written',
        once(afterEntry('step-begun', 'environment'), fill),
        'environment',
        `${FULL} make the folders of the caches. › Make room and try again.`,
      ],
    ])('%s: all is undone', async ([, see, lastStep, sentence], { skip }) => {
      // Without loop devices it is in memory, and smaller than a runner needs.
      skip(
        roomOn(volume()).totalBytes < 1_600_000_000,
        'There are no loop devices for a disk that is large enough.',
      );
      const options = { environment: { TRACKSIDE_HOME: home }, ...(see === undefined ? {} : { see }) };
      const trackside = await bench.start(options);
      const { outcome, changed } = await runSetUp(trackside, home);
      expect(said(outcome)).toBe(sentence);
      expect(outcome).toMatchObject({ state: { kind: 'undone' }, leftBehind: [] });
      expect(stepsOf(outcome)).toEqual(undoneUpTo(lastStep));
      expect(changed).toEqual([]);
      expect(bench.world.github.runners()).toEqual([]);
    });

    it('before it: says how much it takes', async () => {
      fill();
      const trackside = await bench.start({ environment: { TRACKSIDE_HOME: home } });
      expect(said(await trackside.setUp())).toBe(
        'no-room: Only 0 bytes are free, and a runner needs 1.5 GB to be set up. › Make room first.',
      );
    });

    it('where Trackside notes what it does: nothing is done', async () => {
      const data = join(volume(), 'data');
      const trackside = await bench.start({ environment: { TRACKSIDE_DATA: data } });
      expect(said(await trackside.setUp({ afterPlan: fill }))).toBe(
        'no-room: Trackside could not write down what it is about to do, so it did nothing. › Make room on the disk and see that ~/Library/Application Support/Trackside can be written.',
      );
      expect(await readdir(join(data, 'operations')).catch(() => [])).toEqual([]);
      expect(await bench.one.traces()).toEqual(NOTHING);
    });
  },
);
