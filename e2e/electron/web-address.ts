/** The app's own scheme, as addresses that Chromium knows: `app://host/x` and `https://host.app.stand-in.test/x`. */

const SUFFIX = '.stand-in.test';

/** An address of a scheme that the app handles, as Chromium gets it; any other as it is. */
export function toChromium(address: string, schemes: ReadonlySet<string>): string {
  const url = new URL(address);
  const scheme = url.protocol.slice(0, -1);
  if (!schemes.has(scheme)) return address;
  return `https://${url.host}.${scheme}${SUFFIX}${url.pathname}${url.search}${url.hash}`;
}

/** And back. */
export function fromChromium(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  if (!url.hostname.endsWith(SUFFIX)) return address;
  const [host, scheme] = splitLast(url.hostname.slice(0, -SUFFIX.length));
  return `${scheme}://${host}${url.pathname}${url.search}${url.hash}`;
}

function splitLast(name: string): readonly [string, string] {
  const dot = name.lastIndexOf('.');
  return [name.slice(0, dot), name.slice(dot + 1)];
}
