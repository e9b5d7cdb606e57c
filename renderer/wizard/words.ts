/** Every word that the wizard says by itself, in one place, so that other languages can follow. */
import { formatCount } from '../../shared/format.ts';
import type { LoginWay, SetUpStep, Tuning } from '../../shared/set-up.ts';

const loginBy: Record<LoginWay, string> = {
  gh: 'By the login of the gh command. It stays gh’s own: Trackside asks gh for it when it is needed, and writes it nowhere.',
  'kept-token': 'By a token that is kept in the keychain of this Mac.',
  'session-token': 'By a token that Trackside forgets when it ends.',
};

const stepNames: Record<SetUpStep, string> = {
  mac: 'This Mac',
  github: 'GitHub',
  where: 'Where',
  how: 'How',
  tuning: 'Tuned for this Mac',
  do: 'Do it',
};

const tuningNames: Record<keyof Tuning, string> = {
  nodeHeapMegabytes: 'More memory for Node',
  threadPool: 'More threads for Node’s file work',
  dockerPlatform: 'Docker images for ARM',
  pnpmHome: 'A home for pnpm',
  homebrewPath: 'Homebrew in the PATH',
  caches: 'Caches that outlast a job',
  shellProfile: 'The same in your own terminal',
  startHook: 'A line about the hardware in each job',
  endHook: 'Clean up after pnpm',
};

export const wizardWords = {
  title: 'Set up a runner',
  back: 'Back',
  continue: 'Continue',
  cancel: 'Cancel',
  close: 'Close',
  tryAgain: 'Try again',
  lookAgain: 'Look again',
  looking: 'Looking…',

  steps: {
    list: 'Steps of the set-up',
    names: stepNames,
    words: { done: 'Done', now: 'Now', 'not-yet': 'Not yet' },
    position: (number: number, count: number, name: string): string => `Step ${number} of ${count}: ${name}`,
    tokenOnly: 'token only',
    switches: (on: number, of: number): string => `${on} of ${of} on`,
  },

  pages: {
    mac: {
      title: 'This Mac',
      lead: 'What Trackside found here. Nothing is set up before the last step.',
    },
    github: {
      title: 'GitHub',
      lead: 'A runner is registered with GitHub. Choose how Trackside may do that.',
    },
    where: {
      title: 'Where it works',
      lead: 'A runner belongs to one repository, or to all those of an organisation.',
    },
    how: {
      title: 'How it works',
      lead: 'What suits this Mac is filled in already. Change what you like.',
    },
    tuning: {
      title: 'Tuned for this Mac',
      lead: 'Each of these can be left out. They are set for the jobs of this runner.',
    },
  },

  draft: {
    waiting: 'Looking for answers you gave before…',
    resumed: 'Your answers are as you left them.',
    startOver: 'Start over',
    lost: 'The answers you gave before could not be read.',
  },

  gate: {
    mac: (title: string): string => `First this has to be put right: ${title}`,
    login: 'Give Trackside a login first.',
    registrationToken: 'Paste the registration token first.',
    place: 'Choose a repository or an organisation first.',
    address: 'Give the address of the repository or organisation first.',
    typeName: (name: string): string => `Type ${name} first, to confirm.`,
    otherPlace: 'Choose another place first.',
    mayNot: 'This login may not register runners here.',
    fix: 'One answer here has to be changed first.',
    notChecked: 'The answers could not be checked.',
    waiting: 'Waiting for an answer…',
  },

  mac: {
    waiting: 'Looking at this Mac…',
    unknown: 'unknown',
    name: 'Name',
    chip: 'Chip',
    processors: {
      'apple-silicon': 'Apple silicon',
      rosetta: 'Apple silicon; Trackside runs under Rosetta',
      intel: 'Intel',
      unknown: null,
    },
    cores: 'Cores',
    memory: 'Memory',
    disk: 'Disk',
    free: (free: string, total: string): string => `${free} free of ${total}`,
    system: 'macOS',
    screen: 'At the screen',
    someone: 'you are logged in',
    nobody: 'nobody is logged in',
    tools: 'Tools that workflows use',
    toolsThere: 'all there',
    toolMissing: 'is missing',
    toolsMissing: 'are missing',
    toolsNote: 'A runner works without them; a workflow that needs one will say so.',
    found: 'Found',
    missing: 'missing',
    versionUnknown: 'version unknown',
    install: 'Install…',
    installNamed: (name: string): string => `Install ${name}…`,
    openPage: (name: string): string => `Open the page of ${name}`,
    commandFor: (name: string): string => `the command for ${name}`,
  },

  abilities: { list: 'What this login may do', yes: 'Yes', no: 'No', unknown: 'Unknown' },

  github: {
    asking: (host: string): string => `Asking for a login for ${host}…`,
    host: 'GitHub host',
    hostHint: 'github.com, a name under ghe.com, or your own server.',
    hostWrong: 'This is not the name of a host. An example: github.com',
    ways: 'How Trackside speaks to GitHub',
    present: (account: string | null): string =>
      account === null ? 'Use the login that is there' : `Use the login of ${account}`,
    by: loginBy,
    forget: 'Forget this token',
    token: 'Give a token',
    tokenNote: 'A fine-grained token of your own, which allows no more than is needed.',
    ghMissing: 'With GitHub’s gh command on this Mac, and logged in, no token is needed.',
    ghNotLoggedIn: 'The gh command is here, but not logged in. Log in and no token is needed:',
    ghCommand: 'the command that logs gh in',
    permissions: 'The token needs these permissions:',
    makeToken: 'Make one at GitHub…',
    tokenField: 'Token',
    tokenUse: 'Use it',
    tokenWorking: 'Asking…',
    keep: 'Keep it',
    keepChoices: { keychain: 'In the keychain', session: 'Until Trackside ends' },
    noKeychain: 'There is no keychain to keep it in: Trackside forgets it when it ends.',
    device: 'Sign in with a code',
    deviceNote: 'You type a short code at GitHub, in your browser.',
    typeCode: 'Type this code at GitHub:',
    code: 'the code',
    openCodePage: 'Open the page',
    waitingForCode: 'Waiting for you at GitHub.',
    expiresIn: (time: string): string => `The code is good for ${time} more.`,
    codeExpired: 'The code has expired.',
    getCode: 'Get a code',
    newCode: 'Get a new code',
    registration: 'Only a registration token',
    registrationNote: 'You copy it from GitHub’s page “New self-hosted runner”. It is good for an hour.',
    registrationWhere:
      'At GitHub: Settings, Actions, Runners, New self-hosted runner. It stands behind “--token” there.',
    leavesOut: 'With it Trackside can register this runner and nothing else. It cannot:',
    leftOut: [
      'list your repositories, or see whether one is public;',
      'see whether the name is taken, or which groups there are;',
      'ask GitHub whether the runner is online, or which job it runs;',
      'take the runner out again by itself.',
    ],
    registrationField: 'Registration token',
    registrationHint: 'Used once and kept nowhere. After a restart you are asked for it again.',
    tokenOdd: 'This does not look like a token: it has spaces in it, or is too short.',
  },

  where: {
    search: 'Repository or organisation',
    searchHint: 'Part of its name',
    list: 'Repositories and organisations',
    asking: (host: string): string => `Asking ${host} where you administer runners…`,
    searching: 'Searching…',
    none: 'GitHub lists no place where you could set up a runner.',
    noneFor: (query: string): string =>
      `Nothing is found for “${query}”. The full name, owner/name, can be typed too.`,
    typeName: 'Without a list, type the full name: owner/name.',
    more: (shown: number): string => `The first ${shown}. Type part of a name to find others.`,
    count: (count: number): string => formatCount(count, 'place', 'places'),
    groups: {
      administered: 'You administer runners here',
      others: 'You do not administer runners here, as far as GitHub tells',
      typed: 'As you typed it',
    },
    kinds: {
      public: 'public',
      private: 'private',
      internal: 'internal',
      organization: 'organisation',
      enterprise: 'enterprise',
      repository: 'repository',
    },
    another: 'Choose another…',
    chosenSoFar: (name: string): string => `Chosen so far: ${name}`,
    keepIt: 'Keep it',
    looking: (name: string): string => `Looking at ${name}…`,
    address: 'Address',
    addressHint: (host: string): string =>
      `As in your browser: https://${host}/owner/name, or of an organisation: https://${host}/name.`,
    addressWrong: 'This is not the address of a repository or an organisation.',
    group: 'Runner group',
    groupHint: 'It decides which repositories may use the runner.',
    groupGone: (name: string): string => `${name} (not there any more)`,
    groupByName: 'By its exact name. Empty: the default group.',
    blind: 'Trackside cannot look at this place without a login.',
    blindText:
      'Whether it is public, which groups it has and which names are taken stays unknown until the end.',
  },

  publicPlace: {
    title: {
      public: 'This repository is public.',
      unknown: 'Whether this repository is public is not known.',
    },
    reason: {
      public:
        'Anyone can open a pull request, and its workflow can then run on this Mac: as you, with your files, your network and your keychain within reach.',
      unknown:
        'If it is, anyone can open a pull request whose workflow then runs on this Mac: as you, with your files, your network and your keychain within reach.',
    },
    advice:
      'GitHub advises using self-hosted runners with private repositories only. If you go on, let GitHub ask for your approval before it runs workflows of outside contributors: Settings, Actions, General.',
    wrongName: (name: string): string => `This is not ${name}.`,
    confirm: (name: string): string => `Type ${name} to confirm that you want this all the same`,
  },

  how: {
    name: 'Name',
    nameHint: 'GitHub lists the runner by it. No other there may have the same.',
    labels: 'Labels',
    labelsHint: 'A workflow finds the runner by these. Return adds one.',
    addLabel: 'Add a label',
    automatic: 'set by the runner itself',
    removeLabel: (label: string): string => `Remove ${label}`,
    sameName: 'If GitHub has a runner of this name',
    sameNames: { refuse: 'Stop and say so', replace: 'Replace it' },
    sameNameHints: {
      refuse: 'Nothing is changed, and you choose another name.',
      replace:
        'The other one is signed off at GitHub. If it is still up somewhere, it will take no more jobs.',
    },
    directory: 'Folder',
    directoryHint:
      'In your home folder, without spaces. Not on the Desktop, in Documents or Downloads, which macOS closes to programs until somebody allows it; not in iCloud or on an external disk, which may be away when a job begins.',
    workFolder: 'Work folder',
    workFolderHint: 'Inside it. Here jobs check out and build.',
    startAtLogin: 'Start at login',
    startAtLoginHint: 'macOS starts the runner when you log in, and again if it should crash.',
    more: 'More',
    service: 'Started by',
    services: { trackside: 'Trackside’s LaunchAgent', official: 'GitHub’s svc.sh' },
    serviceHints: {
      trackside:
        'At full speed, with time for a running job to end when it is stopped, and with the variables of the next page.',
      official: 'What GitHub’s own guide installs. Switching to Trackside’s is possible later.',
    },
    version: 'Runner version',
    newest: 'what GitHub offers now',
    versionHint: 'Empty: the newest. GitHub no longer lets old versions register.',
  },

  tuning: {
    names: tuningNames,
    numbers: {
      nodeHeapMegabytes: { label: 'At most', unit: 'MB' },
      threadPool: { label: 'Threads', unit: '' },
    },
    outOfBounds: (min: number, max: number): string =>
      `A whole number from ${formatCount(min, '', '').trim()} to ${formatCount(max, '', '').trim()}.`,
    written: 'What it writes',
    nothing: 'Nothing: every switch is off.',
    runnerFiles: 'To the runner’s .env file and its LaunchAgent',
    profileFile: 'To ~/.zshrc, in one marked block that can be taken out again',
    sameVariables: 'The variables above',
    inPath: 'and it in the PATH',
    homebrewPath: 'with Homebrew’s folders',
    caches: 'The folders of the tool and package caches, outside the work folder',
    hook: 'a script of Trackside’s',
  },

  flow: {
    planLead: 'Read what will happen. Nothing is done before you say so.',
    runningLead: 'You can close this window; it goes on.',
    heldLead: 'Nothing goes on before you choose.',
    nothingDone: 'Nothing was done.',
    planAgain: 'Make a new plan',
    notTyped: 'Type the name to confirm first.',
    showPlan: 'Show the plan',
    otherChoices: 'Change the choices',
    unknown: 'Nothing to show',
    noRunner: 'No such runner',
    noRunnerText: 'It is not on this Mac any more, or its folder has been moved.',
  },

  do: {
    title: 'Do it',
    change: 'Change the answers',
    tokenAgain: 'Paste the registration token first.',
    listening: 'Listening for jobs',
    another: 'Set up another',
    witnesses: 'Seen by',
    notSeen: 'Trackside has not looked at the new runner yet.',
    yes: 'Yes',
    no: 'No',
    notAsked: 'Not asked',
    process: 'Process',
    hasProcess: (pid: number): string => `its listener runs (process ${pid})`,
    noProcess: 'no listener runs',
    launchd: 'launchd',
    hasService: (label: string, state: string): string => `${label}, ${state}`,
    noService: 'no service is loaded',
    github: 'GitHub',
    use: 'Use it',
    runsOn: 'In a job of a workflow:',
    runsOnLine: 'the line for a workflow',
    test: 'A workflow to try it with',
    testNote: (path: string): string =>
      `Save it as ${path}, push it, and start it on the repository’s Actions page.`,
    testWorkflow: 'the test workflow',
  },

  adopt: {
    title: (name: string): string => `Adopt ${name}`,
    lead: 'Trackside looks after a runner that is set up already. It stays registered, and a running job runs on.',
    succeeded: (name: string): string => `${name} is in Trackside’s care`,
    service: 'Its service',
    services: { keep: 'Keep as it is', trackside: 'Switch to Trackside’s' },
    serviceHints: {
      keep: 'What starts the runner now goes on starting it.',
      trackside:
        'Once no job runs, a LaunchAgent of Trackside’s takes the place of the present one. It runs jobs at full speed and gives a running one time to end.',
    },
    tune: 'Tune it for this Mac',
    tuneHint: 'Sets variables and caches for its jobs. Off: its environment stays as it is.',
  },

  remove: {
    title: (name: string): string => `Remove ${name}`,
    lead: 'Choose what goes. A running job is never ended by this: the removal waits for it.',
    succeeded: (name: string): string => `${name} is removed`,
    nothing: 'Choose at least one thing to remove.',
    token: 'Remove token',
    tokenHint:
      'There is no login for this GitHub. On the runner’s page there, “Remove” shows a token. Without it the runner stays listed at GitHub, as offline.',
    parts: {
      deregister: {
        label: 'Its registration at GitHub',
        on: 'GitHub forgets the runner and sends it no more jobs.',
        off: 'GitHub goes on listing it, as offline, for 14 days.',
      },
      service: {
        label: 'Its service',
        on: 'The LaunchAgent is unloaded and put into the Trash. Nothing starts the runner any more.',
        off: 'macOS goes on starting the runner.',
      },
      hooks: {
        label: 'Trackside’s hooks',
        on: 'The scripts for the start and end of a job are taken out. Hooks of your own stay.',
        off: 'They stay, and do nothing once the runner is gone.',
      },
      shellProfile: {
        label: 'The block in ~/.zshrc',
        on: 'Trackside’s marked block is taken out, where there is one; nothing else of the file is touched.',
        off: 'The variables stay set in your own terminal.',
      },
      folder: {
        label: 'Its folder',
        on: 'It goes to the Trash, with what its jobs checked out. From there it can be put back.',
        off: 'It stays where it is.',
      },
    },
  },
} as const;
