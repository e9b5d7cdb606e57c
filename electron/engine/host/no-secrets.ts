/** Where there is no keychain to be had: nothing is kept, and nobody is told otherwise. */
import type { SecretStore } from './host.ts';

export const NO_SECRET_STORE: SecretStore = {
  available: async () => false,
  get: async () => ({ ok: true, value: null }),
  set: async () => ({ ok: false, why: 'There is no keychain that Trackside could use here.' }),
  remove: async () => ({ ok: true, value: null }),
};
