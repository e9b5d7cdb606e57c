/**
 * Takes back what electron-builder writes into every Info.plist after `extendInfo`: leave to load anything over plain
 * http (app-builder-lib 26.17, electronMac.js). Pages come from app:// alone, so the app needs no exception at all.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, parse } from 'plist';

export interface Packed {
  readonly appOutDir: string;
  readonly packager: { readonly appInfo: { readonly productFilename: string } };
}

/** electron-builder's hook: runs before fuses and signature. */
export default async function afterPack({ appOutDir, packager }: Packed): Promise<void> {
  const path = join(appOutDir, `${packager.appInfo.productFilename}.app`, 'Contents/Info.plist');
  const info: unknown = parse(await readFile(path, 'utf8'));
  if (typeof info !== 'object' || info === null) throw new Error('Info.plist is not a dictionary');
  Reflect.set(info, 'NSAppTransportSecurity', {
    NSAllowsArbitraryLoads: false,
    NSAllowsLocalNetworking: true,
  });
  await writeFile(path, build(Object(info)));
}
