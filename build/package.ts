/**
 * Builds the bundles and packs them: `npm run package` on a Mac gives dist/*.dmg and dist/*.zip; with `-- --dir` only the
 * app itself, in dist/mac-arm64.
 * `npm run package -- --stub` packs around a skeleton of Electron, anywhere: to check the packaging, not to run.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Arch, Platform, build } from 'electron-builder';
import { bundle } from './bundle.ts';
import { ROOT } from './paths.ts';
import { makeStubElectron } from './stub-electron.ts';

export interface StubPack {
  /** A directory with package.json, electron-builder.yml, build/ and the bundles in out/. */
  readonly project: string;
  /** Gets `mac-arm64/Trackside.app`. */
  readonly output: string;
}

/** Packs around the skeleton; rejects with electron-builder's own message. */
export async function packStub({ project, output }: StubPack): Promise<void> {
  const electronDist = await mkdtemp(join(tmpdir(), 'trackside-electron-stub-'));
  try {
    await makeStubElectron(electronDist);
    await build({
      projectDir: project,
      targets: Platform.MAC.createTarget('dir', Arch.arm64),
      publish: 'never',
      config: {
        electronDist,
        directories: { output },
        mac: { identity: null },
        // There is no signature to put right, and codesign is on macOS only.
        electronFuses: { resetAdHocDarwinSignature: false },
      },
    });
  } finally {
    await rm(electronDist, { recursive: true, force: true });
  }
}

async function packApp(targets: readonly string[]): Promise<void> {
  if (process.platform !== 'darwin') {
    throw new Error(
      'An app for the Mac is packed on a Mac. To check the packaging here: npm run package -- --stub',
    );
  }
  await build({
    projectDir: ROOT,
    targets: Platform.MAC.createTarget([...targets], Arch.arm64),
    publish: 'never',
  });
}

if (import.meta.main) {
  try {
    await bundle();
    if (process.argv.includes('--stub')) await packStub({ project: ROOT, output: 'dist' });
    else await packApp(process.argv.includes('--dir') ? ['dir'] : ['dmg', 'zip']);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
