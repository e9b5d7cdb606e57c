import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractFile, getRawHeader, listPackage } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { parse } from 'plist';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageVersion } from '../electron/options.ts';
import { packStub } from './package.ts';
import { ROOT } from './paths.ts';
import { mainConfig } from './vite/main.ts';
import { preloadConfig } from './vite/preload.ts';

let project = '';
let app = '';
let asar = '';

/** The whole way of `npm run package`, in a project of its own; the page is a small one, for its bundle has its own tests. */
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'trackside-packaging-'));
  for (const name of ['package.json', 'electron-builder.yml', 'build']) {
    await cp(join(ROOT, name), join(project, name), { recursive: true });
  }
  // electron-builder looks at the packages that package.json names, even where none goes in.
  await symlink(join(ROOT, 'node_modules'), join(project, 'node_modules'));
  const electron = join(project, 'out/electron');
  await build(mainConfig({ root: ROOT, outDir: electron }));
  await build(preloadConfig({ root: ROOT, outDir: electron }));
  await mkdir(join(project, 'out/renderer/popover'), { recursive: true });
  await writeFile(
    join(project, 'out/renderer/popover/index.html'),
    '<!doctype html><title>Trackside</title>',
  );
  // What must not go in, lying where it could.
  await writeFile(join(project, 'out/electron/main.mjs.map'), '{}');
  await writeFile(join(project, '.env'), 'SECRET=none');
  await packStub({ project, output: join(project, 'dist') });
  app = join(project, 'dist/mac-arm64/Trackside.app');
  asar = join(app, 'Contents/Resources/app.asar');
}, 120_000);

afterAll(() => rm(project, { recursive: true, force: true }));

describe('the packed app', () => {
  it('holds the bundles and nothing else', async () => {
    const icons = (await readdir(join(ROOT, 'build/icons'))).filter((name) => name.endsWith('.png'));
    const files = listPackage(asar, { isPack: false }).filter((path) => /\.[a-z]+$/.test(path));
    expect(files.toSorted()).toEqual(
      [
        '/package.json',
        '/out/electron/main.mjs',
        '/out/electron/preload.cjs',
        '/out/renderer/popover/index.html',
        ...icons.map((name) => `/out/electron/icons/${name}`),
      ].toSorted(),
    );
  });

  it('keeps its size', async () => {
    expect((await stat(asar)).size).toBeLessThan(6 * 1024 * 1024);
    expect((await stat(join(project, 'out/electron/preload.cjs'))).size).toBeLessThanOrEqual(2048);
  });

  it('says to macOS what it is', async () => {
    const info: unknown = parse(await readFile(join(app, 'Contents/Info.plist'), 'utf8'));
    expect(info).toMatchObject({
      CFBundleIdentifier: 'io.github.trackside.Trackside',
      CFBundleName: 'Trackside',
      CFBundleExecutable: 'Trackside',
      CFBundleShortVersionString: packageVersion(),
      LSUIElement: true,
      LSMinimumSystemVersion: '13.0',
      LSApplicationCategoryType: 'public.app-category.developer-tools',
      NSAppTransportSecurity: { NSAllowsArbitraryLoads: false },
      ElectronAsarIntegrity: {
        'Resources/app.asar': {
          algorithm: 'SHA256',
          hash: createHash('sha256').update(getRawHeader(asar).headerString).digest('hex'),
        },
      },
    });
    const icon = String(Reflect.get(Object(info), 'CFBundleIconFile'));
    const drawn = await readFile(join(ROOT, 'build/icons/icon.icns'));
    expect((await readFile(join(app, 'Contents/Resources', icon))).equals(drawn)).toBe(true);
  });

  it('tells Electron its name, its version and where it begins', () => {
    expect(JSON.parse(extractFile(asar, 'package.json').toString('utf8'))).toMatchObject({
      productName: 'Trackside',
      version: packageVersion(),
      main: 'out/electron/main.mjs',
    });
  });

  it('has its helpers renamed', async () => {
    const names = (await readdir(join(app, 'Contents/Frameworks'))).filter((name) => name.endsWith('.app'));
    expect(names.toSorted()).toEqual([
      'Trackside Helper (GPU).app',
      'Trackside Helper (Plugin).app',
      'Trackside Helper (Renderer).app',
      'Trackside Helper.app',
    ]);
  });

  it('has its fuses set', async () => {
    const wire = await getCurrentFuseWire(app);
    const off = [
      FuseV1Options.RunAsNode,
      FuseV1Options.EnableCookieEncryption,
      FuseV1Options.EnableNodeOptionsEnvironmentVariable,
      FuseV1Options.EnableNodeCliInspectArguments,
      FuseV1Options.LoadBrowserProcessSpecificV8Snapshot,
      FuseV1Options.GrantFileProtocolExtraPrivileges,
    ];
    const on = [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, FuseV1Options.OnlyLoadAppFromAsar];
    expect(off.map((fuse) => wire[fuse])).toEqual(off.map(() => FuseState.DISABLE));
    expect(on.map((fuse) => wire[fuse])).toEqual(on.map(() => FuseState.ENABLE));
  });
});

describe('the signature', () => {
  it.each(['entitlements.mac.plist', 'entitlements.mac.inherit.plist'])(
    '%s asks for no more than V8 needs',
    async (name) => {
      expect(parse(await readFile(join(ROOT, 'build', name), 'utf8'))).toEqual({
        'com.apple.security.cs.allow-jit': true,
        'com.apple.security.cs.disable-library-validation': true,
      });
    },
  );
});

describe('the main bundle', () => {
  it('needs no package beside Electron and Node', async () => {
    const code = await readFile(join(project, 'out/electron/main.mjs'), 'utf8');
    const imported = [...code.matchAll(/\bfrom\s*["']([^"']+)["']/g)].map((match) => match[1] ?? '');
    // A package may name Node's own modules in the old way.
    expect(imported.filter((name) => name !== 'electron' && !isBuiltin(name))).toEqual([]);
  });
});
