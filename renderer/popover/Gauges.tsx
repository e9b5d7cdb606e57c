/** How the Mac copes: CPU, memory, free disk, each with a trail of the last minutes. Unknown is said, never 0. */
import type { ReactElement } from 'react';
import type { Machine, MachineSample, Runner } from '../../shared/domain.ts';
import {
  diskQuantity,
  formatAgo,
  formatDisk,
  formatDuration,
  formatExact,
  formatMemory,
  formatPercent,
  formatPercentNumber,
  memoryOfTotal,
  UNKNOWN,
  type Quantity,
} from '../../shared/format.ts';
import { useMinute } from '../ui/clock.ts';
import { Message, SeverityShape } from '../ui/Message.tsx';
import { TrailLine } from '../ui/Trail.tsx';
import { words } from '../words.ts';

/** A sample older than this is not what the machine does now, and says so. */
const STALE = 2 * 60_000;
const text = words.machine;

function trailLabel(name: string, values: readonly (number | null)[], stepSeconds: number): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return text.noTrail(name);
  const span = formatDuration(values.length * stepSeconds * 1000);
  return text.trail(name, formatPercent(Math.min(...known)), formatPercent(Math.max(...known)), span);
}

interface GaugeProps {
  readonly name: string;
  /** Null when unknown. */
  readonly quantity: Quantity | null;
  readonly sub: string;
  readonly subTitle?: string | undefined;
  readonly tone?: 'warning' | undefined;
  readonly trail: {
    readonly name: string;
    readonly values: readonly (number | null)[];
    readonly stepSeconds: number;
  };
}

function Gauge({ name, quantity, sub, subTitle, tone, trail }: GaugeProps): ReactElement {
  return (
    <div className="gauge" role="group" aria-label={name}>
      <p className="k">
        {name}
        {tone === undefined ? null : <SeverityShape severity={tone} />}
      </p>
      <p className="v">
        {quantity === null ? (
          <>
            {UNKNOWN}
            <small> {words.unknownValue}</small>
          </>
        ) : (
          <>
            {quantity.value}
            <small> {quantity.unit}</small>
          </>
        )}
      </p>
      <TrailLine values={trail.values} label={trailLabel(trail.name, trail.values, trail.stepSeconds)} />
      <p className={`s ${tone ?? ''}`} title={subTitle}>
        {sub}
      </p>
    </div>
  );
}

/** Percent of the whole machine that the runners' processes use; null unless every one of them is known. */
export function runnersShare(runners: readonly Runner[], cores: number): number | null {
  let sum = 0;
  for (const { witnesses } of runners) {
    if (witnesses.processes.kind !== 'answered') return null;
    sum += witnesses.processes.answer.cpuPercent;
  }
  return runners.length === 0 || cores <= 0 ? null : Math.min(100, sum / cores);
}

function memorySub(memory: NonNullable<MachineSample['memory']>): string {
  const pressure = memory.pressure === null ? text.pressureUnknown : text.pressure[memory.pressure];
  // Swap in use is only worth the place where there is some.
  const swap = memory.swapUsedBytes ?? 0;
  return swap >= 100 * 1024 ** 2 && memory.pressure === 'normal' ? text.swap(formatMemory(swap)) : pressure;
}

function memoryTitle(memory: NonNullable<MachineSample['memory']>): string {
  const swap =
    memory.swapUsedBytes === null
      ? `swap ${words.unknownValue}`
      : text.swap(formatMemory(memory.swapUsedBytes));
  return memory.pressure === null ? swap : `${text.pressure[memory.pressure]}, ${swap}`;
}

function Thermal({ state }: { state: MachineSample['thermal'] }): ReactElement | null {
  if (state !== 'serious' && state !== 'critical') return null;
  return <Message severity="warning" title={text.thermal[state]} live="status" />;
}

/** `runners` are those whose share of the CPU is told. */
export function Gauges({ machine, runners }: { machine: Machine; runners: readonly Runner[] }): ReactElement {
  const now = useMinute();
  const { latest, trail, facts } = machine;
  const { stepSeconds } = trail;
  const [cpu, memory, disk] = [latest?.cpu ?? null, latest?.memory ?? null, latest?.disk ?? null];
  const share = runnersShare(runners, facts.cores);
  const stale = latest !== null && now - latest.at > STALE;
  const asOf = latest === null ? undefined : formatExact(latest.at);
  const measured = (fresh: string): string => (stale ? text.measured(formatAgo(latest.at, now)) : fresh);
  const high = memory?.pressure === 'warning' || memory?.pressure === 'critical';
  const shareText = text.runnerShare(
    share === null ? words.unknownValue : formatPercent(share),
    runners.length,
  );
  return (
    <section aria-label={text.section}>
      <div className="card gauges">
        <Gauge
          name={text.cpu}
          quantity={cpu === null ? null : { value: formatPercentNumber(cpu.percent), unit: '%' }}
          sub={measured(runners.length === 0 ? ' ' : shareText)}
          subTitle={asOf}
          trail={{ name: text.cpu, values: trail.cpu, stepSeconds }}
        />
        <Gauge
          name={text.memory}
          quantity={memory === null ? null : memoryOfTotal(memory.usedBytes, memory.totalBytes)}
          sub={measured(memory === null ? text.pressureUnknown : memorySub(memory))}
          subTitle={memory === null ? asOf : memoryTitle(memory)}
          tone={high && !stale ? 'warning' : undefined}
          trail={{ name: text.memory, values: trail.memory, stepSeconds }}
        />
        <Gauge
          name={text.diskFree}
          quantity={disk === null ? null : diskQuantity(disk.availableBytes)}
          sub={measured(disk === null ? ' ' : text.ofTotal(formatDisk(disk.totalBytes)))}
          subTitle={asOf}
          trail={{ name: text.diskUsed, values: trail.disk, stepSeconds }}
        />
      </div>
      <Thermal state={latest?.thermal ?? null} />
    </section>
  );
}
