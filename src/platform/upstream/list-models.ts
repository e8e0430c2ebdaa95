/**
 * Asks a provider which models it has. It follows the pages of a list, never more than `mostPages`; the key goes to the provider's own
 * origin only, and a list longer than `mostBytes` is refused instead of read.
 */

import { isTakumoError, TakumoError } from '../../engine/errors.ts';
import type { Redacted } from '../../engine/model.ts';
import type { ListedModel, ModelListing, WireApi } from '../../engine/wire/api.ts';
import { askForJson } from './get-json.ts';

/** An upstream that may be asked for its list. */
export interface ListedUpstream {
  readonly api: WireApi;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly key?: Redacted<string>;
  readonly signal: AbortSignal;
}

const mostPages = 20;
const mostModels = 5000;
const mostDescribed = 100;

/**
 * The chat models of an upstream, each id once, in the provider's order. Throws TakumoErrors: `upstream-not-found` for a server without
 * a list, `upstream-malformed` for what is no list.
 */
export async function listModels(upstream: ListedUpstream): Promise<readonly ListedModel[]> {
  const { api, baseUrl, key, signal } = upstream;
  const { listing } = api;
  if (listing === undefined) {
    throw new TakumoError('upstream-not-found', 'This API has no list of models.', {
      action: "Type the model's name.",
    });
  }
  const ask = (path: string, post?: unknown): Promise<unknown> =>
    askForJson({
      url: `${baseUrl}${path}`,
      headers: api.headers(undefined),
      ...(key === undefined ? {} : { key: { value: key, origin: new URL(baseUrl).origin } }),
      keyHeaders: (secret) => api.headers(secret),
      signal,
      ...(post === undefined ? {} : { post }),
    });
  const models = new Map<string, ListedModel>();
  const seen = new Set<string | undefined>();
  let page: string | undefined;
  do {
    seen.add(page);
    const read = listing.read(await ask(listing.path(page)));
    for (const model of read.models) {
      if (!models.has(model.id)) {
        models.set(model.id, model);
      }
    }
    page = read.next;
  } while (page !== undefined && !seen.has(page) && seen.size < mostPages && models.size < mostModels);
  const listed = [...models.values()].slice(0, mostModels);
  return listing.details === undefined ? listed : describe(listed, listing.details, ask);
}

/** The models with what the server says of each; one that it says nothing of stays as it was listed. */
async function describe(
  listed: readonly ListedModel[],
  details: NonNullable<ModelListing['details']>,
  ask: (path: string, post: unknown) => Promise<unknown>,
): Promise<readonly ListedModel[]> {
  const described: (ListedModel | undefined)[] = [...listed];
  let next = 0;
  const work = async () => {
    for (let at = next++; at < Math.min(listed.length, mostDescribed); at = next++) {
      const model = listed[at]!;
      try {
        described[at] = details.read(await ask(details.path, details.body(model.id)), model);
      } catch (error) {
        if (isTakumoError(error) && error.code === 'aborted') {
          throw error;
        }
      }
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  return described.filter((model) => model !== undefined);
}
