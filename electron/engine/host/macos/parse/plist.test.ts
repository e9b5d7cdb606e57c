import * as fc from 'fast-check';
import { build, buildBinary } from 'plist';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseAgentPlist } from './plist.ts';

fc.configureGlobal({ seed: 24 });

const PATH = '/Users/me/Library/LaunchAgents/actions.runner.acme.mini.plist';
const OFFICIAL = {
  Label: 'actions.runner.acme.mini',
  ProgramArguments: ['/Users/me/actions-runner/runsvc.sh'],
  UserName: 'me',
  WorkingDirectory: '/Users/me/actions-runner',
  RunAtLoad: true,
  StandardOutPath: '/Users/me/Library/Logs/actions.runner.acme.mini/stdout.log',
  StandardErrorPath: '/Users/me/Library/Logs/actions.runner.acme.mini/stderr.log',
  EnvironmentVariables: { ACTIONS_RUNNER_SVC: '1' },
  ProcessType: 'Interactive',
  SessionCreate: true,
};
const xml = (value: Parameters<typeof build>[0]): Uint8Array => new TextEncoder().encode(build(value));

afterEach(() => {
  vi.restoreAllMocks();
});

describe('parseAgentPlist', () => {
  it('reads the official service, as XML, with a BOM, and as binary', () => {
    const expected = {
      ok: true,
      value: {
        label: 'actions.runner.acme.mini',
        path: PATH,
        program: ['/Users/me/actions-runner/runsvc.sh'],
        workingDirectory: '/Users/me/actions-runner',
        standardOutPath: '/Users/me/Library/Logs/actions.runner.acme.mini/stdout.log',
        standardErrorPath: '/Users/me/Library/Logs/actions.runner.acme.mini/stderr.log',
        keepAlive: false,
        startsAtLoad: true,
        exitTimeOut: null,
        processType: 'Interactive',
        environment: { ACTIONS_RUNNER_SVC: '1' },
      },
    };
    expect(parseAgentPlist(xml(OFFICIAL), PATH)).toEqual(expected);
    expect(parseAgentPlist(new TextEncoder().encode(`\uFEFF${build(OFFICIAL)}`), PATH)).toEqual(expected);
    expect(parseAgentPlist(buildBinary(OFFICIAL), PATH)).toEqual(expected);
  });

  it.each([
    [true, true],
    [false, false],
    [{ SuccessfulExit: false }, true],
    [{}, false],
  ])('KeepAlive %j is %s', (KeepAlive, keepAlive) => {
    const reading = parseAgentPlist(xml({ ...OFFICIAL, KeepAlive }), PATH);
    expect(reading).toMatchObject({ ok: true, value: { keepAlive } });
  });

  it.each([
    [{ RunAtLoad: true }, true],
    [{ RunAtLoad: false }, false],
    [{ RunAtLoad: false, KeepAlive: { SuccessfulExit: false } }, true],
    [{}, false],
  ])('%j: starts when it is loaded: %s', (keys, startsAtLoad) => {
    const agent = { Label: 'x', Program: '/bin/a', ...keys };
    expect(parseAgentPlist(xml(agent), PATH)).toMatchObject({ value: { startsAtLoad } });
  });

  it('takes Program as what runs', () => {
    const both = { Label: 'x', Program: '/bin/a', ProgramArguments: ['zeroth', '-v'] };
    expect(parseAgentPlist(xml(both), PATH)).toMatchObject({ value: { program: ['/bin/a', '-v'] } });
    expect(parseAgentPlist(xml({ Label: 'x', Program: '/bin/a' }), PATH)).toMatchObject({
      value: { program: ['/bin/a'] },
    });
  });

  it.each([
    [{ ...OFFICIAL, Label: 5 }, 'Its Label is not a text.'],
    [{ ProgramArguments: ['/a'] }, 'It has no Label.'],
    [{ Label: 'x' }, 'It names no program.'],
    [{ Label: 'x', ProgramArguments: [] }, 'It names no program.'],
    [{ Label: 'x', ProgramArguments: '/a' }, 'Its ProgramArguments are not a list of texts.'],
    [{ Label: 'x', ProgramArguments: ['/a', 1] }, 'Its ProgramArguments are not a list of texts.'],
    [{ ...OFFICIAL, WorkingDirectory: 1 }, 'Its WorkingDirectory is not a text.'],
    [{ ...OFFICIAL, KeepAlive: 'yes' }, 'Its KeepAlive is not yes, no or a dictionary.'],
    [{ ...OFFICIAL, ExitTimeOut: '40' }, 'Its ExitTimeOut is not a number of seconds.'],
    [{ ...OFFICIAL, EnvironmentVariables: ['A'] }, 'Its EnvironmentVariables is not a dictionary.'],
    [['a'], 'The property list is not a dictionary.'],
  ])('says what is wrong with %j', (value, why) => {
    expect(parseAgentPlist(xml(value), PATH)).toEqual({ ok: false, why });
    expect(parseAgentPlist(buildBinary(value), PATH)).toEqual({ ok: false, why });
  });

  it('is quiet about bytes that are no property list', () => {
    const spies = (['log', 'warn', 'error'] as const).map((name) => vi.spyOn(console, name));
    const bad = [
      '',
      '{ Label = "x"; }',
      '<?xml version="1.0"?><plist><dict><key>Lab',
      '<html><body>no',
      'bplist00',
      'x',
    ];
    for (const text of bad) {
      expect(parseAgentPlist(new TextEncoder().encode(text), PATH)).toMatchObject({ ok: false });
    }
    const damaged = buildBinary(OFFICIAL);
    damaged[60] = 0x5f;
    damaged[61] = 0x70;
    parseAgentPlist(damaged, PATH);
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  });

  it('reaches nothing that objects inherit', () => {
    const text =
      '<plist version="1.0"><dict><key>__proto__</key><dict><key>Label</key><string>x</string></dict></dict></plist>';
    expect(parseAgentPlist(new TextEncoder().encode(text), PATH)).toMatchObject({ ok: false });
    const inherited: Parameters<typeof buildBinary>[0] = JSON.parse(
      `{"__proto__":${JSON.stringify(OFFICIAL)}}`,
    );
    expect(parseAgentPlist(buildBinary(inherited), PATH)).toEqual({ ok: false, why: 'It has no Label.' });
  });

  /** Lists that contain the next one twice: so many levels make 2^levels values. */
  const nested = (levels: number, last: number): Uint8Array => {
    const objects = Array.from({ length: levels }, (_, level) => [0xa2, level + 1, level + 1]);
    objects.push(last === levels ? [0x51, 0x41] : [0xa1, last]);
    const bytes = [...new TextEncoder().encode('bplist00')];
    const offsets = objects.map((object) => bytes.push(...object) - object.length);
    const table = bytes.push(...offsets) - offsets.length;
    const trailer = Buffer.alloc(32);
    trailer.set([1, 1], 6);
    trailer.writeBigUInt64BE(BigInt(objects.length), 8);
    trailer.writeBigUInt64BE(BigInt(table), 24);
    return Uint8Array.from([...bytes, ...trailer]);
  };

  it('comes back from a small file that stands for a huge or an endless list', () => {
    expect(parseAgentPlist(nested(5, 5), PATH)).toEqual({
      ok: false,
      why: 'The property list is not a dictionary.',
    });
    const why = 'The file is no property list, or is cut off.';
    expect(parseAgentPlist(nested(60, 60), PATH)).toEqual({ ok: false, why });
    expect(parseAgentPlist(nested(3, 0), PATH)).toEqual({ ok: false, why });
  });

  it('never throws: not on noise, and not on a file cut or changed anywhere', () => {
    const whole = [xml(OFFICIAL), buildBinary(OFFICIAL)];
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom(...whole),
        fc.nat(2_000),
        (noise, file, at) => {
          const cut = file.slice(0, at % file.length);
          const changed = Uint8Array.from(file);
          changed.set(noise.slice(0, 3), at % (file.length - 3));
          for (const bytes of [noise, cut, changed]) {
            expect(typeof parseAgentPlist(bytes, PATH).ok).toBe('boolean');
          }
        },
      ),
    );
  });
});
