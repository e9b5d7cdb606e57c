import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseServiceFile, parseServiceName, readServiceFile, readServiceName } from './service-file.ts';

const PLIST = '/Users/me/Library/LaunchAgents/actions.runner.acme.my-mini.plist';

it('reads the path and the label of the official service', () => {
  const service = { plistPath: PLIST, label: 'actions.runner.acme.my-mini' };
  for (const text of [PLIST, `${PLIST}\n`, `\uFEFF${PLIST}\r\n`]) {
    expect(parseServiceFile(text)).toEqual(service);
  }
  for (const text of ['', '\n', 'x.plist', '/a/b', '/a/.plist']) expect(parseServiceFile(text)).toBeNull();
});

it('reads the label that svc.sh would use', () => {
  const script = (value: string): string =>
    `#!/bin/bash\n\nSVC_NAME=${value}\nSVC_NAME=\${SVC_NAME// /_}\nSVC_DESCRIPTION="x"\n`;
  expect(parseServiceName(script('"actions.runner.acme.my mini"'))).toBe('actions.runner.acme.my_mini');
  expect(parseServiceName(script("'a.b'"))).toBe('a.b');
  expect(parseServiceName(script('a.b'))).toBe('a.b');
  expect(parseServiceName(script('"{{SvcNameVar}}"'))).toBeNull();
  expect(parseServiceName('#!/bin/bash\n')).toBeNull();
});

it('reads both from the directory', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'trackside-service-'));
  try {
    expect(await readServiceFile(directory)).toBeNull();
    expect(await readServiceName(directory)).toBeNull();
    await writeFile(join(directory, '.service'), PLIST);
    await writeFile(join(directory, 'svc.sh'), 'SVC_NAME="a.b"\n');
    expect((await readServiceFile(directory))?.label).toBe('actions.runner.acme.my-mini');
    expect(await readServiceName(directory)).toBe('a.b');
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
