/**
 * Walks every string of a request body: values and the keys of open maps. What an API knows to be harmless is named in a deny-list of
 * places; whatever is not named there is text and is masked, a block type invented tomorrow included.
 */
import { TakumoError } from '../errors.ts';
import { type JsonString, rewriteJson, scanJson } from './json-text.ts';
import { mediaOfBase64 } from './media.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/**
 * `text`: anything a person or a tool wrote · `constant`: an id, a name of the protocol, a schema's `enum`: only values that are certain
 * secrets are masked in it · `json`: JSON text inside a string · `media`: base64 data, when it is, else text · `signed`: text of
 * the model's that its provider wants back unchanged: it is scanned, and a secret in it means that it can't be sent · `opaque`: a blob of
 * the provider's own (a signature, encrypted reasoning), not scanned; only what an API's file has from an answer may stand in such a place.
 */
export type LeafKind = 'text' | 'constant' | 'json' | 'media' | 'signed' | 'opaque';

/** A place in a body. A key that is not named here is open: the key and all below it are text. */
export interface Place {
  readonly leaf?: LeafKind;
  readonly keys?: Readonly<Record<string, Place>>;
  /** Elements of an array here; the place itself when it is not given. */
  readonly items?: Place;
  /** Members under keys that are a user's (a schema's `properties`). */
  readonly members?: Place;
  /** The place of objects here whose member `mark` is true: a thought among the parts of an answer. */
  readonly marked?: { readonly mark: string; readonly place: Place };
}

export type WalkLeafKind = 'text' | 'constant' | 'signed';

export interface WalkLeaf {
  readonly text: string;
  readonly kind: WalkLeafKind;
  /** The object or array it stands in. */
  readonly owner: object;
  /** The key that gives the value its meaning, when the value is short and the key may name a secret. */
  readonly key?: string;
}

export interface Walk {
  readonly leaves: readonly WalkLeaf[];
  /** Media types of what could not be scanned. */
  readonly unscannable: readonly string[];
  /** The body with leaf `i` replaced by `texts[i]`. What has no change below it is the same object as before. */
  rebuild(texts: readonly string[]): JsonObject;
}

/** Collects the leaves of `body`. Nothing is changed. */
export function walk(body: JsonObject, place: Place): Walk {
  const collector = new Collector();
  collector.visit(body, place, body, undefined);
  return {
    leaves: collector.leaves,
    unscannable: collector.unscannable,
    rebuild: (texts) => new Rebuilder(collector.leaves, texts).build(body, place) as JsonObject,
  };
}

const open: Place = {};
const constant: Place = { leaf: 'constant' };

/** Words of the protocols themselves: never worth a look. */
const protocolWords = new Set(
  (
    'user assistant system tool developer function text image_url input_text auto required none low high medium minimal ' +
    'string number integer boolean array object null any'
  ).split(' '),
);
const secretKey = /pass|secret|token|key|auth|cred|pwd|pin\b|private|sig|salt|cookie|session|conn|dsn|url|uri|host/i;
const longestKeyed = 512;
const dataUrl = /^data:([a-z]+\/[a-z0-9.+-]+);base64,/;

type Step = (text: string, kind: LeafKind, owner: object, key: string | undefined) => string;

function placeOfObject(place: Place, value: JsonObject): Place {
  return place.marked !== undefined && value[place.marked.mark] === true ? place.marked.place : place;
}

function placeOf(place: Place, key: string): Place {
  return place.keys !== undefined && Object.hasOwn(place.keys, key) ? place.keys[key]! : (place.members ?? open);
}

function isOpenKey(place: Place, key: string): boolean {
  return place.keys === undefined || !Object.hasOwn(place.keys, key);
}

/**
 * The type of base64 media: bare, or a data URL that says what it really is and no more. Anything else in a media place is text. It looks at
 * nothing but the text, so that collecting and rebuilding agree.
 */
function mediaType(text: string): string | undefined {
  const match = dataUrl.exec(text.slice(0, 256));
  if (match === null) {
    return mediaOfBase64(text);
  }
  const type = mediaOfBase64(text.slice(match[0].length));
  return type === match[1] ? type : undefined;
}

function keyContext(key: string | undefined, text: string): string | undefined {
  return key !== undefined && text.length <= longestKeyed && secretKey.test(key) ? key : undefined;
}

/** Visits in one fixed order; `Rebuilder` must consume leaves in the same. */
class Collector {
  readonly leaves: WalkLeaf[] = [];
  readonly unscannable: string[] = [];

  visit(value: Json, place: Place, owner: object, key: string | undefined): void {
    if (typeof value === 'string') {
      this.string(value, place.leaf ?? 'text', owner, key);
    } else if (isArray(value)) {
      for (const item of value) {
        this.visit(item, place.items ?? place, value, undefined);
      }
    } else if (typeof value === 'object' && value !== null) {
      if (value instanceof String || typeof value.toJSON === 'function') {
        // As JSON it becomes another text than the one that is seen here.
        throw new TakumoError('request-invalid', 'This request could not be scanned, so it was not sent.');
      }
      const here = placeOfObject(place, value);
      for (const name of Object.keys(value)) {
        if (isOpenKey(here, name)) {
          this.add(name, 'constant', value, undefined);
        }
        this.visit(value[name]!, placeOf(here, name), value, name);
      }
    }
  }

  private string(text: string, kind: LeafKind, owner: object, key: string | undefined): void {
    eachString(text, kind, owner, key, {
      leaf: (part, partKind, partOwner, partKey) => {
        this.add(part, leafKindOf(partKind), partOwner, keyContext(partKey, part));
        return part;
      },
      media: (type) => this.unscannable.push(type),
    });
  }

  private add(text: string, kind: WalkLeafKind, owner: object, key: string | undefined): void {
    if (isWorthALook(text, kind)) {
      this.leaves.push({ text, kind, owner, ...(key === undefined ? {} : { key }) });
    }
  }
}

class Rebuilder {
  private next = 0;
  private readonly leaves: readonly WalkLeaf[];
  private readonly texts: readonly string[];

  constructor(leaves: readonly WalkLeaf[], texts: readonly string[]) {
    this.leaves = leaves;
    this.texts = texts;
  }

  build(value: Json, place: Place): Json {
    if (typeof value === 'string') {
      return eachString(value, place.leaf ?? 'text', value as unknown as object, undefined, {
        leaf: (part, kind) => this.take(part, leafKindOf(kind)),
        media: () => {},
      });
    }
    if (isArray(value)) {
      const items = value.map((item) => this.build(item, place.items ?? place));
      return items.some((item, index) => item !== value[index]) ? items : value;
    }
    if (typeof value === 'object' && value !== null) {
      return this.object(value, placeOfObject(place, value));
    }
    return value;
  }

  private object(value: JsonObject, place: Place): JsonObject {
    const entries: [string, Json][] = [];
    const taken = new Set<string>();
    let changed = false;
    for (const name of Object.keys(value)) {
      let key = isOpenKey(place, name) ? this.take(name, 'constant') : name;
      for (let copy = 2; taken.has(key); copy++) {
        key = `${key}_${copy}`;
      }
      taken.add(key);
      const member = this.build(value[name]!, placeOf(place, name));
      changed ||= key !== name || member !== value[name];
      entries.push([key, member]);
    }
    return changed ? Object.fromEntries(entries) : value;
  }

  private take(text: string, kind: WalkLeafKind): string {
    if (!isWorthALook(text, kind)) {
      return text;
    }
    const index = this.next++;
    return index < this.leaves.length ? (this.texts[index] ?? text) : text;
  }
}

/** Calls `leaf` for each text inside one string value, and gives the value with what `leaf` returned in its place. */
function eachString(
  text: string,
  kind: LeafKind,
  owner: object,
  key: string | undefined,
  visitor: { leaf: Step; media: (type: string) => void },
): string {
  if (kind === 'opaque') {
    return text;
  }
  if (kind === 'media') {
    const type = mediaType(text);
    if (type !== undefined) {
      visitor.media(type);
      return text;
    }
    return visitor.leaf(text, 'text', owner, key);
  }
  if (kind === 'json') {
    const strings = scanJson(text);
    if (strings === undefined) {
      return visitor.leaf(text, 'text', owner, key);
    }
    return rewriteJson(
      text,
      strings,
      strings.map((string: JsonString) =>
        visitor.leaf(string.value, string.isKey ? 'constant' : 'text', owner, string.key),
      ),
    );
  }
  return visitor.leaf(text, kind, owner, key);
}

function leafKindOf(kind: LeafKind): WalkLeafKind {
  return kind === 'constant' || kind === 'signed' ? kind : 'text';
}

function isWorthALook(text: string, kind: WalkLeafKind): boolean {
  return text.length > 3 && !(kind === 'constant' && protocolWords.has(text));
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** A JSON schema: descriptions, defaults and examples are text, the words of the schema language are not. */
export const schemaPlace: Place = buildSchemaPlace();

function buildSchemaPlace(): Place {
  const keys: Record<string, Place> = {};
  const schema: Place = { keys };
  const named: Place = { members: schema };
  for (const word of [
    'type',
    '$ref',
    '$id',
    '$schema',
    'format',
    'enum',
    'const',
    'required',
    'contentEncoding',
    'contentMediaType',
  ]) {
    keys[word] = constant;
  }
  for (const word of ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']) {
    keys[word] = named;
  }
  for (const word of [
    'items',
    'additionalProperties',
    'not',
    'if',
    'then',
    'else',
    'contains',
    'propertyNames',
    'anyOf',
    'allOf',
    'oneOf',
    'prefixItems',
  ]) {
    keys[word] = schema;
  }
  for (const word of [
    'description',
    'title',
    'default',
    'examples',
    'pattern',
    '$comment',
    'minimum',
    'maximum',
    'minLength',
    'maxLength',
    'minItems',
    'maxItems',
    'markdownDescription',
    'enumDescriptions',
    'deprecationMessage',
  ]) {
    keys[word] = open;
  }
  return schema;
}
