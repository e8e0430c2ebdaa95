/**
 * Token <-> value, one to one, for one session. Values lie as UTF-16 units in one arena which `destroy` zeroes; no string of a value is
 * kept. Nothing is ever evicted: a full vault refuses.
 */
import { TakumoError } from '../errors.ts';
import type { Category, FindingKind } from '../model.ts';
import type { Digest } from './digest.ts';
import { formatPlaceholder, hashLengths } from './placeholder.ts';
import type { SessionToken, TokenDescription, ValueSource } from './types.ts';

/** The most places that are kept of one value. */
const mostPlaces = 16;

export interface VaultEntry {
  readonly token: string;
  readonly category: Category;
  /** The rule the value was first found by. */
  readonly type: string;
  readonly title: string;
  readonly kind: FindingKind;
  source: ValueSource | undefined;
  /** Files of outgoing texts that it stood in, each with the first line. */
  places: readonly ValueSource[];
  /** Its token stood in an outgoing text. */
  used: boolean;
  readonly offset: number;
  readonly length: number;
  /** The entry with the same value hash that was made before, or -1. */
  readonly next: number;
}

export interface NewValue {
  readonly category: Category;
  readonly type: string;
  readonly title: string;
  readonly kind: FindingKind;
  readonly source?: ValueSource;
}

export class Vault {
  private readonly digest: Digest;
  private readonly maxEntries: number;
  private arena = new Uint16Array(4096);
  private used = 0;
  private entries: VaultEntry[] = [];
  private entriesUsed = 0;
  private readonly heads = new Map<number, number>();
  private readonly byToken = new Map<string, number>();
  private readonly hashes = new Set<string>();

  constructor(digest: Digest, maxEntries: number) {
    this.digest = digest;
    this.maxEntries = maxEntries;
  }

  get size(): number {
    return this.entries.length;
  }

  /** Entries whose token stood in an outgoing text. */
  get usedCount(): number {
    return this.entriesUsed;
  }

  markUsed(index: number): void {
    const entry = this.entries[index]!;
    if (!entry.used) {
      entry.used = true;
      this.entriesUsed++;
    }
  }

  /** Where a value that was found in a text is kept. */
  setSource(index: number, source: ValueSource): void {
    this.entries[index]!.source = source;
  }

  /** Notes that a value stood in a file; `line` is asked for only when the file is new. */
  addPlace(index: number, path: string, line: () => number): void {
    const entry = this.entries[index]!;
    if (entry.places.length >= mostPlaces || entry.places.some((place) => place.path === path)) return;
    entry.places = [...entry.places, { path, line: line() }];
  }

  /** The entry of a value, or -1. */
  find(value: string): number {
    let index = this.heads.get(hashOf(value)) ?? -1;
    while (index >= 0) {
      const entry = this.entries[index]!;
      if (entry.length === value.length && this.equals(entry.offset, value)) return index;
      index = entry.next;
    }
    return -1;
  }

  /**
   * The entry of a value, made when it is new; the category stays what it was at first sight. `avoid` holds placeholders that stand in the
   * request without being live: none of them is issued, or foreign text would come to mean this value. Throws `vault-full`.
   */
  assign(value: string, about: NewValue, avoid?: ReadonlySet<string>): number {
    const known = this.find(value);
    if (known >= 0) return known;
    if (this.entries.length >= this.maxEntries) throw full(this.maxEntries);
    const { token, hash } = this.issue(value, about.category, avoid);
    const valueHash = hashOf(value);
    const index = this.entries.length;
    const offset = this.store(value);
    this.entries.push({
      token,
      category: about.category,
      type: about.type,
      title: about.title,
      kind: about.kind,
      source: about.source,
      places: [],
      used: false,
      offset,
      length: value.length,
      next: this.heads.get(valueHash) ?? -1,
    });
    this.heads.set(valueHash, index);
    this.byToken.set(token, index);
    this.hashes.add(hash);
    return index;
  }

  entry(index: number): VaultEntry {
    return this.entries[index]!;
  }

  tokenOf(index: number): string {
    return this.entries[index]!.token;
  }

  /** The entry that a canonical token stands for, or -1. */
  byTokenText(token: string): number {
    return this.byToken.get(token) ?? -1;
  }

  valueOf(index: number): string {
    const { offset, length } = this.entries[index]!;
    let value = '';
    for (let from = offset; from < offset + length; from += 8192) {
      value += String.fromCharCode(...this.arena.subarray(from, Math.min(from + 8192, offset + length)));
    }
    return value;
  }

  describe(index: number): TokenDescription {
    const { category, type, source } = this.entries[index]!;
    return {
      category,
      type,
      ...(source === undefined ? {} : { path: source.path }),
      ...(source?.line === undefined ? {} : { line: source.line }),
    };
  }

  list(): readonly SessionToken[] {
    return this.entries.map(({ token, category, type, title, used, source, places }) => {
      const all = source === undefined ? places : [source, ...places.filter(({ path }) => path !== source.path)];
      return { token, category, type, title, used, places: all };
    });
  }

  destroy(): void {
    this.arena.fill(0);
    this.arena = new Uint16Array(0);
    this.used = 0;
    this.entries = [];
    this.entriesUsed = 0;
    this.heads.clear();
    this.byToken.clear();
    this.hashes.clear();
    this.digest.destroy();
  }

  /** The shortest hash that nobody has. Hashes are unique whatever the category, so that a changed category can't reach another value. */
  private issue(value: string, category: Category, avoid?: ReadonlySet<string>): { token: string; hash: string } {
    for (let salt = 0; salt < 16; salt++) {
      const digits = this.digest.hex(value, salt);
      for (const length of hashLengths) {
        const hash = digits.slice(0, length);
        const token = formatPlaceholder(category, hash);
        if (!this.hashes.has(hash) && avoid?.has(token) !== true) return { token, hash };
      }
    }
    throw full(this.maxEntries);
  }

  private store(value: string): number {
    if (this.used + value.length > this.arena.length) {
      const larger = new Uint16Array(Math.max(this.arena.length * 2, this.used + value.length));
      larger.set(this.arena.subarray(0, this.used));
      this.arena.fill(0);
      this.arena = larger;
    }
    const offset = this.used;
    for (let i = 0; i < value.length; i++) this.arena[offset + i] = value.charCodeAt(i);
    this.used += value.length;
    return offset;
  }

  private equals(offset: number, value: string): boolean {
    for (let i = 0; i < value.length; i++) if (this.arena[offset + i] !== value.charCodeAt(i)) return false;
    return true;
  }
}

function hashOf(value: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < value.length; i++) hash = Math.imul(hash ^ value.charCodeAt(i), 0x01000193);
  return hash ^ value.length;
}

function full(limit: number): TakumoError {
  return new TakumoError(
    'vault-full',
    `This session has reached its limit of ${limit} secrets, so nothing more is sent.`,
    {
      action: 'Start a new session; what is open then gets new tokens.',
    },
  );
}
