/**
 * Looks for model servers on this machine, at the ports that Ollama and LM Studio use, and only when asked: it never leaves loopback,
 * sends no key, and waits no longer than `patience`.
 */
import type { ListedModel, WireApi } from '../../engine/wire/api.ts';
import { isLoopback } from './address.ts';
import { listModels } from './list-models.ts';

export interface LocalServer {
  readonly kind: 'ollama' | 'lm-studio';
  readonly name: 'Ollama' | 'LM Studio';
  /** As `takumo.models` takes it, without a trailing slash. */
  readonly baseUrl: string;
  /** A key of the engine's `apis`. */
  readonly api: 'ollama' | 'openai-chat';
  readonly models: readonly ListedModel[];
}

export interface LocalSearch {
  /** The engine's `apis`. */
  readonly apis: Readonly<Record<string, WireApi>>;
  readonly signal: AbortSignal;
  /** `OLLAMA_HOST` is read from it. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

const patience = 1500;

/** The servers that answer, with their models; a server without any model is listed too. Never throws but for an abort of `signal`. */
export async function findLocalServers(search: LocalSearch): Promise<readonly LocalServer[]> {
  const { apis, signal, environment = process.env } = search;
  const ollama = ollamaAddress(environment.OLLAMA_HOST);
  const places: readonly Omit<LocalServer, 'models'>[] = [
    { kind: 'ollama', name: 'Ollama', api: 'ollama', baseUrl: ollama },
    { kind: 'lm-studio', name: 'LM Studio', api: 'openai-chat', baseUrl: 'http://127.0.0.1:1234/v1' },
  ];
  const found = await Promise.all(
    places.map(async (place): Promise<LocalServer | undefined> => {
      const limited = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
      try {
        return {
          ...place,
          models: await listModels({ api: apis[place.api]!, baseUrl: place.baseUrl, signal: limited }),
        };
      } catch {
        return undefined;
      }
    }),
  );
  signal.throwIfAborted();
  return found.filter((server) => server !== undefined);
}

/** Where Ollama listens by `OLLAMA_HOST`, when that is this machine; otherwise its usual address. */
export function ollamaAddress(host: string | undefined): string {
  const usual = 'http://127.0.0.1:11434';
  const text = host?.trim() ?? '';
  if (text === '') {
    return usual;
  }
  const full = /^https?:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(full)) {
    return usual;
  }
  const url = new URL(full);
  // A server that listens on every address is reached over loopback.
  if (url.hostname === '0.0.0.0' || url.hostname === '[::]') {
    url.hostname = '127.0.0.1';
  }
  if (!isLoopback(url.hostname) || url.username !== '' || url.password !== '') {
    return usual;
  }
  if (url.port === '' && !/:\d+(?:\/|$)/.test(full.slice(full.indexOf('//') + 2)) && url.protocol === 'http:') {
    url.port = '11434';
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
