/** Canonical JSON (RFC 8785): one text for one value, so that what is signed can be made again byte by byte. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** JavaScript's own number and string forms are those of the RFC; what is left is the order of names, by UTF-16 code units. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const object = value as { readonly [name: string]: Json };
  const members = Object.keys(object).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonicalJson(object[name]!)}`).join(',')}}`;
}
