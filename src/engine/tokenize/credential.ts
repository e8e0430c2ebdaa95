/** The password inside a masked URL is a secret of its own: it also stands in a compose file, a script or an error message without its URL. */
import { isDistinctive } from '../detect/index.ts';
import { urlAt } from '../detect/url.ts';

/** The value itself and, when it is one URL, its distinctive password. */
export function secretsOf(value: string): readonly string[] {
  const colon = value.indexOf('://');
  const span = colon < 0 ? undefined : urlAt(value, colon)?.password;
  const password = span === undefined ? undefined : value.slice(span.start, span.end);
  return password !== undefined && isDistinctive(password) ? [value, password] : [value];
}
