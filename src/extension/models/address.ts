/** Reads what a person types as the address of an API: with or without its scheme. */
import type { ApiName } from '../chat/models.ts';

/** The address to try, or nothing for what is no address. Plain http is meant for this machine only, as everywhere. */
export function typedAddress(text: string): string | undefined {
  const typed = text.trim();
  if (/\s/.test(typed)) return undefined;
  if (/^https?:\/\/[^/]/i.test(typed)) return URL.canParse(typed) ? typed : undefined;
  const host = /^(\[[0-9a-f:]+\]|[\w-]+(?:\.[\w-]+)*)(?::\d{1,5})?(?:\/|$)/i.exec(typed)?.[1];
  if (host === undefined) return undefined;
  const local = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i.test(host);
  if (!local && !/\.[a-z]{2,}$/i.test(host)) return undefined;
  const address = `${local ? 'http' : 'https'}://${typed}`;
  return URL.canParse(address) ? address : undefined;
}

/** The API that a server at this address most likely speaks. */
export function likelyApi(address: string): ApiName {
  const { hostname, port, pathname } = new URL(address);
  if (/(?:^|\.)anthropic\.com$/.test(hostname) || /\/anthropic\b/.test(pathname)) return 'anthropic-messages';
  if (hostname.startsWith('generativelanguage.')) return 'gemini';
  if (port === '11434' && !/\/v1\/?$/.test(pathname)) return 'ollama';
  return 'openai-chat';
}
