/**
 * The practice Mac itself: launchd and the programs, in a process of its own, so that it goes on while a test waits,
 * and ends, with everything it started, when the one who started it is gone.
 */
import { execFile } from 'node:child_process';
import { createClock } from './clock.ts';
import { openDisk } from './disk.ts';
import { createFaultBook } from './fault-book.ts';
import type { WorldProgram } from './faults.ts';
import { createLaunchd } from './launchd/launchd.ts';
import { createOverrides } from './launchd/overrides.ts';
import { sendSignal } from './launchd/spawn.ts';
import type { Answer, Call, Program } from './programs/answer.ts';
import { createBrew } from './programs/brew.ts';
import * as developer from './programs/developer-tools.ts';
import { createGh } from './programs/gh.ts';
import { createLaunchctl } from './programs/launchctl.ts';
import * as machine from './programs/machine.ts';
import { createVmStat } from './programs/memory.ts';
import * as nodeTools from './programs/node-tools.ts';
import { createPlutil } from './programs/plutil.ts';
import { createPs } from './programs/ps.ts';
import { createProcessTable, descendants, markedProcesses, WORLD_FOLDER } from './processes.ts';
import type { MacRequest, MacReply, MacSettings, Envelope } from './protocol.ts';
import { createRandom } from './random.ts';
import { sweep } from './sweep.ts';
import { programScript, serveProgramsOnLoopback } from './server.ts';
import { createTools } from './tools.ts';
import { writePrograms } from './program-files.ts';

interface RunningMac {
  readonly port: number;
  /** Does what is asked and gives the reply without its id. */
  handle(request: Exclude<MacRequest, { kind: 'start' }>): Promise<Reply>;
  close(): Promise<void>;
}
type Reply = MacReply extends infer One ? (One extends MacReply ? Omit<One, 'id'> : never) : never;

/** A teardown takes between these, in the Mac's seconds, when nothing has to be waited for. */
const TEARDOWN_SECONDS = { least: 0.2, most: 0.8 };
const REAL_PROGRAM_LIMIT_MS = 10_000;

async function start(settings: MacSettings): Promise<RunningMac> {
  const { root, uid, owner } = settings;
  const random = createRandom(settings.seed);
  const clock = createClock(settings.speed);
  const disk = openDisk(root, settings.disk);
  const prefix = `${root}/mac`;
  const folder = `${prefix}/bin`;
  const faults = createFaultBook(folder);
  let { dialect, githubLogin } = settings;
  let pressure: machine.PressureLevel = 1;
  let asleepSince: number | null = null;
  const sleeps: { at: number; ms: number }[] = [];

  const launchd = createLaunchd({
    clock,
    owner,
    launchAgents: settings.launchAgents,
    overrides: createOverrides(`${root}/mac/overrides.json`),
    environment: () => settings.environment,
    teardownSeconds: () =>
      TEARDOWN_SECONDS.least + random() * (TEARDOWN_SECONDS.most - TEARDOWN_SECONDS.least),
    disabledStatus: () => dialect.disabledStatus,
  });
  const onMac = process.platform === 'darwin';
  const script = (name: WorldProgram): string => programScript(name, server.port, settings.secret);
  const tools = createTools(root, folder, script);
  const brew = createBrew({ tools, clock, uid, prefix });
  const programs = new Map<string, Program>([
    ['launchctl', createLaunchctl({ launchd, uid, owner, dialect: () => dialect })],
    [
      'ps',
      onMac
        ? (call) => realPs(call, root)
        : createPs({ table: asSeenOnAMac(createProcessTable(root)), uid: owner }),
    ],
    ['sysctl', machine.createSysctl(settings.model, () => pressure)],
    ['vm_stat', onMac ? real('/usr/bin/vm_stat') : createVmStat()],
    ['netstat', onMac ? real('/usr/sbin/netstat') : machine.createNetstat()],
    ['sw_vers', machine.createSwVers(settings.model)],
    ['scutil', machine.createScutil(settings.model)],
    ['pmset', machine.createPmset()],
    ['xcode-select', developer.createXcodeSelect(tools)],
    ['fdesetup', developer.createFdesetup(settings.model.fileVault)],
    ['git', developer.createGit(tools)],
    ['docker', developer.createDocker()],
    ['colima', developer.createColima()],
    ['brew', brew.program],
    ['node', nodeTools.createNode()],
    ['npm', nodeTools.createNpm({ tools, clock, prefix })],
    ['corepack', nodeTools.createCorepack({ tools })],
    ['pnpm', nodeTools.createPnpm()],
    ['system_profiler', machine.createSystemProfiler(settings.model)],
    ['plutil', createPlutil()],
    ['gh', createGh(() => githubLogin)],
  ]);
  const server = await serveProgramsOnLoopback(
    settings.secret,
    async (name, call): Promise<Answer | null> => {
      const program = programs.get(name);
      if (program === undefined) return { status: 127, stdout: '', stderr: `${name}: command not found\n` };
      return faults.around(name, call, program);
    },
  );
  writePrograms(folder, script);
  const setTools = (wanted: MacSettings['tools']): void => {
    tools.set(wanted);
    brew.reset();
  };
  setTools(settings.tools);
  if (settings.screen === 'logged-in') await launchd.login();

  const everyProcess = (): readonly number[] => [
    ...markedProcesses(root),
    ...launchd.jobs().flatMap(({ pid }) => (pid === null ? [] : [-pid])),
  ];
  const refuseAsleep = (): void => {
    if (asleepSince !== null)
      throw new Error('The practice Mac is asleep: nobody can log in or out. Wake it first.');
  };
  const close = async (): Promise<void> => {
    const below = onMac ? descendants(process.pid) : [];
    launchd.destroy();
    for (const pid of below) sendSignal(pid, 'SIGKILL');
    await sweep(root);
    await server.close();
    disk.close();
  };

  return {
    port: server.port,
    close,
    handle: async (request) => {
      switch (request.kind) {
        case 'login':
          refuseAsleep();
          await launchd.login();
          return { kind: 'done' };
        case 'logout':
          // A logout waits for processes to end, and a frozen one never does.
          refuseAsleep();
          await launchd.logout();
          return { kind: 'done' };
        case 'sleep':
          asleepSince ??= Date.now();
          clock.sleep();
          for (const pid of everyProcess()) sendSignal(pid, 'SIGSTOP');
          return { kind: 'done' };
        case 'wake':
          for (const pid of everyProcess()) sendSignal(pid, 'SIGCONT');
          clock.wake();
          if (asleepSince !== null) sleeps.push({ at: asleepSince, ms: Date.now() - asleepSince });
          asleepSince = null;
          return { kind: 'done' };
        case 'fault':
          faults.set(request.fault);
          return { kind: 'done' };
        case 'dialect':
          dialect = request.dialect;
          return { kind: 'done' };
        case 'github-login':
          githubLogin = request.login;
          return { kind: 'done' };
        case 'pressure':
          pressure = request.level;
          return { kind: 'done' };
        case 'tools':
          setTools(request.tools);
          return { kind: 'done' };
        case 'fill-disk':
          disk.fill(request.percent);
          return { kind: 'done' };
        case 'status':
          return {
            kind: 'status',
            status: {
              screen: launchd.present() ? 'logged-in' : 'logged-out',
              power: asleepSince === null ? 'awake' : 'asleep',
              sleeps,
              services: launchd.jobs().map(({ plist, state, pid, runs }) => ({
                label: plist.label,
                state,
                pid,
                runs,
              })),
              faults: faults.all(),
              disk: disk.status(),
              tools: tools.there(),
              dialogs: tools.dialogs(),
            },
          };
        case 'close':
          await close();
          return { kind: 'done' };
      }
    },
  };
}

/** launchd is process 1 on a Mac; here it is this process. */
function asSeenOnAMac(table: ReturnType<typeof createProcessTable>): ReturnType<typeof createProcessTable> {
  return () => table().map((entry) => (entry.ppid === process.pid ? { ...entry, ppid: 1 } : entry));
}

/** On a Mac its own ps is asked; titles are cut, and the runners of other worlds left out. */
async function realPs(call: Call, root: string): Promise<Answer> {
  const answer = await real('/bin/ps')(call);
  const cut = (line: string): string => {
    const at = line.indexOf(` ${WORLD_FOLDER}`);
    return at === -1 ? line : line.slice(0, at);
  };
  const isOthers = (line: string): boolean =>
    line.includes(` ${WORLD_FOLDER}`) && cut(line).includes('/Runner.') && !cut(line).includes(`${root}/`);
  const lines = answer.stdout.split('\n').filter((line) => !isOthers(line));
  return { ...answer, stdout: lines.map(cut).join('\n') };
}

function real(path: string): (call: Call) => Promise<Answer> {
  return ({ args }) =>
    new Promise((resolve) => {
      const env = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' };
      const options = { env, timeout: REAL_PROGRAM_LIMIT_MS, maxBuffer: 16 * 1024 * 1024 };
      execFile(path, [...args], options, (error, stdout, stderr) => {
        const code = error?.code;
        resolve({ status: error === null ? 0 : typeof code === 'number' ? code : 70, stdout, stderr });
      });
    });
}

let mac: RunningMac | null = null;

async function reply(request: MacRequest): Promise<Reply> {
  if (request.kind === 'start') {
    if (mac !== null) return { kind: 'problem', problem: 'The practice Mac runs already.' };
    mac = await start(request.settings);
    return { kind: 'started', port: mac.port };
  }
  if (mac === null) return { kind: 'problem', problem: 'The practice Mac has not been started.' };
  return mac.handle(request);
}

process.on('message', (message: Envelope) => {
  const send = (answer: Reply): void => void process.send?.({ ...answer, id: message.id });
  reply(message.request).then(
    (answer) => {
      send(answer);
      if (message.request.kind === 'close') process.disconnect();
    },
    (error: unknown) =>
      send({ kind: 'problem', problem: error instanceof Error ? error.message : String(error) }),
  );
});
// Whoever started the world has ended, in whatever way: nothing of it may stay behind.
process.on('disconnect', () => {
  void (mac?.close() ?? Promise.resolve()).finally(() => process.exit(0));
});
// A Ctrl-C, or a terminal that closes, is told to the whole group; the one who started us decides what ends.
process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => undefined);
process.on('SIGTERM', () => process.disconnect());
