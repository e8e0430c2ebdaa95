/** What the lists of several providers have in common: limits that fit together, and names that are no chat models. */
import type { ListedModel } from './api.ts';

/** What is left for an answer where a list says only how long input and output are together. */
const usualOutput = 16_000;

/**
 * Limits from a context window, in model tokens, which a prompt and its answer share. Some lists give an output as long as the whole
 * window: a prompt has to fit too.
 */
export function limitsOfWindow(
  window: number | undefined,
  output: number | undefined,
): Pick<ListedModel, 'maxInputTokens' | 'maxOutputTokens'> {
  if (window === undefined || window < 1) {
    return output === undefined || output < 1 ? {} : { maxOutputTokens: output };
  }
  const answer = Math.min(output === undefined || output < 1 ? usualOutput : output, Math.ceil(window / 4));
  return { maxInputTokens: window - answer, maxOutputTokens: answer };
}

const otherKinds =
  /(?:^|[-_./:])(?:text-embedding|embed|embedding|embeddings|whisper|tts|dall-e|moderation|rerank|reranker|transcribe|realtime|sora|imagen|veo|image|orpheus|guard|davinci|babbage|aqa)(?:$|[-_./:\d])/i;

/** True for names of models that embed, speak, draw or judge, where the list itself does not say. */
export function isNoChatName(id: string): boolean {
  return otherKinds.test(id);
}
