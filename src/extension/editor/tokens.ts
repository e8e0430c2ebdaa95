/** Finds what looks like a token of ours, so that a cursor or a selection can name one. Whether it is live, the session says. */

/** Looser than the grammar on purpose (case, escapes): the session decides. Never used to replace anything. */
const candidate = /__TAKUMO_v\d{1,2}_[A-Z]{2,10}_[0-9a-f]{8,16}__/gi;

/** The token-like text at an offset, or the only one in the text when no offset is given. */
export function tokenAt(text: string, offset?: number): string | undefined {
  const found = [...text.matchAll(candidate)];
  if (offset === undefined) return found.length === 1 ? found[0]?.[0] : undefined;
  return found.find((match) => match.index <= offset && offset <= match.index + match[0].length)?.[0];
}
