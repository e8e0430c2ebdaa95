/** Names a secret's environment variable: after what the code calls it, or after what it is. No part of the value is ever in it. */

/** Words that say nothing of what they are for: there the kind of the secret is the better name. */
const vague = new Set(
  'AUTH AUTHORIZATION BEARER CONST CREDENTIAL CREDENTIALS DATA DEFAULT KEY PASS PASSWORD PWD SECRET STRING TEXT TOKEN URI URL VALUE'.split(
    ' ',
  ),
);
/** Rules that know that something is a secret, and no more. */
const vagueRules = /^(?:key-assignment|known-value|bearer-token|basic-credentials|url-credentials|policy:.*)$/;
const customary: Readonly<Record<string, string>> = {
  'postgresql-url': 'DATABASE_URL',
  'mysql-url': 'DATABASE_URL',
};
/** Names that the system or a runtime reads: nothing of ours may set one. */
const reserved =
  /^(?:PATH|HOME|USER|SHELL|PWD|TERM|LANG|TMP|TEMP|TMPDIR|IFS|ENV|BASH_ENV|PROMPT_COMMAND|PS[1-4]|EDITOR|VISUAL|PAGER|BROWSER|LESSOPEN|LESSCLOSE|CLASSPATH|GCONV_PATH|HOSTALIASES|.*_PROXY|SSL.*|NODE_.*|NPM_.*|ELECTRON_.*|PYTHON.*|RUBY.*|PERL.*|JAVA_.*|LD_.*|DYLD_.*|GIT_.*|LC_.*)$/;
const longest = 60;

export interface Named {
  /** The text of the line before the secret, or before its literal. */
  readonly before: string;
  /** The rule that found it: `aws-access-key-id`. */
  readonly rule: string;
}

/** `isValue` tells a word that may itself be a secret. The result matches `[A-Z][A-Z0-9_]*`. */
export function environmentName({ before, rule }: Named, isValue: (word: string) => boolean = () => false): string {
  const word = assignedTo(before);
  const own = word === undefined || isValue(word) ? '' : screaming(word);
  const kind = vagueRules.test(rule) ? '' : (customary[rule] ?? screaming(rule));
  const kindWords = new Set(`${kind}_${screaming(rule)}`.split('_'));
  // `accessKeyId` of an AWS access key id says less than the kind does; `billingKey` says more.
  const told = own.split('_').every((part) => kindWords.has(part) || vague.has(part));
  const chosen = kind !== '' && (own === '' || told) ? kind : own === '' ? 'SECRET' : own;
  return reserved.test(chosen) ? `APP_${chosen}` : chosen;
}

/** A name that is free, or that has this very value already. */
export function freeName(name: string, value: string, taken: ReadonlyMap<string, string>): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}_${number}`;
    const held = taken.get(candidate);
    if (held === undefined || held === value) return candidate;
  }
}

/** What stands left of the last `=` or `:`, without its type, its quotes and what it is a member of. */
function assignedTo(before: string): string | undefined {
  const near = before.slice(-200).replace(/[\s"'`@$\w]{0,4}["'`]\s*$/, '');
  const match = /([A-Za-z_$][\w$-]{0,80})["'\]]{0,2}\s*(?::\s*[\w<>|&[\]. ]{1,40})?\s*(?::=|=>|=|:|\()\s*$/.exec(
    near.trimEnd(),
  );
  return match?.[1]?.length === undefined || match[1].length > 50 ? undefined : match[1];
}

function screaming(word: string): string {
  const name = word
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase()
    .replace(/^[_0-9]+|_+$/g, '')
    .slice(0, longest)
    .replace(/_+$/, '');
  return name.length < 2 ? '' : name;
}
