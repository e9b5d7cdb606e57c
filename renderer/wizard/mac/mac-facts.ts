/** The facts of a Mac as rows of a table: plain values in, texts out. */
import { formatCount, formatDisk, formatMemory } from '../../../shared/format.ts';
import type { MacReport } from '../../../shared/set-up.ts';
import { wizardWords } from '../words.ts';

const text = wizardWords.mac;

export interface MacFact {
  readonly name: string;
  /** Null: unknown. */
  readonly value: string | null;
}

/** `10 (4 Performance, 6 Efficiency)`, in the system's own words. */
function cores({ cores: count, coreKinds }: MacReport): string {
  const kinds = coreKinds.map(({ name, cores }) => `${cores} ${name}`).join(', ');
  return kinds === '' ? String(count) : `${count} (${kinds})`;
}

/** `mac-mini-m4 (Mac16,10)`; either alone where the other is unknown. */
function withMore(main: string | null, more: string | null): string | null {
  return main === null || more === null ? (main ?? more) : `${main} (${more})`;
}

function screen({ screenSession }: MacReport): string | null {
  if (screenSession === null) return null;
  return screenSession ? text.someone : text.nobody;
}

/** Every row, also of what is unknown. */
export function macFacts(report: MacReport): readonly MacFact[] {
  const { disk, memoryBytes } = report;
  return [
    { name: text.name, value: withMore(report.name, report.model) },
    { name: text.chip, value: withMore(report.chip, text.processors[report.processor]) },
    { name: text.cores, value: cores(report) },
    { name: text.memory, value: memoryBytes === null ? null : formatMemory(memoryBytes) },
    {
      name: text.disk,
      value: disk === null ? null : text.free(formatDisk(disk.availableBytes), formatDisk(disk.totalBytes)),
    },
    { name: text.system, value: report.systemVersion },
    { name: text.screen, value: screen(report) },
  ];
}

export const missingTools = (count: number): string =>
  formatCount(count, text.toolMissing, text.toolsMissing);
