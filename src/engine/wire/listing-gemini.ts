/** `GET /models` of the Gemini API. Source: https://ai.google.dev/api/models#method:-models.list */
import type { ListedModel, ModelListing } from './api.ts';
import { type Fields, fieldsOf, listOf, malformedError, numberOf, wordOf } from './fields.ts';
import { isNoChatName } from './listing.ts';

export const geminiListing: ModelListing = {
  path: (page) => `/models?pageSize=1000${page === undefined ? '' : `&pageToken=${encodeURIComponent(page)}`}`,
  read(body) {
    const { models, nextPageToken } = fieldsOf(body);
    if (!Array.isArray(models)) {
      throw malformedError('a list of models without "models"', 'the Gemini API');
    }
    const next = wordOf(nextPageToken);
    return { models: listOf(models).flatMap(readModel), ...(next === undefined ? {} : { next }) };
  },
};

function readModel(entry: Fields): readonly ListedModel[] {
  const id = wordOf(entry.name)?.replace(/^models\//, '');
  const methods = entry.supportedGenerationMethods;
  if (id === undefined || (Array.isArray(methods) && !methods.includes('generateContent')) || isNoChatName(id)) {
    return [];
  }
  const name = wordOf(entry.displayName);
  const input = numberOf(entry.inputTokenLimit);
  const output = numberOf(entry.outputTokenLimit);
  // The list does not say it, and the API's guides do: Gemini models of every version offered take images and tools.
  const family = id.startsWith('gemini-') ? { imageInput: true, toolCalling: true } : {};
  return [
    {
      id,
      ...(name === undefined ? {} : { name }),
      ...(input === undefined ? {} : { maxInputTokens: input }),
      ...(output === undefined ? {} : { maxOutputTokens: output }),
      ...family,
      ...(typeof entry.thinking === 'boolean' ? { reasoning: entry.thinking } : {}),
    },
  ];
}
