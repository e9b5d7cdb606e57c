import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OperationId } from '../../../shared/operation.ts';
import type { ToolId } from '../../../shared/set-up.ts';
import type { Built, Memory, Step, StepContext, StepOutcome } from '../operations/definition.ts';
import { createInstallTool } from './install-tool.ts';
import type { InstallToolSpec } from './install-tool.ts';
import { aBenchMac } from './test-bench.ts';
import type { BenchMac } from './test-bench.ts';

let mac: BenchMac;
beforeEach(() => {
  mac = aBenchMac();
});
afterEach(() => mac.remove());

const definition = () => createInstallTool({ host: mac.host, lookMs: 10, look: { root: mac.root } });

/** A Homebrew that keeps what it has in its Cellar, as the real one does. `before`: run by an installation first. */
function homebrew(before = ''): void {
  mac.developer();
  const prefix = join(mac.root, 'opt/homebrew');
  mac.tool(
    'opt/homebrew/bin/brew',
    `shift_one() { shift; names="$*"; }
case "$1" in
  --version) echo "Homebrew 5.0.4" ;;
  list) ls "${prefix}/Cellar" 2>/dev/null; exit 0 ;;
  install) shift_one "$@"
    echo "env $HOMEBREW_NO_AUTO_UPDATE $HOMEBREW_NO_AUTOREMOVE $HOMEBREW_NO_ENV_HINTS $NO_COLOR $PATH" >> ${mac.root}/env
    echo "==> Fetching downloads for: $names"
    ${before}
    for name in $names; do
      mkdir -p "${prefix}/Cellar/$name"
      printf '#!/bin/bash\\necho "gh version 2.80.0 (x)"; echo "Docker version 28.4.0, build x"\\n' > ${prefix}/bin/$name
      chmod +x ${prefix}/bin/$name
    done
    echo "Warning: something of no weight" >&2 ;;
  uninstall) shift_one "$@"
    for name in $names; do rm -rf "${prefix}/Cellar/$name" "${prefix}/bin/$name"; done ;;
esac`,
  );
}
const has = (formula: string): boolean => existsSync(join(mac.root, 'opt/homebrew/Cellar', formula));
const give = (formula: string): void =>
  void mkdirSync(join(mac.root, 'opt/homebrew/Cellar', formula), { recursive: true });
const installs = (): readonly string[] =>
  mac.calls().filter((call) => /brew (?:install|uninstall)/.test(call));

interface FakeContext extends StepContext {
  readonly lines: string[];
  readonly notes: (string | null)[];
  readonly controller: AbortController;
}
function aContext(memory: Memory = {}): FakeContext {
  const controller = new AbortController();
  const lines: string[] = [];
  const notes: (string | null)[] = [];
  let remembered = memory;
  return {
    operationId: '0000000000000001' as OperationId,
    signal: controller.signal,
    secrets: { registrationToken: null, removeToken: null },
    memory: () => remembered,
    remember: async (facts) => {
      remembered = { ...remembered, ...facts };
    },
    progress: () => undefined,
    note: (text) => void notes.push(text),
    log: (text) => void lines.push(text),
    lines,
    notes,
    controller,
  };
}

async function decided(tool: ToolId): Promise<InstallToolSpec> {
  const reply = await definition().prepare({ kind: 'install-tool', tool });
  if (!reply.ok) throw new Error(reply.message);
  return reply.value;
}
async function stepsFor(tool: ToolId): Promise<{ built: Built; install: Step; verify: Step }> {
  const built = definition().build(await decided(tool));
  const [install, verify] = built.steps;
  if (install === undefined || verify === undefined) throw new Error('There are two steps.');
  return { built, install, verify };
}

describe('the plan', () => {
  it('shows the exact command, what comes where and how it is taken back, before anything is done', async () => {
    homebrew();
    const { built, install } = await stepsFor('gh');
    expect(built.plan).toMatchObject({
      title: 'Install GitHub CLI',
      confirmation: { kind: 'button', label: 'Install GitHub CLI' },
    });
    expect(install).toMatchObject({
      commands: ['brew install gh'],
      files: [{ path: join(mac.root, 'opt/homebrew/Cellar/gh'), change: 'create' }],
      cancel: 'any-time',
      undoing: expect.stringContaining('not there before'),
    });
    expect(installs()).toEqual([]);
  });

  it('is the same after a restart: what was decided survives the journal', async () => {
    homebrew();
    const spec = await decided('docker');
    const again = definition().spec.parse(JSON.parse(JSON.stringify(spec)));
    const shown = (one: InstallToolSpec) => JSON.stringify(definition().build(one));
    expect(shown(again)).toBe(shown(spec));
  });

  it('is refused for what is there, what needs a person, and what nobody knows', async () => {
    const ask = (tool: ToolId) => definition().prepare({ kind: 'install-tool', tool });
    expect(await ask('homebrew')).toMatchObject({ ok: false, hint: expect.stringContaining('curl') });
    expect(await ask('node')).toMatchObject({
      ok: false,
      hint: expect.stringContaining('https://nodejs.org'),
    });
    homebrew();
    mac.tool('opt/homebrew/bin/gh', 'echo "gh version 2.80.0"');
    expect(await ask('gh')).toMatchObject({ ok: false, code: 'wrong-state' });
    mac.tool('opt/homebrew/bin/docker', 'exit 134');
    expect(await ask('docker')).toMatchObject({ ok: false, code: 'not-supported-here' });
    expect(installs()).toEqual([]);
  });
});

describe('an installation', () => {
  it('runs the command quietly, line by line to the log, then finds the tool again', async () => {
    homebrew();
    const { built, install, verify } = await stepsFor('gh');
    const context = aContext();
    expect(await install.do(context)).toEqual({ ok: true });
    expect(context.lines).toEqual(['==> Fetching downloads for: gh', 'Warning: something of no weight']);
    expect(context.notes).toContain('Fetching downloads for: gh');
    expect(await verify.do(context)).toEqual({ ok: true, note: 'GitHub CLI 2.80.0' });
    expect(built.result(context.memory())).toEqual([
      `GitHub CLI 2.80.0 is there, in ${join(mac.root, 'opt/homebrew/bin')}.`,
    ]);
    const path = `${join(mac.root, 'opt/homebrew/bin')}:/usr/bin:/bin:/usr/sbin:/sbin`;
    expect(readFileSync(join(mac.root, 'env'), 'utf8')).toBe(`env 1 1 1 1 ${path}\n`);
  });

  it('of Docker brings an engine, and says how to start it', async () => {
    homebrew();
    const { built, install, verify } = await stepsFor('docker');
    const context = aContext();
    await install.do(context);
    await verify.do(context);
    expect(installs()).toEqual(['opt/homebrew/bin/brew install docker colima']);
    expect(built.result(context.memory()).join(' ')).toContain('colima start');
  });

  it('that fails says why in one sentence, and the way on', async () => {
    homebrew('echo "curl: (6) Could not resolve host: ghcr.io" >&2; exit 1');
    const { install } = await stepsFor('gh');
    expect(await install.do(aContext())).toMatchObject({
      ok: false,
      code: 'unreachable',
      message: 'Homebrew could not reach its server.',
    });
  });

  it('that ends well and installs nothing is not believed', async () => {
    homebrew('exit 0');
    const { install } = await stepsFor('gh');
    expect(await install.do(aContext())).toMatchObject({ ok: false, code: 'not-verified' });
  });

  it('is not verified where the tool cannot be found, or does not run', async () => {
    homebrew();
    const { verify } = await stepsFor('gh');
    expect(await verify.do(aContext())).toMatchObject({
      ok: false,
      code: 'not-verified',
      hint: expect.stringContaining('brew link gh'),
    });
    mac.tool('opt/homebrew/bin/gh', 'exit 134');
    expect(await verify.do(aContext())).toMatchObject({ ok: false, code: 'not-verified' });
  });

  it('can be cancelled at any time: Homebrew is interrupted with all that it started', async () => {
    homebrew(`trap 'kill %1; touch ${mac.root}/interrupted; exit 130' INT; echo ready; sleep 600 & wait`);
    const { install } = await stepsFor('gh');
    const context = aContext();
    const done = install.do({ ...context, log: (text) => text === 'ready' && context.controller.abort() });
    expect(await done).toMatchObject({ ok: false, code: 'cancelled' });
    expect(existsSync(join(mac.root, 'interrupted'))).toBe(true);
    expect(await install.undo(aContext(context.memory()))).toEqual({ ok: true });
    expect(has('gh')).toBe(false);
  });
});

describe('after a crash in its middle', () => {
  const RUNNING =
    '/opt/homebrew/Library/Homebrew/vendor/portable-ruby/current/bin/ruby -W1 --disable=gems,rubyopt /opt/homebrew/Library/Homebrew/brew.rb install gh';

  it('the Homebrew that still works is waited for, and no second one is started', async () => {
    homebrew();
    const { install } = await stepsFor('gh');
    mac.setProcesses([RUNNING]);
    const context = aContext({ 'there-before': '' });
    const done = install.do(context);
    await vi.waitFor(() =>
      expect(context.notes).toContain('Waiting for the Homebrew that is at work already'),
    );
    expect(installs()).toEqual([]);
    give('gh');
    mac.setProcesses([]);
    expect(await done).toMatchObject({ ok: true });
    expect(installs()).toEqual([]);
  });

  it('one that has finished meanwhile is not started again', async () => {
    homebrew();
    const { install } = await stepsFor('gh');
    give('gh');
    expect(await install.do(aContext({ 'there-before': '' }))).toMatchObject({ ok: true });
    expect(installs()).toEqual([]);
  });

  it('one that was cut short is started again, and still known as ours', async () => {
    homebrew();
    const { install } = await stepsFor('docker');
    give('docker');
    const context = aContext({ 'there-before': '' });
    expect(await install.do(context)).toEqual({ ok: true });
    expect(await install.undo(context)).toEqual({ ok: true });
    expect([has('docker'), has('colima')]).toEqual([false, false]);
  });

  it('none is started where nobody can say whether one is at work', async () => {
    homebrew();
    const { install } = await stepsFor('gh');
    mac.setProcesses(null);
    expect(await install.do(aContext())).toMatchObject({
      ok: false,
      message: expect.stringContaining('not known'),
    });
    expect(installs()).toEqual([]);
  });

  it('a wait can be cancelled', async () => {
    homebrew();
    const { install } = await stepsFor('gh');
    mac.setProcesses([RUNNING]);
    const context = aContext();
    const done = install.do(context);
    context.controller.abort();
    expect(await done).toMatchObject({ ok: false, code: 'cancelled' });
  });
});

describe('taking back', () => {
  it('uninstalls only what was not there before', async () => {
    homebrew();
    const { install } = await stepsFor('docker');
    give('colima');
    const context = aContext();
    await install.do(context);
    expect(await install.undo(context)).toEqual({ ok: true });
    expect([has('docker'), has('colima')]).toEqual([false, true]);
    expect(installs().at(-1)).toBe('opt/homebrew/bin/brew uninstall docker');
  });

  it('does nothing where nothing was begun', async () => {
    homebrew();
    const { install } = await stepsFor('gh');
    give('gh');
    expect(await install.undo(aContext())).toEqual({ ok: true });
    expect(has('gh')).toBe(true);
    expect(installs()).toEqual([]);
  });

  it('says what may stay, and how it is taken away, where Homebrew does not answer', async () => {
    homebrew();
    const { install } = await stepsFor('gh');
    mac.tool('opt/homebrew/bin/brew', 'exit 1');
    const outcome: StepOutcome = await install.undo(aContext({ 'there-before': '' }));
    expect(outcome).toMatchObject({ ok: 'left', why: expect.stringContaining('“brew uninstall gh”') });
  });
});

describe('pnpm', () => {
  it('by Corepack is linked, fetched once to see that it can be, and unlinked again', async () => {
    mac.tool('opt/homebrew/bin/node', 'echo v24.10.0');
    const link = join(mac.root, 'opt/homebrew/bin/pnpm');
    mac.tool(
      'opt/homebrew/bin/corepack',
      `case "$1" in
enable) printf '#!/bin/bash\\n[ "$COREPACK_ENABLE_NETWORK" = 0 ] && exit 1\\necho 10.16.1\\n' > ${link}; chmod +x ${link} ;;
disable) rm ${link} ;;
esac`,
    );
    const { install, verify } = await stepsFor('pnpm');
    expect(install.commands).toEqual(['corepack enable pnpm']);
    const context = aContext();
    expect(await install.do(context)).toEqual({ ok: true });
    expect(await verify.do(context)).toEqual({ ok: true, note: 'pnpm 10.16.1' });
    expect(await install.undo(context)).toEqual({ ok: true });
    expect(existsSync(link)).toBe(false);
  });

  it('by npm is installed for all projects, with Node in the PATH, and uninstalled again', async () => {
    mac.tool('opt/homebrew/bin/node', 'echo v26.0.0');
    const prefix = join(mac.root, 'opt/homebrew');
    const modules = join(prefix, 'lib/node_modules/pnpm');
    mac.tool(
      'opt/homebrew/bin/npm',
      `case "$1" in
prefix) echo ${prefix} ;;
install) mkdir -p ${modules}; node --version; printf '#!/bin/bash\\necho 10.16.1\\n' > ${prefix}/bin/pnpm; chmod +x ${prefix}/bin/pnpm ;;
uninstall) rm -r ${modules} ${prefix}/bin/pnpm ;;
esac`,
    );
    const { install, verify } = await stepsFor('pnpm');
    expect(install.commands).toEqual(['npm install --global pnpm']);
    const context = aContext();
    expect(await install.do(context)).toEqual({ ok: true });
    expect(context.lines).toEqual(['v26.0.0']);
    expect(await verify.do(context)).toMatchObject({ ok: true });
    expect(await install.undo(context)).toEqual({ ok: true });
    expect([existsSync(modules), existsSync(join(prefix, 'bin/pnpm'))]).toEqual([false, false]);
  });

  it('that was there in a broken state before npm was asked is not taken away', async () => {
    mac.tool('opt/homebrew/bin/node', 'echo v26.0.0');
    const prefix = join(mac.root, 'opt/homebrew');
    mac.tool('opt/homebrew/bin/npm', `[ "$1" = prefix ] && echo ${prefix}; exit 0`);
    const { install } = await stepsFor('pnpm');
    const modules = join(prefix, 'lib/node_modules/pnpm');
    mkdirSync(modules, { recursive: true });
    writeFileSync(join(modules, 'mine'), '');
    const context = aContext();
    await install.do(context);
    expect(await install.undo(context)).toEqual({ ok: true });
    expect(existsSync(join(modules, 'mine'))).toBe(true);
  });
});
