/** Everything that the engine has of GitHub but the watching of runners: logins, places, and changes. */
import { fail } from '../../../shared/contract.ts';
import type { PlacePort } from '../set-up/places.ts';
import type { GitHubAdmin } from './admin.ts';

export interface GitHub {
  readonly admin: GitHubAdmin;
  readonly places: PlacePort;
}

export function createGitHub(): GitHub {
  const notYet = async () => fail('not-supported-here', 'Not there yet.');
  return {
    places: { place: notYet },
    admin: {
      hasLogin: async () => false,
      runnerPackage: notYet,
      registrationToken: notYet,
      removeToken: notYet,
      findRunner: notYet,
      runner: notYet,
      deleteRunner: notYet,
    },
  };
}
