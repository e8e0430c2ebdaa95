/**
 * Tool names as the strict APIs take them (letters, digits, `_`, `-`), and back. A name that fits stays as it is; every other character
 * becomes `_x<hex>_`, so that the answer's name leads back to the tool without any memory. Sources:
 * https://platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools, https://platform.openai.com/docs/api-reference/chat/create
 */

/** The name for the wire: it fits, and `readToolName` gives the tool's own name again. */
export function writeToolName(name: string): string {
  return name
    .replace(/_(?=x[0-9a-f]{1,6}_)/g, '_x5f_')
    .replace(/[^A-Za-z0-9_-]/gu, (character) => `_x${character.codePointAt(0)!.toString(16)}_`);
}

/** The tool's own name. */
export function readToolName(name: string): string {
  return name.replace(/_x([0-9a-f]{1,6})_/g, (whole, hex: string) => {
    const code = Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
