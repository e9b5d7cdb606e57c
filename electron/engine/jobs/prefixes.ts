/** What other programs put before a runner's line when they collect it: syslog and journald, container tools. */

/** `Jan 18 19:00:11 demo-vm bash[176956]: ` and `Nov  9 02:30:47 ip-10-0-0-1 run.sh: `. */
const SYSLOG = /^(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S+) \S+ [^\s:[]+(?:\[\d+\])?: ?/u;
/** `kubectl logs --prefix`: `[pod/NAME/CONTAINER] `; compose: `runner-1  | `; stern: `POD CONTAINER `. */
const CONTAINER =
  /^(?:\[pod\/[^\]\s]+\] |[a-z0-9][\w.-]* +\| ?|[a-z0-9][a-z0-9.]*(?:-[a-z0-9.]+)+ [a-z0-9][a-z0-9-]* )/u;

/** The readings of a line, the plainest first: as it is, then without each known kind of prefix. */
export function readingsOf(line: string): readonly string[] {
  const readings = [line];
  for (const prefix of [SYSLOG, CONTAINER]) {
    const match = prefix.exec(line);
    if (match !== null) readings.push(line.slice(match[0].length));
  }
  return readings;
}
