/** Command lines, arguments and what programs say can hold secrets; what is shown of them goes through here. */
import { redact } from './redact.ts';

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

const NAMES_A_SECRET =
  '(?:token|password|passwd|passphrase|secret|api[-_]?key|access[-_]?key|private[-_]?key|credentials?|jitconfig|sig)';
const VALUE = `("[^"]*"|'[^']*'|[^\\s"',;&]+)`;
/** `--token VALUE`, `--token=VALUE`: in prose only an option has its value behind a space. */
const OPTION = new RegExp(
  `((?:^|[\\s"'(])--?[\\w-]{0,64}(?:${NAMES_A_SECRET}|pat|auth)(?:=|\\s+))${VALUE}`,
  'gi',
);
/** `API_TOKEN=VALUE`, `?sig=VALUE`. */
const ASSIGNED = new RegExp(`((?:^|[^\\w-])[\\w.-]{0,64}${NAMES_A_SECRET}=)${VALUE}`, 'gi');
/** `password: VALUE`, `"token": "VALUE"`. */
const SAID = new RegExp(`((?:^|[^\\w-])[\\w.-]{0,64}${NAMES_A_SECRET}["']?\\s?:\\s?)${VALUE}`, 'gi');

/** A name that a person gave (of a job, a step, a branch): "token: renew" may well be one, so only what is plainly a secret goes. */
export function hideSecretsInName(name: string): string {
  return redact(name)
    .replace(IN_ADDRESS, `$1${HIDDEN}@`)
    .replace(OPTION, (whole, option: string, value: string) =>
      value.startsWith('-') ? whole : `${option}${HIDDEN}`,
    )
    .replace(ASSIGNED, `$1${HIDDEN}`);
}

/** A sentence that a program said, such as the text of an error. */
export function hideSecretsInSentence(sentence: string): string {
  return hideSecretsInName(sentence).replace(SAID, `$1${HIDDEN}`);
}
