/** On a real Mac only: the host's ports against the system's own programs, and a harmless agent of our own. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, stopService } from '../../runners/launchd-procedure.ts';
import type { AgentPlist } from '../host.ts';
import { macReport } from '../../set-up/mac-report.ts';
import { createMacHost } from './host.ts';

const LABEL = 'app.trackside.test-agent';

describe.skipIf(process.platform !== 'darwin')('this Mac', () => {
  const host = createMacHost();

  it('tells its process table, with this process in it', async () => {
    const table = await host.processes();
    expect(table.ok).toBe(true);
    const own = table.ok ? table.value.find((row) => row.pid === process.pid) : undefined;
    expect(own?.ppid).toBe(process.ppid);
    expect(Math.abs((own?.startedAt ?? 0) - (Date.now() - process.uptime() * 1000))).toBeLessThan(3_000);
  });

  it('tells memory, disk, pressure and network in plausible numbers', async () => {
    const [memory, disk, pressure, network] = await Promise.all([
      host.meters.memory(),
      host.meters.disk(),
      host.meters.pressureAndSwap(),
      host.meters.network(),
    ]);
    expect(memory.ok && memory.value.usedBytes > 0 && memory.value.usedBytes < memory.value.totalBytes).toBe(
      true,
    );
    expect(
      disk.ok && disk.value.availableBytes > 0 && disk.value.availableBytes < disk.value.totalBytes,
    ).toBe(true);
    expect(pressure.ok && pressure.value.pressure).not.toBeNull();
    expect(network.ok).toBe(true);
  });

  it('tells what it is', async () => {
    const facts = await host.facts();
    expect(facts.ok && facts.value.model).toMatch(/Mac/);
    expect(facts.ok && facts.value.systemVersion).toMatch(/^\d+\.\d+/);
    expect(facts.ok && facts.value.appleSilicon).not.toBeNull();
  });

  it('tells its tools, each found, missing or unknown with a reason, and gives none that is missing without a way', async () => {
    const { tools, processor } = await macReport(host);
    expect(processor).not.toBe('unknown');
    expect(tools.filter(({ state, remedy }) => state.kind === 'missing' && remedy === null)).toEqual([]);
  });

  describe('with an agent of our own', () => {
    let folder = '';
    let agent: AgentPlist;
    beforeAll(async () => {
      folder = await mkdtemp(join(homedir(), '.trackside-test-'));
      const program = join(folder, 'agent.sh');
      await writeFile(program, '#!/bin/bash\nexec /bin/sleep 600\n');
      await chmod(program, 0o755);
      const path = join(folder, `${LABEL}.plist`);
      await writeFile(
        path,
        `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>Label</key><string>${LABEL}</string>
<key>ProgramArguments</key><array><string>${program}</string></array>
<key>RunAtLoad</key><true/>
</dict></plist>
`,
      );
      agent = {
        label: LABEL,
        path,
        program: [program],
        workingDirectory: null,
        standardOutPath: null,
        standardErrorPath: null,
        keepAlive: false,
        startsAtLoad: true,
        exitTimeOut: null,
        processType: null,
        environment: {},
      };
    });
    afterAll(async () => {
      await host.launchd.bootout(LABEL);
      await host.launchd.enable(LABEL);
      await rm(folder, { recursive: true });
    });

    // Needs someone logged in at the screen, as GitHub's own Macs have.
    it('starts it, sees it, stops it, and it stays stopped', async () => {
      expect((await startService(host.launchd, agent)).kind).toBe('started');
      const print = await host.launchd.print(LABEL);
      expect(print.ok && print.value?.pid).toBeGreaterThan(0);
      expect((await stopService(host.launchd, agent, { beforeAct: async () => null })).kind).toBe('stopped');
      const disabled = await host.launchd.disabled();
      expect(disabled.ok && disabled.value.has(LABEL)).toBe(true);
      expect((await startService(host.launchd, agent)).kind).toBe('started');
    }, 60_000);
  });
});
