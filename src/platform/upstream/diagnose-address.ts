/**
 * Finds the base URL and the API that a server really answers at: it asks for lists of models only, at the same origin only, and a few at a
 * time. What answers with a list is what was meant.
 */
import type { WireApi } from '../../engine/wire/api.ts';
import type { DiagnosedUpstream, Suggestion } from './diagnosis.ts';
import { listModels } from './list-models.ts';

const patience = 8000;
const most = 3;
const endpoints =
  /\/(?:chat\/completions|completions|responses|messages|models(?:\/[^/]*)?|api\/chat|api\/generate|api\/tags|api)$/;

/** A base URL that holds its endpoint already: the address without it. */
export function withoutEndpoint(baseUrl: string): string | undefined {
  const url = new URL(baseUrl);
  const path = url.pathname.replace(/\/+$/, '');
  const bare = path.replace(/(\/v\d+(?:beta)?)\1$/, '$1').replace(endpoints, '');
  return bare === path ? undefined : `${url.origin}${bare}`;
}

/** What answers in the place of what was asked, best first: the same API elsewhere, then another API. */
export async function findAddress(upstream: DiagnosedUpstream): Promise<readonly Suggestion[]> {
  const { engine, api, baseUrl } = upstream;
  const bases = basesNear(baseUrl);
  const own = await answering(
    upstream,
    [api],
    bases.filter((base) => base !== baseUrl),
  );
  if (own.length > 0) {
    return own.map(({ base }): Suggestion => ({ field: 'baseUrl', value: base })).slice(0, most);
  }
  const others = Object.values(engine.apis).filter((other) => other.id !== api.id && other.listing !== undefined);
  const found = await answering(upstream, others, [baseUrl, ...bases]);
  const seen = new Set<string>();
  return found
    .filter(({ api: { id } }) => !seen.has(id) && seen.add(id))
    .map(
      ({ api: { id }, base }): Suggestion => ({
        field: 'api',
        value: id,
        ...(base === baseUrl ? {} : { baseUrl: base }),
      }),
    )
    .slice(0, most);
}

/** The addresses that people mean: with `/v1` or without, not twice, without what belongs to the endpoint. */
function basesNear(baseUrl: string): readonly string[] {
  const url = new URL(baseUrl);
  const path = url.pathname.replace(/\/+$/, '');
  const bare = path.replace(/(?:\/v\d+(?:beta)?)+$/, '').replace(endpoints, '');
  const stripped = bare.replace(/(?:\/v\d+(?:beta)?)+$/, '');
  const paths = [
    `${stripped}/v1`,
    stripped,
    `${stripped}/v1beta`,
    `${stripped}/api/v1`,
    `${stripped}/openai/v1`,
    '/v1',
    '',
  ];
  return [...new Set(paths)].map((each) => `${url.origin}${each}`);
}

async function answering(
  { baseUrl, key, signal }: DiagnosedUpstream,
  apis: readonly WireApi[],
  bases: readonly string[],
): Promise<readonly { readonly api: WireApi; readonly base: string }[]> {
  const origin = new URL(baseUrl).origin;
  const trials = apis.flatMap((api) => [...new Set(bases)].map((base) => ({ api, base })));
  const limited = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
  const answers: boolean[] = [];
  let next = 0;
  const work = async () => {
    for (let at = next++; at < trials.length && !limited.aborted; at = next++) {
      const { api, base } = trials[at]!;
      try {
        const models = await listModels({
          api: { ...api, ...(api.listing === undefined ? {} : { listing: firstPageOnly(api.listing) }) },
          baseUrl: base,
          signal: limited,
          ...(key === undefined || new URL(base).origin !== origin ? {} : { key }),
        });
        answers[at] = models.length > 0;
      } catch {
        answers[at] = false;
      }
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  signal.throwIfAborted();
  return trials.filter((_trial, at) => answers[at] === true);
}

function firstPageOnly(listing: NonNullable<WireApi['listing']>): NonNullable<WireApi['listing']> {
  return { path: (page) => listing.path(page), read: (body) => ({ models: listing.read(body).models }) };
}
