/** Credentials in the user information of any other URL: the password is the value, or a lone token that stands where a user would. */

import { ownTokenEnd } from '../own-token.ts';
import { isPlaceholder, isTemplate } from '../placeholders.ts';
import { isDistinctive, isRandom } from '../score.ts';
import type { Match, RuleFamily, Scan } from '../types.ts';
import { urlAt } from '../url.ts';

export const urls: RuleFamily = {
  policy: 'named-secrets',
  rules: [
    {
      id: 'url-password',
      title: 'Password in a URL',
      category: 'SECRET',
      tier: 2,
      confidence: 'high',
      source: 'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1',
      why: 'Stands between a user and a host in a URL',
      literals: ['://'],
      verify: credentials,
    },
  ],
};

function credentials({ text }: Scan, at: number): Match | undefined {
  if (!hasUserinfo(text, at + 3)) return undefined;
  const url = urlAt(text, at);
  const span = url?.password ?? url?.user;
  if (url === undefined || span === undefined || span.end - span.start > 400) return undefined;
  const value = text.slice(span.start, span.end);
  if (isTemplate(value) || ownTokenEnd(text, span.start) === span.end || url.host.start === url.host.end)
    return undefined;
  if (url.password === undefined)
    return isRandom(value) && isDistinctive(value) && !isPlaceholder(value)
      ? { ...span, confidence: 'medium' }
      : undefined;
  if (value.length < 4 || /[\s<>{}()$]/.test(value)) return undefined;
  const user = url.user === undefined ? '' : text.slice(url.user.start, url.user.end).toLowerCase();
  if (user === '' && !isDistinctive(value)) return undefined;
  if (isPlaceholder(value) || user === value.toLowerCase() || manuals.test(value)) return undefined;
  const host = text.slice(url.host.start, url.host.end);
  if (
    /(?:^|\.)example(?:\.\w+)?$|^(?:host|hostname|server|domain|foo|bar)(?:\.\w+)?$/i.test(host) &&
    !isDistinctive(value)
  )
    return undefined;
  return span;
}

/** A cheap look before the URL is read: an `@` before the authority's end. */
function hasUserinfo(text: string, from: number): boolean {
  const stop = Math.min(text.length, from + 300);
  for (let i = from; i < stop; i++) {
    const code = text.charCodeAt(i);
    if (code === 64) return true;
    if (code <= 32 || code === 34 || code === 39 || code === 60 || code === 62 || code === 47) return false;
  }
  return false;
}

const manuals =
  /^(?:pass(?:word|wd|wort|phrase)?|pwd|secret|user(?:name)?|admin|root|guest|guess|test|token|foo(?:bar)?|bar|baz|x+|p|pw|my-?pass(?:word)?|hunter2|tiger|port|\d{1,5})$/i;
