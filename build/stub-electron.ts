/**
 * A skeleton with the shape of `Electron.app` and no code in it: enough for electron-builder to rename, describe, fill
 * and fuse. Lets the packaging be checked where Electron's binary cannot be had. It does not run.
 */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const HELPERS = ['', ' (GPU)', ' (Plugin)', ' (Renderer)'];
/** Where the fuses lie in Electron's framework (electron/fuses): marker, version, length, one character each. */
const FUSE_MARKER = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FUSES = '101100011';

/** Writes `Electron.app` into the empty directory `folder`. */
export async function makeStubElectron(folder: string): Promise<void> {
  const contents = join(folder, 'Electron.app/Contents');
  const frameworks = join(contents, 'Frameworks');
  await writeProgram(join(contents, 'MacOS'), 'Electron');
  await writeFile(join(contents, 'Info.plist'), infoPlist('Electron', 'com.github.Electron', 'AAPL'));
  await writeLanguage(join(contents, 'Resources'));
  await writeFile(join(contents, 'Resources/electron.icns'), '');
  for (const kind of HELPERS) {
    const name = `Electron Helper${kind}`;
    const helper = join(frameworks, `${name}.app/Contents`);
    await writeProgram(join(helper, 'MacOS'), name);
    await writeFile(join(helper, 'Info.plist'), infoPlist(name, 'com.github.Electron.helper', 'APPL'));
  }
  await makeFramework(join(frameworks, 'Electron Framework.framework'));
}

async function makeFramework(framework: string): Promise<void> {
  const version = join(framework, 'Versions/A');
  await writeLanguage(join(version, 'Resources'));
  const wire = Buffer.concat([
    Buffer.from(FUSE_MARKER, 'latin1'),
    Buffer.from([1, FUSES.length]),
    Buffer.from(FUSES, 'latin1'),
  ]);
  await writeFile(
    join(version, 'Electron Framework'),
    Buffer.concat([Buffer.alloc(64), wire, Buffer.alloc(64)]),
  );
  await symlink('A', join(framework, 'Versions/Current'));
  await symlink('Versions/Current/Electron Framework', join(framework, 'Electron Framework'));
  await symlink('Versions/Current/Resources', join(framework, 'Resources'));
}

/** With a file in it: empty directories are not copied. */
async function writeLanguage(resources: string): Promise<void> {
  await mkdir(join(resources, 'en.lproj'), { recursive: true });
  await writeFile(join(resources, 'en.lproj/locale.pak'), '');
}

async function writeProgram(folder: string, name: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
}

function infoPlist(name: string, identifier: string, type: string): string {
  const entries = Object.entries({
    CFBundleExecutable: name,
    CFBundleName: name,
    CFBundleDisplayName: name,
    CFBundleIdentifier: identifier,
    CFBundlePackageType: type,
    CFBundleVersion: '45.4.1',
    CFBundleIconFile: 'electron.icns',
  });
  const body = entries.map(([key, value]) => `  <key>${key}</key>\n  <string>${value}</string>`).join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0">\n<dict>\n${body}\n</dict>\n</plist>\n`;
}
