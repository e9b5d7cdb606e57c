/** Plain values of set-up for tests: answers in order, and a place where a runner may be registered. */
import type { PlaceReport, SetUpAnswers, SetUpScope } from '../../../shared/set-up.ts';

export const ROCKET: SetUpScope = {
  kind: 'repository',
  host: 'github.com',
  owner: 'acme',
  repository: 'rocket',
};
export const ACME: SetUpScope = { kind: 'organization', host: 'github.com', organization: 'acme' };

export const placeReport = (change: Partial<PlaceReport> = {}): PlaceReport => ({
  place: { scope: ROCKET, visibility: 'private', administers: true },
  abilities: [],
  groups: [],
  runnerNames: [],
  refusal: null,
  ...change,
});

export const setUpAnswers = (change: Partial<SetUpAnswers> = {}): SetUpAnswers => ({
  host: 'github.com',
  access: 'login',
  scope: ROCKET,
  group: null,
  typedName: '',
  name: 'mini',
  labels: ['M4', 'macos-26'],
  workFolder: '_work',
  directory: '~/actions-runner-acme-rocket',
  sameName: 'refuse',
  startAtLogin: 'yes',
  service: 'trackside',
  version: null,
  tuning: {
    nodeHeapMegabytes: 8192,
    threadPool: 16,
    dockerPlatform: 'on',
    pnpmHome: 'on',
    homebrewPath: 'on',
    caches: 'on',
    shellProfile: 'off',
    startHook: 'on',
    endHook: 'on',
  },
  ...change,
});
