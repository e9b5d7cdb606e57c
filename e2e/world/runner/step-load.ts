/** A practice step's work: `step-load.ts <seconds> <load 0..1> <bytes> <file>` uses that much CPU and disk. */
import { appendFileSync, writeFileSync } from 'node:fs';

const [seconds = '0', load = '0', bytes = '0', file = ''] = process.argv.slice(2);
const until = Date.now() + Number(seconds) * 1000;
const share = Math.min(1, Math.max(0, Number(load)));
const slice = 50;
const chunk = Buffer.alloc(1024 * 1024, 7);

let left = Number(bytes);
if (file !== '' && left > 0) {
  writeFileSync(file, '');
  while (left > 0) {
    appendFileSync(file, chunk.subarray(0, Math.min(left, chunk.length)));
    left -= chunk.length;
  }
}

function work(): void {
  if (Date.now() >= until) return;
  const busyUntil = Math.min(until, Date.now() + slice * share);
  let sum = 0;
  while (Date.now() < busyUntil) sum += Math.sqrt(sum + 1);
  setTimeout(work, Math.max(0, Math.min(until - Date.now(), slice * (1 - share))));
}

work();
