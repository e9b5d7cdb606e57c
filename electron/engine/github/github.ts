/** Everything that the engine has of GitHub but the watching of runners: logins, places, and changes. */
import type { Reply } from '../../../shared/contract.ts';
import type { PlaceReport, SetUpScope } from '../../../shared/set-up.ts';
import type { Host } from '../host/host.ts';
import { createAccounts, type Accounts } from './accounts.ts';
import { createAdmin } from './admin-calls.ts';
import type { GitHubAdmin } from './admin.ts';
import { createGitHubApi } from './api.ts';
import { createAsking } from './asking.ts';
import { createDeviceFlows, type DeviceFlows } from './device-flow.ts';
import { createLogins, type Logins } from './logins.ts';
import { lookAtPlace } from './place.ts';
import { createPlaces, type Places } from './places.ts';
import { systemTimers, type Timers } from './timers.ts';

export interface GitHub {
  readonly admin: GitHubAdmin;
  readonly accounts: Accounts;
  readonly device: Omit<DeviceFlows, 'close'>;
  readonly places: Pick<Places, 'find'>;
  lookAt(scope: SetUpScope): Promise<Reply<PlaceReport>>;
  /** The one source of logins, for whoever else asks GitHub. */
  readonly logins: Logins;
  /** Ends what is under way, and forgets what was held for this session. */
  close(): void;
}

export interface GitHubOptions {
  readonly host: Pick<Host, 'githubToken' | 'secrets' | 'tool' | 'now' | 'monotonic'>;
  /** In place of every GitHub host's own API and pages: a practice GitHub. */
  readonly githubApi: string | null;
  /** Of the OAuth App that a person set; null: none. */
  readonly clientId: () => string | null;
  /** Another login is used for a host from now on. */
  readonly onLogin: (host: string) => void;
  readonly timers?: Timers;
  /** How long one request may take, ms. */
  readonly limitMs?: number;
}

export function createGitHub(options: GitHubOptions): GitHub {
  const { host, githubApi, clientId } = options;
  const timers = options.timers ?? systemTimers(() => host.now());
  const now = (): number => timers.now();
  const api = createGitHubApi({
    now,
    ...(options.limitMs === undefined ? {} : { limitMs: options.limitMs }),
  });
  const logins = createLogins(host, timers);
  const asking = createAsking({ api, logins, githubApi, now });
  const places = createPlaces(asking, () => host.monotonic());
  const accounts = createAccounts({
    asking,
    logins,
    host,
    clientId,
    onChange: (changed) => {
      places.forget();
      options.onLogin(changed);
    },
  });
  const device = createDeviceFlows({
    api,
    timers,
    clientId,
    githubApi,
    canKeep: () => logins.canKeep(),
    accept: (name, token, keep) => accounts.useToken(name, token, keep),
  });
  return {
    admin: createAdmin(asking, logins),
    accounts,
    device,
    places,
    lookAt: (scope) => lookAtPlace(asking, scope),
    logins,
    close: () => {
      device.close();
      api.close();
      logins.close();
    },
  };
}
