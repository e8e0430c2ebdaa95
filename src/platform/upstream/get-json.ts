/** Asks a provider for one JSON document, with the guarantees of `post.ts` and a limit on its size. */
import { TakumoError } from '../../engine/errors.ts';
import { askUpstream, type UpstreamAnswer, type UpstreamGet } from './post.ts';

/** Of one document. The longest list seen (OpenRouter's) is about 1 MB. */
const mostBytes = 16 * 1024 * 1024;
const limits = { head: 20_000, idle: 15_000 };

/**
 * The parsed document, asked for with GET, or with POST when there is something to post. Throws a TakumoError for anything but a 2xx
 * with JSON of a reasonable size.
 */
export async function askForJson(request: UpstreamGet & { readonly post?: unknown }): Promise<unknown> {
  const { post, ...rest } = request;
  const body = post === undefined ? undefined : new TextEncoder().encode(JSON.stringify(post));
  const answer = await askUpstream({ ...rest, body, limits: { ...limits, ...request.limits } });
  if (answer.failure !== undefined) {
    throw answer.failure.error;
  }
  const text = await readText(answer, mostBytes);
  try {
    return JSON.parse(text);
  } catch {
    throw new TakumoError(
      'upstream-malformed',
      /^\s*</.test(text) ? 'A web page answers at this address, not an API.' : 'The answer is not valid JSON.',
      { action: 'Check the base URL and the API of this model.' },
    );
  }
}

/** The body as text. Throws `upstream-malformed` when it is longer than `most` bytes; the connection is let go then. */
export async function readText(answer: UpstreamAnswer, most: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of answer.chunks) {
    size += piece.length;
    if (size > most) {
      throw new TakumoError('upstream-malformed', 'The answer is larger than any list of models.', {
        action: 'Check the base URL of this model.',
      });
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
