/** How the Mac copes: CPU, memory, free disk, each with a trail of the last minutes. Unknown is said, never 0. */
import type { ReactElement } from 'react';
import type { Machine, MachineSample, Runner } from '../../shared/domain.ts';
import {
  diskQuantity,
  formatAgo,
  formatExact,
  formatPercentNumber,
  UNKNOWN,
  type Quantity,
} from '../../shared/format.ts';
import { useMinute } from '../ui/clock.ts';
import { Message, SeverityShape } from '../ui/Message.tsx';
import { TrailLine } from '../ui/Trail.tsx';
import { words } from '../words.ts';
import {
  diskSub,
  diskTitle,
  diskTone,
  memoryQuantity,
  memorySub,
  memoryTitle,
  memoryTone,
  shareSub,
  trailLabel,
  type Tone,
} from './gauge-words.ts';

/** A sample older than this is not what the machine does now, and says so. */
const STALE = 2 * 60_000;
const text = words.machine;

interface GaugeProps {
  readonly name: string;
  /** Null when unknown. */
  readonly quantity: Quantity | null;
  readonly sub: string;
  readonly title?: string | undefined;
  readonly tone?: Tone | null;
  readonly trail: {
    readonly name: string;
    readonly values: readonly (number | null)[];
    readonly stepSeconds: number;
  };
}

function Gauge({ name, quantity, sub, title, tone = null, trail }: GaugeProps): ReactElement {
  return (
    <div className={`gauge ${tone ?? ''}`} role="group" aria-label={name} title={title}>
      <p className="k">
        {name}
        {tone === null ? null : <SeverityShape severity={tone} />}
      </p>
      {quantity === null ? (
        <p className="v soft">
          {UNKNOWN}
          <small> {words.unknownValue}</small>
        </p>
      ) : (
        <p className="v">
          {quantity.value}
          <small> {quantity.unit}</small>
        </p>
      )}
      <TrailLine values={trail.values} label={trailLabel(trail.name, trail.values, trail.stepSeconds)} />
      <p className="s">{sub}</p>
    </div>
  );
}

function Thermal({ state }: { state: MachineSample['thermal'] }): ReactElement | null {
  if (state !== 'serious' && state !== 'critical') return null;
  const severity = state === 'serious' ? 'warning' : 'critical';
  return <Message severity={severity} title={text.thermal[state]} live="status" />;
}

/** `runners` are those whose share of the CPU is told. */
export function Gauges({ machine, runners }: { machine: Machine; runners: readonly Runner[] }): ReactElement {
  const now = useMinute();
  const { latest, trail, facts } = machine;
  const { stepSeconds } = trail;
  const [cpu, memory, disk] = [latest?.cpu ?? null, latest?.memory ?? null, latest?.disk ?? null];
  const stale = latest !== null && now - latest.at > STALE;
  const asOf = latest === null ? undefined : formatExact(latest.at);
  const measured = (fresh: string): string => (stale ? text.measured(formatAgo(latest.at, now)) : fresh);
  const hover = (more: string | null): string | undefined =>
    more === null ? asOf : [more, asOf].filter((part) => part !== undefined).join('\n');
  return (
    <section aria-label={text.section}>
      <div className="card gauges">
        <Gauge
          name={text.cpu}
          quantity={cpu === null ? null : { value: formatPercentNumber(cpu.percent), unit: '%' }}
          sub={measured(shareSub(runners, facts.cores))}
          title={asOf}
          trail={{ name: text.cpu, values: trail.cpu, stepSeconds }}
        />
        <Gauge
          name={text.memory}
          quantity={memory === null ? null : memoryQuantity(memory)}
          sub={measured(memory === null ? text.pressureUnknown : memorySub(memory))}
          title={hover(memory === null ? null : memoryTitle(memory))}
          tone={memory === null || stale ? null : memoryTone(memory)}
          trail={{ name: text.memory, values: trail.memory, stepSeconds }}
        />
        <Gauge
          name={text.diskFree}
          quantity={disk === null ? null : diskQuantity(disk.availableBytes)}
          sub={measured(disk === null ? ' ' : diskSub(disk))}
          title={hover(disk === null ? null : diskTitle(disk))}
          tone={disk === null || stale ? null : diskTone(disk)}
          trail={{ name: text.diskUsed, values: trail.disk, stepSeconds }}
        />
      </div>
      <Thermal state={latest?.thermal ?? null} />
    </section>
  );
}
