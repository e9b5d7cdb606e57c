/** Command lines and arguments can hold secrets; what is shown of them goes through here. */
import { redact } from '../redact.ts';

const HIDDEN = '***';

/** Whatever follows an option or a variable whose name says that it is a secret. */
const NAMED =
  /((?:^|[\s"'{,;&?-])[\w.-]{0,64}(?:token|password|passwd|secret|apikey|api[-_]key|access[-_]?key|credential|jitconfig|pat|auth)(?:=|:\s?|\s+))("[^"]*"|'[^']*'|[^\s,;&]+)/gi;
/** `https://user:password@host`. */
const IN_ADDRESS = /(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@]+@/gi;

/** The text with its secrets replaced. Rather too much is hidden than too little. */
export function hideSecrets(text: string): string {
  return redact(text)
    .replace(IN_ADDRESS, `$1${HIDDEN}@`)
    .replace(NAMED, (whole, name: string, value: string) =>
      value.startsWith('-') ? whole : `${name}${HIDDEN}`,
    );
}

/** The arguments of one program, where an option and its value are two entries. */
export function hideSecretArguments(args: readonly string[]): readonly string[] {
  return args.map((argument, index) => {
    const option = index > 0 ? (args[index - 1] ?? '') : '';
    const hidden = hideSecrets(`${option} ${argument}`);
    const alone = hideSecrets(argument);
    return /^--?[\w-]+$/.test(option) && hidden === `${option} ${HIDDEN}` ? HIDDEN : alone;
  });
}
