/** What is kept in the keychain, on the stand-in's safeStorage: real encryption, real files. */
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSafeStorage, type KeychainControl } from './safe-storage.ts';
import type { SecretStore } from '../../electron/engine/host/host.ts';
import { createSecrets, type Safe } from '../../electron/shell/secrets.ts';

const NAME = 'github-token:github.com';
const TOKEN = `ghp_${'secret'.repeat(6)}`;
let folder: string;
let data: string;
let file: string;
let control: KeychainControl;
let safe: Safe & { decryptions: number };
let secrets: SecretStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrets-'));
  data = join(folder, 'data');
  file = join(data, 'secrets.json');
  control = { keychain: 'available', signature: 'signed' };
  const storage = createSafeStorage(() => join(folder, 'keychain'), control);
  safe = {
    decryptions: 0,
    isAsyncEncryptionAvailable: () => storage.isAsyncEncryptionAvailable(),
    encryptStringAsync: (text) => storage.encryptStringAsync(text),
    decryptStringAsync: (bytes) => {
      safe.decryptions += 1;
      return storage.decryptStringAsync(bytes);
    },
  };
  secrets = createSecrets({ folder: data, safe, limitMs: 2_000 });
});
afterEach(() => rm(folder, { recursive: true }));

const again = (limitMs = 2_000): SecretStore => createSecrets({ folder: data, safe, limitMs });
const text = (): Promise<string> => readFile(file, 'utf8');

describe('a secret', () => {
  it('is there again after a restart, and the file holds nothing of it', async () => {
    expect(await secrets.available()).toBe(true);
    expect(await secrets.set(NAME, TOKEN)).toEqual({ ok: true, value: null });
    expect(await again().get(NAME)).toEqual({ ok: true, value: TOKEN });
    const kept = await text();
    expect(kept).toContain(NAME);
    for (const hidden of [TOKEN, 'secret', Buffer.from(TOKEN).toString('base64').slice(4, 24)]) {
      expect(kept).not.toContain(hidden);
    }
  });

  it('is in a file for its owner alone, written whole', async () => {
    await secrets.set(NAME, TOKEN);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(data)).mode & 0o777).toBe(0o700);
    expect(await readdir(data)).toEqual(['secrets.json']);
  });

  it('goes when it is removed, and the file with the last one', async () => {
    await secrets.set(NAME, TOKEN);
    await secrets.set('other', 'too');
    expect(await secrets.remove(NAME)).toEqual({ ok: true, value: null });
    expect(await secrets.get(NAME)).toEqual({ ok: true, value: null });
    expect(await secrets.get('other')).toEqual({ ok: true, value: 'too' });
    await secrets.remove('other');
    expect(await readdir(data)).toEqual([]);
    expect(await secrets.remove('other')).toEqual({ ok: true, value: null });
  });

  it('is not lost when several are kept at once', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `name-${String(index)}`);
    await Promise.all(names.map((name) => secrets.set(name, `of ${name}`)));
    for (const name of names) expect(await again().get(name)).toEqual({ ok: true, value: `of ${name}` });
  });

  it('that was never kept costs no word with the keychain', async () => {
    control.keychain = 'locked';
    expect(await secrets.get(NAME)).toEqual({ ok: true, value: null });
    expect(safe.decryptions).toBe(0);
  });
});

describe('without a usable key', () => {
  it('nothing is kept, least of all in plain text', async () => {
    control.keychain = 'not-available';
    expect(await secrets.available()).toBe(false);
    expect(await secrets.set(NAME, TOKEN)).toMatchObject({ ok: false });
    expect(await readdir(folder)).toEqual([]);
  });

  it('what was kept is unusable to a build with another signature, and that is said; macOS is asked once', async () => {
    await secrets.set(NAME, TOKEN);
    control.signature = 'signed anew';
    const other = again();
    for (let turn = 0; turn < 3; turn += 1) {
      expect(await other.get(NAME)).toMatchObject({
        ok: false,
        why: expect.stringMatching(/cannot be read any more.*Give it again/) as unknown,
      });
    }
    expect(safe.decryptions).toBe(1);
    await other.set(NAME, 'ghp_new');
    expect(await other.get(NAME)).toEqual({ ok: true, value: 'ghp_new' });
  });

  it('nobody waits for a person without end', async () => {
    await secrets.set(NAME, TOKEN);
    control.keychain = 'locked';
    const patient = again(20);
    expect(await patient.get(NAME)).toMatchObject({ ok: false, why: 'The keychain did not answer in time.' });
    expect(await patient.available()).toBe(false);
    control.keychain = 'available';
    expect(await patient.get(NAME)).toEqual({ ok: true, value: TOKEN });
  });
});

describe('a key that is replaced', () => {
  it('has what it opened encrypted anew', async () => {
    await secrets.set(NAME, TOKEN);
    const before = await text();
    const rotating = createSecrets({
      folder: data,
      safe: {
        ...safe,
        decryptStringAsync: async (bytes) => ({
          ...(await safe.decryptStringAsync(bytes)),
          shouldReEncrypt: true,
        }),
      },
    });
    expect(await rotating.get(NAME)).toEqual({ ok: true, value: TOKEN });
    expect(await text()).not.toBe(before);
    expect(await again().get(NAME)).toEqual({ ok: true, value: TOKEN });
  });
});

describe('a damaged file', () => {
  it.each(['', 'not JSON', '{"version":2,"entries":{}}', '{"version":1,"entries":{"a":"§"}}'])(
    '%j is told, and replaced by the next secret that is kept',
    async (damage) => {
      await secrets.set(NAME, TOKEN);
      await writeFile(file, damage);
      expect(await secrets.get(NAME)).toMatchObject({ ok: false });
      expect(await secrets.set(NAME, TOKEN)).toEqual({ ok: true, value: null });
      expect(await secrets.get(NAME)).toEqual({ ok: true, value: TOKEN });
    },
  );

  it('whose folder cannot be written is told without its path', async () => {
    await writeFile(data, 'in the way');
    const set = await secrets.set(NAME, TOKEN);
    expect(set).toMatchObject({ ok: false });
    expect(JSON.stringify(set)).not.toContain(folder);
  });
});
