/** Names of models that somebody may have meant. */

const most = 5;
const leastLike = 0.45;

/** The names most like `wanted`, best first; none that is not much like it. */
export function nearestNames(wanted: string, names: readonly string[]): readonly string[] {
  const target = plain(wanted);
  return names
    .filter((name) => name !== wanted)
    .map((name) => ({ name, like: likeness(target, plain(name)) }))
    .filter(({ like }) => like >= leastLike)
    .sort((left, right) => right.like - left.like || left.name.length - right.name.length)
    .slice(0, most)
    .map(({ name }) => name);
}

/** Without the publisher in front and the tag behind, in lower case, letters and digits only. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/^.*\//, '')
    .replace(/:latest$/, '')
    .replace(/[^a-z0-9]+/g, '');
}

/** 0 to 1: the share of letter pairs in common (Dice), and more for one that holds the other. */
function likeness(left: string, right: string): number {
  if (left === right) {
    return 1;
  }
  if (left.length < 2 || right.length < 2) {
    return 0;
  }
  const pairs = new Map<string, number>();
  for (let at = 0; at < left.length - 1; at++) {
    const pair = left.slice(at, at + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  let common = 0;
  for (let at = 0; at < right.length - 1; at++) {
    const pair = right.slice(at, at + 2);
    const rest = pairs.get(pair) ?? 0;
    if (rest > 0) {
      pairs.set(pair, rest - 1);
      common++;
    }
  }
  const dice = (2 * common) / (left.length + right.length - 2);
  return left.includes(right) || right.includes(left) ? Math.min(0.99, dice + 0.25) : dice;
}
