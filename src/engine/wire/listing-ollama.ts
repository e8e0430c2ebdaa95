/**
 * `GET /api/tags` of Ollama, and `POST /api/show` for what a model can do: both are answered from the disk, without loading a model.
 * Source: https://docs.ollama.com/api/tags, https://docs.ollama.com/api/show
 */
import type { ListedModel, ModelListing } from './api.ts';
import { type Fields, fieldsOf, listOf, malformedError, numberOf, wordOf } from './fields.ts';
import { isNoChatName, limitsOfWindow } from './listing.ts';

export const ollamaListing: ModelListing = {
  path: () => '/api/tags',
  read(body) {
    const { models } = fieldsOf(body);
    if (!Array.isArray(models)) {
      throw malformedError('a list of models without "models"', 'the Ollama API');
    }
    return { models: listOf(models).flatMap(readModel) };
  },
  details: {
    path: '/api/show',
    body: (id) => ({ model: id }),
    read: (body, model) => describe(fieldsOf(body), model),
  },
};

function readModel(entry: Fields): readonly ListedModel[] {
  const id = wordOf(entry.model) ?? wordOf(entry.name);
  const { families } = fieldsOf(entry.details);
  const embeds = Array.isArray(families) && families.some((family) => /bert/i.test(String(family)));
  if (id === undefined || embeds || isNoChatName(id)) {
    return [];
  }
  const described = describe(entry, { id });
  return described === undefined ? [] : [described];
}

function describe(entry: Fields, model: ListedModel): ListedModel | undefined {
  const { capabilities } = entry;
  const info = fieldsOf(entry.model_info);
  const window = Object.entries(info).find(([name]) => name.endsWith('.context_length'))?.[1];
  const limits = limitsOfWindow(numberOf(window), undefined);
  if (!Array.isArray(capabilities)) {
    return { ...model, ...limits };
  }
  if (!capabilities.includes('completion')) {
    return undefined;
  }
  return {
    ...model,
    ...limits,
    imageInput: capabilities.includes('vision'),
    toolCalling: capabilities.includes('tools'),
    reasoning: capabilities.includes('thinking'),
  };
}
