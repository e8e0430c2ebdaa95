/**
 * How long a context to ask Ollama for. It defaults to 4,096 tokens on most machines, and a request of the chat's agent has 20,000 and
 * more. Every other value loads the model anew, so there are few of them: most conversations stay within the first.
 * Source: https://docs.ollama.com/context-length
 */
import type { BuildOptions } from './api.ts';
import type { JsonObject } from './walk.ts';

const steps = [32_768, 65_536, 131_072, 262_144];
/** Code has 3 to 4 characters for a token, Chinese one of three bytes: this counts rather too many. */
const bytesPerToken = 3;
const tokensPerImage = 2000;
/** An answer rarely is as long as it may be; a longer one ends with the context. */
const mostAnswer = 8192;

/**
 * `num_ctx` for these messages and tools. A machine whose settings say that it holds less is asked for less, but never for less than the
 * request needs. Ollama takes no more than the model was trained for.
 */
export function contextFor(
  content: readonly JsonObject[],
  { maxOutputTokens, maxInputTokens }: Pick<BuildOptions, 'maxOutputTokens' | 'maxInputTokens'>,
): number {
  const answer = Math.min(maxOutputTokens, mostAnswer);
  let tokens = answer;
  for (const entry of content) {
    const { images, ...rest } = entry;
    tokens += (Array.isArray(images) ? images.length : 0) * tokensPerImage;
    tokens += bytesOf(JSON.stringify(rest)) / bytesPerToken;
  }
  const said = maxInputTokens === undefined ? steps[0]! : Math.ceil((maxInputTokens + answer) / 1024) * 1024;
  return [Math.min(said, steps[0]!), ...steps].find((step) => step >= tokens) ?? steps.at(-1)!;
}

/** Length in UTF-8; a surrogate pair counts as its four bytes, two and two. */
function bytesOf(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    bytes += code < 0x80 ? 0 : code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 1 : 2;
  }
  return bytes;
}
