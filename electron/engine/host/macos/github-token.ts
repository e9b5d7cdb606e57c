/** The login of GitHub's own tool, `gh`. The token is handed on, never kept, never written anywhere. */
import type { Probe } from '../host.ts';
import { whyNoAnswer } from '../run-program.ts';
import type { RunTool } from '../tool.ts';

const LIMIT_MS = 5_000;

/** `host`: a host name, such as `github.com`. Null: no `gh`, or no login at that host. */
export async function readGitHubToken(run: RunTool, host: string): Promise<Probe<string | null>> {
  if (!/^[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?(?::\d{1,5})?$/i.test(host)) {
    return { ok: false, why: 'That is not the name of a host.' };
  }
  const result = await run('gh', ['auth', 'token', '-h', host], {
    timeoutMs: LIMIT_MS,
    maxOutputBytes: 64 * 1024,
    env: { GH_PROMPT_DISABLED: '1', GH_NO_UPDATE_NOTIFIER: '1', NO_COLOR: '1' },
  });
  if (result.kind === 'not-found') return { ok: true, value: null };
  if (result.kind !== 'exited') return { ok: false, why: whyNoAnswer('gh', result) };
  const token = result.stdout.trim();
  return { ok: true, value: result.status === 0 && /^[\x21-\x7e]{10,1024}$/.test(token) ? token : null };
}
