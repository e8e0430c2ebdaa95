/**
 * A tool's JSON schema as `parametersJsonSchema` takes it: the words that the API documents are kept, what it does not know is dropped
 * (an unknown word can make it refuse the whole request), and nothing is added that the schema does not say.
 * Source: https://ai.google.dev/api/caching#FunctionDeclaration and https://ai.google.dev/api/generate-content#FIELDS.response_json_schema
 */
import type { Json, JsonObject } from './walk.ts';

const kept = new Set([
  '$id',
  '$ref',
  '$anchor',
  'type',
  'format',
  'title',
  'description',
  'required',
  'minItems',
  'maxItems',
  'minimum',
  'maximum',
  'propertyOrdering',
]);
const schemaWords = new Set(['items', 'additionalProperties']);
const listWords = new Set(['anyOf', 'oneOf', 'prefixItems']);
const mapWords = new Set(['properties', '$defs']);
const deepest = 64;

/** Always an object schema: that is what arguments are. */
export function geminiSchema(schema: unknown): JsonObject {
  const converted = convert(schema, 0);
  return isObject(converted) && (converted.type === 'object' || '$ref' in converted || 'anyOf' in converted)
    ? converted
    : { type: 'object', properties: {}, ...(isObject(converted) && isObject(converted.properties) ? converted : {}) };
}

function convert(schema: unknown, depth: number): Json {
  if (typeof schema === 'boolean' || !isObject(schema) || depth > deepest) {
    return {};
  }
  const out: Record<string, Json> = {};
  for (const [word, value] of Object.entries(schema)) {
    if (kept.has(word)) {
      out[word] = value;
    } else if (schemaWords.has(word)) {
      out[word] = word === 'additionalProperties' && typeof value === 'boolean' ? value : convert(value, depth + 1);
    } else if (listWords.has(word) && Array.isArray(value)) {
      out[word] = value.map((item) => convert(item, depth + 1));
    } else if ((mapWords.has(word) || word === 'definitions') && isObject(value)) {
      out[word === 'definitions' ? '$defs' : word] = Object.fromEntries(
        Object.entries(value).map(([name, member]) => [name, convert(member, depth + 1)]),
      );
    } else if (word === 'enum' && Array.isArray(value)) {
      out.enum = value.filter((item) => typeof item === 'string' || typeof item === 'number');
    } else if (word === 'const' && (typeof value === 'string' || typeof value === 'number')) {
      out.enum = [value];
    } else if (word === 'allOf' && Array.isArray(value)) {
      merge(out, value.map((item) => convert(item, depth + 1)).filter(isObject));
    }
  }
  if (typeof out.$ref === 'string') {
    out.$ref = out.$ref.replace(/^#\/definitions\//, '#/$defs/');
  }
  if (Array.isArray(out.enum) && out.enum.length === 0) {
    delete out.enum;
  }
  return out;
}

/** All of them hold at once: their properties and what they require are put together. */
function merge(out: Record<string, Json>, parts: readonly JsonObject[]): void {
  for (const part of parts) {
    for (const [word, value] of Object.entries(part)) {
      const before = out[word];
      if (word === 'properties' && isObject(before) && isObject(value)) {
        out[word] = { ...before, ...value };
      } else if (word === 'required' && Array.isArray(before) && Array.isArray(value)) {
        out[word] = [...new Set([...before, ...value])];
      } else {
        out[word] ??= value;
      }
    }
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
