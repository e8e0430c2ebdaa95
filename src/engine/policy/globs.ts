/** Path globs of policies (minimatch), kept to what matches in bounded time: a repository's file may have been written by a stranger. */

import { Minimatch } from 'minimatch';

/** What is wrong with a glob, or undefined. */
export function globFault(glob: string): string | undefined {
  const body = glob.startsWith('!') ? glob.slice(1) : glob;
  if (body === '' || body.startsWith('!')) return 'A glob may begin with one `!` and must go on after it.';
  if (count(body, '{') > 3) return 'A glob may have three groups of braces at most.';
  if (body.split('/').filter((segment) => segment === '**').length > 3)
    return 'A glob may have `**` three times at most.';
  if (body.split('/').some((segment) => count(segment, '*') > 3))
    return 'One segment of a glob may have three `*` at most.';
  return undefined;
}

/** True for a path that fits one of the globs and none of the negated ones; all negated means every other path. */
export function pathMatcher(globs: readonly string[]): (path: string) => boolean {
  // Extended globs nest repetitions; comments and negation are ours.
  const compile = (glob: string) =>
    new Minimatch(glob, {
      dot: true,
      matchBase: true,
      noext: true,
      nocomment: true,
      nonegate: true,
      platform: 'linux',
    });
  const wanted = globs.filter((glob) => !glob.startsWith('!')).map(compile);
  const unwanted = globs.filter((glob) => glob.startsWith('!')).map((glob) => compile(glob.slice(1)));
  return (path) => {
    const clean = path
      .replaceAll('\\', '/')
      .replace(/^(?:\.\/)+/, '')
      .slice(-longestPath);
    return (
      (wanted.length === 0 || wanted.some((glob) => glob.match(clean))) && !unwanted.some((glob) => glob.match(clean))
    );
  };
}

const longestPath = 1024;

function count(text: string, char: string): number {
  return text.split(char).length - 1;
}
