/** `GET /models` of Anthropic, which pages. Source: https://platform.claude.com/docs/en/api/models/list */
import type { ListedModel, ModelListing } from './api.ts';
import { type Fields, fieldsOf, listOf, malformedError, numberOf, wordOf } from './fields.ts';
import { limitsOfWindow } from './listing.ts';

export const anthropicListing: ModelListing = {
  path: (page) => `/models?limit=1000${page === undefined ? '' : `&after_id=${encodeURIComponent(page)}`}`,
  read(body) {
    const { data, has_more, last_id } = fieldsOf(body);
    if (!Array.isArray(data)) {
      throw malformedError('a list of models without "data"', 'the Anthropic API');
    }
    const next = has_more === true ? wordOf(last_id) : undefined;
    return { models: listOf(data).flatMap(readModel), ...(next === undefined ? {} : { next }) };
  },
};

function readModel(entry: Fields): readonly ListedModel[] {
  const id = wordOf(entry.id);
  if (id === undefined) {
    return [];
  }
  const name = wordOf(entry.display_name);
  const capabilities = fieldsOf(entry.capabilities);
  const supports = (capability: string) => {
    const { supported } = fieldsOf(capabilities[capability]);
    return typeof supported === 'boolean' ? supported : undefined;
  };
  const reasoning = supports('thinking') ?? supports('effort');
  return [
    {
      id,
      ...(name === undefined ? {} : { name }),
      ...limitsOfWindow(numberOf(entry.max_input_tokens), numberOf(entry.max_tokens)),
      // Every Claude model offered reads images and calls tools; where the list says it, the list is believed.
      imageInput: supports('image_input') ?? true,
      toolCalling: true,
      ...(reasoning === undefined ? {} : { reasoning }),
    },
  ];
}
