/** The rows of the Session view, by category or by file. They name tokens, titles and places; values stay in the vault. Pure. */
import { type Category, categories } from '../../engine/model.ts';

/** One token, as the view needs it. `places` are relative to the workspace. */
export interface TokenRow {
  readonly kind: 'token';
  /** Unique among all rows: a token stands under each of its files. */
  readonly id: string;
  readonly token: string;
  readonly category: Category;
  /** What was found, for a person. */
  readonly title: string;
  readonly places: readonly Place[];
  /** The place that this row opens. */
  readonly place?: Place;
}

export interface Place {
  readonly path: string;
  readonly line?: number;
}

export interface GroupRow {
  readonly kind: 'group';
  readonly id: string;
  /** The category or the file; neither for tokens that stood in no file. */
  readonly category?: Category;
  readonly path?: string;
  readonly tokens: readonly TokenRow[];
}

export type SessionRow = GroupRow | TokenRow;
export type Grouping = 'category' | 'file';

export type TokenFacts = Omit<TokenRow, 'kind' | 'id' | 'place'>;

export function groupTokens(tokens: readonly TokenFacts[], by: Grouping): readonly GroupRow[] {
  return by === 'category' ? byCategory(tokens) : byFile(tokens);
}

/** `__TAKUMO_v1_KEY_0a1b2c3d__` as `KEY_0a1b2c3d`: what tells one token from another. */
export function shortToken(token: string): string {
  return token.replace(/^__TAKUMO_v\d+_/, '').replace(/__$/, '');
}

export function placeText({ path, line }: Place): string {
  return line === undefined ? path : `${path}:${line}`;
}

function byCategory(tokens: readonly TokenFacts[]): readonly GroupRow[] {
  return categories.flatMap((category): GroupRow[] => {
    const inside = tokens.filter((token) => token.category === category);
    return inside.length === 0
      ? []
      : [
          {
            kind: 'group',
            id: category,
            category,
            tokens: inside.map((token) => row(token, category, token.places[0])),
          },
        ];
  });
}

/** Files by name; what stood in no file (typed into the chat, in a terminal) comes last. */
function byFile(tokens: readonly TokenFacts[]): readonly GroupRow[] {
  const files = new Map<string, TokenRow[]>();
  const elsewhere: TokenRow[] = [];
  for (const token of tokens) {
    if (token.places.length === 0) elsewhere.push(row(token, '', undefined));
    for (const place of token.places) {
      const inFile = files.get(place.path) ?? [];
      files.set(place.path, [...inFile, row(token, place.path, place)]);
    }
  }
  const sorted = [...files].sort(([one], [other]) => (one < other ? -1 : 1));
  const groups = sorted.map(
    ([path, inside]): GroupRow => ({
      kind: 'group',
      id: `file ${path}`,
      path,
      tokens: inside.sort((one, other) => (one.place?.line ?? 0) - (other.place?.line ?? 0)),
    }),
  );
  return elsewhere.length === 0 ? groups : [...groups, { kind: 'group', id: 'elsewhere', tokens: elsewhere }];
}

function row(token: TokenFacts, group: string, place: Place | undefined): TokenRow {
  return { ...token, kind: 'token', id: `${group} ${token.token}`, ...(place === undefined ? {} : { place }) };
}
