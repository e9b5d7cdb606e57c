import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelsToAskFor, runsOnLine, TEST_WORKFLOW_PATH, testWorkflow } from './runs-on.ts';

/** Reads a YAML list in one line: plain entries, and those between double quotes with JSON's escapes. */
function readFlowList(line: string): readonly unknown[] {
  const inner = /^runs-on: \[(.*)\]$/s.exec(line)?.[1] ?? 'no list';
  return Array.from(inner.matchAll(/(?:^|, )("(?:[^"\\]|\\.)*"|[^",]+)/gs), ([, entry = '']) => {
    if (entry.startsWith('"')) return JSON.parse(entry) as unknown;
    if (/^(?:true|false|yes|no|on|off|null|y|n|~)$/i.test(entry)) return null;
    if (/^[-+.]?\d[\d_,.:]*(?:e[-+]?\d+)?$|^0[xo][\da-f]+$|^[-+]?\.(?:inf|nan)$/i.test(entry))
      return Number(entry);
    return /^[-?:,[\]{}#&*!|>'"%@`\s]|: |:$| #|\s$|[[\]{}]/.test(entry) ? 'misread' : entry;
  });
}

describe('the line to copy', () => {
  it('is what the guide writes', () => {
    expect(runsOnLine(labelsToAskFor(['M4', 'macos-26', '16gb']))).toBe(
      'runs-on: [self-hosted, macOS, ARM64, M4]',
    );
  });

  it('asks for what the runner adds itself, and for the first label of its own', () => {
    expect(labelsToAskFor([])).toEqual(['self-hosted', 'macOS', 'ARM64']);
    expect(labelsToAskFor(['macos', 'self-hosted', 'gpu'])).toEqual(['self-hosted', 'macOS', 'ARM64', 'gpu']);
    expect(labelsToAskFor(['Intel'], ['self-hosted', 'macOS', 'X64'])).toEqual([
      'self-hosted',
      'macOS',
      'X64',
      'Intel',
    ]);
  });

  it('quotes only what YAML would take for something else', () => {
    expect(
      runsOnLine(['M4-Pro', 'macos-10.15', '16gb', 'on', '16', '1e3', '0x1f', 'a b', 'a:b', '#x', '"q"']),
    ).toBe('runs-on: [M4-Pro, macos-10.15, 16gb, "on", "16", "1e3", "0x1f", "a b", "a:b", "#x", "\\"q\\""]');
  });

  it('reads back as the labels that went in', () => {
    const label = fc.oneof(
      fc.string({ minLength: 1, maxLength: 12 }),
      fc.stringMatching(/^[0-9][0-9a-fxgbe._-]{0,5}$/),
      fc.constantFrom('yes', 'No', 'NULL', '~', '- a', '1_000', '12:30', '.5', '\u2028', '1.5e3', '0b1', 'é'),
    );
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 5 }), (labels) => {
        expect(readFlowList(runsOnLine(labels))).toEqual(labels);
      }),
    );
  });
});

describe('the workflow to copy', () => {
  const text = testWorkflow(['self-hosted', 'macOS', 'ARM64', 'M4']);

  it('is started by hand, may do nothing at GitHub, ends in time, and runs on this runner', () => {
    const lines = text.split('\n');
    expect(lines.slice(0, 6)).toEqual([
      'name: Try the runner',
      'on: workflow_dispatch',
      'permissions: {}',
      'jobs:',
      '  hello:',
      '    runs-on: [self-hosted, macOS, ARM64, M4]',
    ]);
    expect(lines).toContain('    timeout-minutes: 5');
    expect(TEST_WORKFLOW_PATH).toMatch(/^\.github\/workflows\/[a-z-]+\.yml$/);
  });

  it('is YAML in shape: spaces two by two, keys, and scripts below their step', () => {
    expect(text.endsWith('\n')).toBe(true);
    expect(text).not.toMatch(/\t|[ ]\n/);
    let scriptIndent = -1;
    for (const line of text.trimEnd().split('\n')) {
      const indent = line.length - line.trimStart().length;
      expect(indent % 2).toBe(0);
      if (scriptIndent !== -1 && indent > scriptIndent) continue;
      scriptIndent = line.endsWith('run: |') ? indent : -1;
      expect(line).toMatch(/^ *(?:- )?[\w-]+:(?: .+)?$/);
    }
  });

  it('prints the hardware and what jobs find', () => {
    for (const word of ['sw_vers', 'machdep.cpu.brand_string', 'hw.memsize', 'NODE_OPTIONS', 'docker']) {
      expect(text).toContain(word);
    }
    expect(text).not.toContain('${{');
  });
});
