/** What a `.gitignore` says of the `.env` beside it, and the line that makes it say "ignored". Where git itself can be asked, its word counts. */

/** True when the last pattern of the text that means `.env` ignores it. */
export function ignoresDotenv(text: string): boolean {
  let ignored = false;
  for (const line of text.split(/\r?\n/)) {
    const pattern = line.replace(/(?<!\\)\s+$/, '');
    if (pattern === '' || pattern.startsWith('#')) continue;
    const negated = pattern.startsWith('!');
    const bare = (negated ? pattern.slice(1) : pattern).replace(/^(?:\*\*)?\//, '');
    if (matching.has(bare)) ignored = !negated;
  }
  return ignored;
}

/** The patterns people write that match a file `.env`. Any other is taken not to: a line more does no harm. */
const matching = new Set(['.env', '.env*', '*.env', '*.env*', '.env?(*)', '.e*', '.*', '*', '**']);

/** What is added at the end of a `.gitignore`'s text. */
export function appendIgnore(text: string): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return `${text === '' || /[\r\n]$/.test(text) ? '' : eol}.env${eol}`;
}
