/** The programs that say what the Mac is and how it copes: sysctl, netstat, sw_vers, scutil, pmset … */
import { readFileSync } from 'node:fs';
import { cpus, totalmem, uptime } from 'node:os';
import { failed, printed } from './answer.ts';
import type { Program } from './answer.ts';
import { PAGE_BYTES, swapUsage } from './memory.ts';

/** What a person may choose about the practice Mac. */
export interface Model {
  readonly computerName: string;
  readonly hardware: string;
  readonly chip: string;
  readonly productVersion: string;
  readonly buildVersion: string;
  /** `rosetta`: Apple silicon, and whoever asks is translated. An Intel Mac does not know the names. */
  readonly processor: 'apple-silicon' | 'rosetta' | 'intel';
  readonly fileVault: 'on' | 'off';
}

export const MAC_MINI: Model = {
  computerName: 'Practice Mac',
  hardware: 'Mac16,10',
  chip: 'Apple M4',
  productVersion: '26.6.2',
  buildVersion: '25G83',
  processor: 'apple-silicon',
  fileVault: 'off',
};

/** 1 normal, 2 warning, 4 critical (macos.md 3.3). */
export type PressureLevel = 1 | 2 | 4;

export interface Cores {
  readonly performance: number;
  readonly efficiency: number;
}

/** The machine's real cores, four parts fast to six parts slow as in an M4, so that figures per core add up. */
export function splitCores(count: number): Cores {
  const performance = Math.max(1, Math.round(count * 0.4));
  return { performance, efficiency: Math.max(0, count - performance) };
}

/** sysctl: `name: value`, or with `-n` the values alone. An unknown name: an error line, status 1, the rest printed. */
export function createSysctl(model: Model, pressure: () => PressureLevel): Program {
  return ({ args }) => {
    const names = args.filter((arg) => !arg.startsWith('-'));
    const bare = args.some((arg) => /^-\w*n/.test(arg));
    let stdout = '';
    let stderr = '';
    const values = sysctlValues(model, pressure());
    for (const name of names) {
      const value = values.get(name);
      if (value === undefined) stderr += `sysctl: unknown oid '${name}'\n`;
      else stdout += bare ? `${value}\n` : `${name}: ${value}\n`;
    }
    return { status: stderr === '' ? 0 : 1, stdout, stderr };
  };
}

function sysctlValues(model: Model, pressure: PressureLevel): ReadonlyMap<string, string> {
  const count = cpus().length;
  const cores = splitCores(count);
  const levels =
    cores.efficiency === 0
      ? [['Performance', cores.performance] as const]
      : [['Performance', cores.performance] as const, ['Efficiency', cores.efficiency] as const];
  return new Map([
    ['hw.model', model.hardware],
    ['machdep.cpu.brand_string', model.chip],
    ['hw.memsize', String(totalmem())],
    ['hw.ncpu', String(count)],
    ['hw.logicalcpu', String(count)],
    ['hw.pagesize', String(PAGE_BYTES)],
    ['vm.pagesize', String(PAGE_BYTES)],
    ['hw.nperflevels', String(levels.length)],
    ...levels.flatMap(([name, number], level): [string, string][] => [
      [`hw.perflevel${level}.name`, name],
      [`hw.perflevel${level}.logicalcpu`, String(number)],
      [`hw.perflevel${level}.logicalcpu_max`, String(number)],
      [`hw.perflevel${level}.physicalcpu`, String(number)],
      [`hw.perflevel${level}.physicalcpu_max`, String(number)],
    ]),
    ...processorValues(model.processor),
    ['kern.memorystatus_vm_pressure_level', String(pressure)],
    ['vm.swapusage', swapUsage()],
    ['kern.boottime', bootTime()],
  ]);
}

function processorValues(processor: Model['processor']): readonly [string, string][] {
  switch (processor) {
    case 'apple-silicon':
    case 'rosetta':
      return [
        ['hw.optional.arm64', '1'],
        ['sysctl.proc_translated', processor === 'rosetta' ? '1' : '0'],
      ];
    case 'intel':
      return [];
  }
}

function bootTime(): string {
  const at = Date.now() - uptime() * 1000;
  const seconds = Math.floor(at / 1000);
  const date = new Date(seconds * 1000);
  const text = date.toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) ([\d:]+) GMT$/, (_, ...parts) => {
    const [weekday, day, month, year, time] = parts.map(String);
    return `${weekday} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`;
  });
  return `{ sec = ${seconds}, usec = ${Math.floor((at % 1000) * 1000)} } ${text}`;
}

/** netstat -ibn, from the counters of this machine; the loopback is `lo0`, the others `en0`, `en1` …  */
export function createNetstat(): Program {
  return ({ args }) => {
    if (!args.some((arg) => /^-\w*i/.test(arg))) return failed(1, 'netstat: only -i is modelled here\n');
    const withBytes = args.some((arg) => /^-\w*b/.test(arg));
    const rows = interfaces().map((row) => netstatRow(row, withBytes ? 'bytes' : 'packets'));
    const head = withBytes
      ? 'Name       Mtu   Network       Address            Ipkts Ierrs     Ibytes    Opkts Oerrs     Obytes  Coll'
      : 'Name       Mtu   Network       Address            Ipkts Ierrs    Opkts Oerrs  Coll';
    return printed(`${[head, ...rows.flat()].join('\n')}\n`);
  };
}

interface Interface {
  readonly name: string;
  readonly index: number;
  readonly counters: readonly number[];
}

function interfaces(): readonly Interface[] {
  if (process.platform !== 'linux') return [];
  let next = 0;
  return readFileSync('/proc/net/dev', 'latin1')
    .split('\n')
    .slice(2)
    .flatMap((line, index) => {
      const match = /^\s*([^:]+):\s*(.*)$/.exec(line);
      if (match?.[1] === undefined || match[2] === undefined) return [];
      const name = match[1] === 'lo' ? 'lo0' : `en${next++}`;
      return [{ name, index: index + 1, counters: match[2].trim().split(/\s+/).map(Number) }];
    });
}

/** One row for the link and one for an address with the same figures, as on a Mac. */
function netstatRow(one: Interface, form: 'bytes' | 'packets'): readonly string[] {
  // /proc/net/dev: bytes, packets, errors … received, then the same eight sent.
  const [inBytes = 0, inPackets = 0, inErrors = 0] = one.counters;
  const [outBytes = 0, outPackets = 0, outErrors = 0] = one.counters.slice(8);
  const loopback = one.name === 'lo0';
  const mtu = loopback ? '16384' : '1500';
  const hardware = loopback ? '' : `02:00:00:00:00:${String(one.index).padStart(2, '0')}`;
  const row = (
    network: string,
    address: string,
    errors: readonly [string, string],
    collisions: string,
  ): string => {
    const left = `${one.name.padEnd(10)} ${mtu.padEnd(5)} ${network.padEnd(13)} ${address.padEnd(17)}`;
    const counts =
      form === 'bytes'
        ? `${pad(inPackets, 8)} ${errors[0].padStart(5)} ${pad(inBytes, 10)} ${pad(outPackets, 8)} ${errors[1].padStart(5)} ${pad(outBytes, 10)}`
        : `${pad(inPackets, 8)} ${errors[0].padStart(5)} ${pad(outPackets, 8)} ${errors[1].padStart(5)}`;
    return `${left} ${counts} ${collisions.padStart(5)}`;
  };
  return [
    row(`<Link#${one.index}>`, hardware, [String(inErrors), String(outErrors)], '0'),
    row(
      loopback ? '127' : '192.168.64',
      loopback ? '127.0.0.1' : `192.168.64.${one.index + 1}`,
      ['-', '-'],
      '-',
    ),
  ];
}

function pad(value: number, width: number): string {
  return String(value).padStart(width);
}

/** sw_vers: two tabs after the colon, as since macOS 26. */
export function createSwVers(model: Model): Program {
  const values = new Map([
    ['productName', ['ProductName', 'macOS']],
    ['productVersion', ['ProductVersion', model.productVersion]],
    ['buildVersion', ['BuildVersion', model.buildVersion]],
  ]);
  return ({ args }) => {
    const option = args[0]?.replace(/^--?/, '');
    if (option === undefined) {
      return printed([...values.values()].map(([name, value]) => `${name}:\t\t${value}\n`).join(''));
    }
    const value = values.get(option)?.[1];
    return value === undefined
      ? failed(1, `sw_vers: unrecognized option '${args[0] ?? ''}'\n`)
      : printed(`${value}\n`);
  };
}

export function createScutil(model: Model): Program {
  const values = new Map([
    ['ComputerName', model.computerName],
    ['LocalHostName', model.computerName.replace(/[^A-Za-z0-9]+/g, '-')],
  ]);
  return ({ args }) => {
    const value = args[0] === '--get' ? values.get(args[1] ?? '') : undefined;
    if (value !== undefined) return printed(`${value}\n`);
    return failed(1, args[0] === '--get' ? `${args[1] ?? ''}: not set\n` : 'usage: scutil --get pref\n');
  };
}

/** pmset -g, and its -g batt and -g therm, as a desktop Mac with Apple silicon prints them. */
export function createPmset(): Program {
  const settings = [
    'System-wide power settings:',
    ' SleepDisabled\t\t0',
    'Currently in use:',
    ' standby              1',
    ' Sleep On Power Button 1',
    ' autorestartatconnect 0',
    ' autorestart          1',
    ' powernap             1',
    ' networkoversleep     0',
    ' disksleep            10',
    ' sleep                1 (sleep prevented by powerd)',
    ' ttyskeepawake        1',
    ' displaysleep         10',
    ' tcpkeepalive         1',
    ' lowpowermode         0',
    ' womp                 1',
  ];
  const heat = ['thermal warning level', 'performance warning level', 'CPU power status'];
  return ({ args }) => {
    if (args[0] !== '-g') return failed(1, 'pmset: must be run as root to change settings\n');
    if (args[1] === undefined) return printed(`${settings.join('\n')}\n`);
    if (args[1] === 'batt') return printed("Now drawing from 'AC Power'\n");
    if (args[1] === 'therm') {
      return printed(heat.map((name) => `Note: No ${name} has been recorded\n`).join(''));
    }
    return failed(1, 'Usage: pmset -g [batt | therm]\n');
  };
}

/** system_profiler SPHardwareDataType -json, with made-up serial numbers. */
export function createSystemProfiler(model: Model): Program {
  return ({ args }) => {
    if (!args.includes('SPHardwareDataType') || !args.includes('-json')) {
      return failed(1, 'system_profiler: only SPHardwareDataType -json is modelled here\n');
    }
    const cores = splitCores(cpus().length);
    const total = cores.performance + cores.efficiency;
    const item = {
      _name: 'hardware_overview',
      activation_lock_status: 'activation_lock_disabled',
      boot_rom_version: '18000.161.10',
      chip_type: model.chip,
      machine_model: model.hardware,
      machine_name: 'Mac mini',
      number_processors: `proc ${total}:${cores.performance}:${cores.efficiency}:0`,
      os_loader_version: '18000.161.10',
      physical_memory: `${Math.round(totalmem() / 1024 ** 3)} GB`,
      platform_UUID: '00000000-0000-4000-8000-000000000001',
      serial_number: 'C000000000',
    };
    return printed(`${JSON.stringify({ SPHardwareDataType: [item] }, null, 2)}\n`);
  };
}
