import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AgentPlist } from '../host/host.ts';
import { checkAgentFiles } from './agent-files.ts';

const AGENT: AgentPlist = {
  label: 'a.b',
  path: '',
  program: [],
  workingDirectory: null,
  standardOutPath: null,
  standardErrorPath: null,
  keepAlive: false,
  startsAtLoad: true,
  exitTimeOut: null,
  processType: null,
  environment: {},
};

describe('checkAgentFiles', () => {
  it('finds what launchd would only call “error 5”', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'trackside-agent-'));
    const path = join(folder, 'a.plist');
    const program = join(folder, 'run.sh');
    const agent = { ...AGENT, path, program: [program] };
    try {
      expect(await checkAgentFiles(agent)).toEqual({ kind: 'plist-missing' });
      await writeFile(path, '');
      await chmod(path, 0o644);
      expect(await checkAgentFiles(agent)).toMatchObject({
        kind: 'refused',
        text: expect.stringContaining('program'),
      });
      await writeFile(program, '#!/bin/sh\n');
      await chmod(program, 0o755);
      expect(await checkAgentFiles(agent)).toBeNull();
      expect(await checkAgentFiles({ ...agent, program: ['run.sh'] })).toMatchObject({ kind: 'refused' });
      expect(await checkAgentFiles({ ...agent, program: [folder] })).toMatchObject({ kind: 'refused' });
      await chmod(path, 0o666);
      expect(await checkAgentFiles(agent)).toMatchObject({
        kind: 'refused',
        text: expect.stringContaining('owner'),
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
