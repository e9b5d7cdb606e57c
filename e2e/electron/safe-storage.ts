/**
 * `safeStorage`, its asynchronous half: real encryption with a key that a keychain keeps, here a file beside the app's
 * data. As on a Mac, the key is bound to the app's signature: another one gets it no more (facts/macos.md 6.2).
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SafeStorage } from 'electron';
import { guard } from './guard.ts';

export interface KeychainControl {
  /** `locked`: macOS asks the person, who does not answer. */
  keychain: 'available' | 'not-available' | 'locked';
  /** Of the app; another one than what was encrypted with cannot decrypt it. */
  signature: string;
}

export type ModelledSafeStorage = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'
>;

const PREFIX = Buffer.from('v10');
const IV = 12;
const TAG = 16;

/** @param keychain the file that stands for the person's keychain. */
export function createSafeStorage(keychain: () => string, control: KeychainControl): ModelledSafeStorage {
  const key = (): Buffer => {
    const file = keychain();
    if (!existsSync(file)) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 });
    }
    return createHash('sha256')
      .update(`${readFileSync(file, 'utf8')} ${control.signature}`)
      .digest();
  };
  const answer = async <T>(act: () => T): Promise<T> => {
    switch (control.keychain) {
      case 'available':
        return act();
      case 'not-available':
        throw new Error('Encryption is not available.');
      case 'locked':
        return await new Promise<never>(() => undefined);
    }
  };
  return guard(
    {
      isAsyncEncryptionAvailable: async () =>
        control.keychain === 'not-available' ? false : await answer(() => true),
      encryptStringAsync: (text: string) =>
        answer(() => {
          const iv = randomBytes(IV);
          const cipher = createCipheriv('aes-256-gcm', key(), iv);
          const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
          return Buffer.concat([PREFIX, iv, cipher.getAuthTag(), body]);
        }),
      decryptStringAsync: (bytes: Buffer) =>
        answer(() => {
          const [iv, tag, body] = [bytes.subarray(3, 3 + IV), bytes.subarray(3 + IV, 3 + IV + TAG), bytes];
          const decipher = createDecipheriv('aes-256-gcm', key(), iv);
          decipher.setAuthTag(tag);
          const text = Buffer.concat([decipher.update(body.subarray(3 + IV + TAG)), decipher.final()]);
          return { shouldReEncrypt: false, result: text.toString('utf8') };
        }),
    },
    'safeStorage',
  );
}
