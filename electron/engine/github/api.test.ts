import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGitHubApi } from './api.ts';

const OPENSSL = '/usr/bin/openssl';

/** A server of a company, whose certificate no one outside it knows. */
describe.skipIf(!existsSync(OPENSSL))('a GitHub Enterprise Server with a certificate of its own', () => {
  let server: Server;
  let folder = '';
  let certificate = '';
  const asked: string[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trackside-certificate-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    const whose = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    execFileSync(OPENSSL, ['req', '-x509', ...kind, ...whose, '-keyout', key, '-out', cert], {
      stdio: 'ignore',
      timeout: 10_000,
    });
    certificate = await readFile(cert, 'utf8');
    server = createServer({ key: await readFile(key), cert: certificate }, (request, response) => {
      asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
      response.setHeader('content-type', 'application/json').end('{"login":"mona"}');
    });
    await new Promise<void>((resolve) => server.listen(0, resolve));
  });
  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  const ask = (trust: () => 'added' | 'nothing-new') =>
    createGitHubApi({ now: () => 0, trust }).ask({
      base: `https://localhost:${String((server.address() as AddressInfo).port)}`,
      path: '/user',
      method: 'POST',
      login: null,
      etag: null,
      host: 'github.acme.example',
      subject: 'your account',
    });

  it('that this Mac does not trust is said to be just that, and gets nothing', async () => {
    expect(await ask(() => 'nothing-new')).toMatchObject({
      kind: 'problem',
      problem: {
        kind: 'unreachable',
        message: 'The certificate that came for github.acme.example is not one that this Mac trusts.',
        remedy: expect.stringContaining('Keychain Access'),
      },
    });
    expect(asked).toEqual([]);
  });

  it('that this Mac trusts is asked, once', async () => {
    const before = tls.getCACertificates('default');
    const trust = (): 'added' => {
      tls.setDefaultCACertificates([...before, certificate]);
      return 'added';
    };
    try {
      expect(await ask(trust)).toMatchObject({ kind: 'fresh', data: { login: 'mona' } });
      expect(asked).toEqual(['POST /user']);
    } finally {
      tls.setDefaultCACertificates(before);
    }
  });
});
