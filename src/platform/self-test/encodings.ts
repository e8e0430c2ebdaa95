/** Looks for a value in bytes that left, in every spelling somebody could read it from. */

/** The value's spellings: name and text. Base64 is looked for at each of its three alignments. */
function spellings(value: string): readonly (readonly [name: string, text: string])[] {
  const bytes = Buffer.from(value, 'utf8');
  const json = JSON.stringify(value).slice(1, -1);
  return [
    ['plain', bytes.toString('latin1')],
    ['json', json],
    ['json in json', JSON.stringify(json).slice(1, -1)],
    ['url', encodeURIComponent(value)],
    ['hex', bytes.toString('hex')],
    ['utf-16', bytes.toString('latin1').split('').join('\0')],
    ['reversed', value.split('').reverse().join('')],
    ...[0, 1, 2].map((shift) => [`base64 at ${shift}`, alignedBase64(bytes, shift)] as const),
    ...[0, 1, 2].map((shift) => [`base64url at ${shift}`, urlSafe(alignedBase64(bytes, shift))] as const),
  ];
}

/** The names of the spellings in which the value stands in the text; empty when it got nowhere. Case counts for nothing. */
export function findLeaks(value: string, text: string): readonly string[] {
  const folded = text.toLowerCase();
  const unescaped = folded.replace(/\\u00([0-9a-f]{2})|%([0-9a-f]{2})/g, (_, a?: string, b?: string) =>
    String.fromCharCode(Number.parseInt(a ?? b ?? '', 16)),
  );
  const together = folded.replace(/\\n|\s+/g, '');
  return spellings(value)
    .filter(([, spelled]) => {
      const wanted = spelled.toLowerCase();
      return folded.includes(wanted) || unescaped.includes(wanted) || together.includes(wanted);
    })
    .map(([name]) => name);
}

/** The characters of a base64 text that depend on these bytes alone, when they start at that place of a group of three. */
function alignedBase64(bytes: Buffer, shift: number): string {
  const text = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  const head = shift === 0 ? 0 : shift + 1;
  const tail = (shift + bytes.length) % 3 === 0 ? text.length : text.length - 1;
  return text.slice(head, tail);
}

function urlSafe(text: string): string {
  return text.replaceAll('+', '-').replaceAll('/', '_');
}
