/**
 * Follows one HTML tag or comment, character by character, by the grammar that CommonMark gives an inline tag. What closes by that grammar is
 * closed for every HTML parser; what leaves it is loose, and nobody can say where it ends.
 */

type TagState =
  | 'open'
  | 'name'
  | 'between'
  | 'attribute'
  | 'after-attribute'
  | 'value'
  | 'double'
  | 'single'
  | 'bare'
  | 'after-value'
  | 'slash'
  | 'comment'
  | 'loose'
  | 'closed';

/** What these hold is read by rules of its own, or loads something; nothing after them is safe. */
export const hazardousTags: ReadonlySet<string> = new Set(
  'script style textarea title xmp iframe noembed noframes noscript plaintext template svg math object embed link meta base form'.split(
    ' ',
  ),
);

export class HtmlTag {
  state: TagState = 'open';
  /** Parsers disagree on where it ends. */
  disputed = false;
  private name = '';
  private recent = '';

  step(char: string): void {
    if (this.state === 'comment') {
      this.recent = (this.recent + char).slice(-4);
      // Some parsers end a comment at `<!-->`, `<!--->` and `--!>`, and for some it is none: what seems a tag inside may be one.
      if (this.recent === '>' || this.recent === '->' || this.recent === '--!>' || char === '<') this.disputed = true;
      if (this.recent.endsWith('-->')) this.state = 'closed';
      return;
    }
    this.state = this.next(char);
  }

  private next(char: string): TagState {
    switch (this.state) {
      case 'open':
      case 'name':
        return this.inName(char);
      case 'after-value':
      case 'between':
        if (isSpace(char)) return 'between';
        if (char === '/') return 'slash';
        if (char === '>') return 'closed';
        return this.state === 'between' && /[a-zA-Z_:]/.test(char) ? 'attribute' : 'loose';
      case 'attribute':
        if (/[\w.:-]/.test(char)) return 'attribute';
        return this.afterAttribute(char);
      case 'after-attribute':
        if (isSpace(char)) return 'after-attribute';
        return /[a-zA-Z_:]/.test(char) ? 'attribute' : this.afterAttribute(char);
      case 'value':
        if (isSpace(char)) return 'value';
        if (char === '"') return 'double';
        if (char === "'") return 'single';
        return /[=<>`]/.test(char) ? 'loose' : 'bare';
      case 'double':
        return char === '"' ? 'after-value' : 'double';
      case 'single':
        return char === "'" ? 'after-value' : 'single';
      case 'bare':
        if (isSpace(char)) return 'between';
        if (char === '>') return 'closed';
        return /["'=<`]/.test(char) ? 'loose' : 'bare';
      case 'slash':
        return char === '>' ? 'closed' : 'loose';
      default:
        return this.state;
    }
  }

  private inName(char: string): TagState {
    if (this.state === 'open') {
      if (char === '!' || char === '?') {
        this.name = char;
        return 'name';
      }
      if (char === '/') return this.name === '' ? 'open' : 'loose';
    }
    if (this.name.startsWith('!')) {
      if (this.name === '!-' && char === '-') return 'comment';
      this.name = (this.name + char).slice(0, 16);
      // A declaration, or CDATA: HTML parsers end them at the first `>`, Markdown may not.
      return this.name === '!-' || char !== '>' ? 'name' : 'loose';
    }
    if (this.name.startsWith('?')) return char === '>' ? 'loose' : 'name';
    if (/[a-zA-Z0-9-]/.test(char)) {
      this.name = (this.name + char.toLowerCase()).slice(0, 16);
      return 'name';
    }
    if (isSpace(char)) return 'between';
    if (char === '/') return 'slash';
    return char === '>' ? 'closed' : 'loose';
  }

  private afterAttribute(char: string): TagState {
    if (char === '=') return 'value';
    if (isSpace(char)) return 'after-attribute';
    if (char === '/') return 'slash';
    return char === '>' ? 'closed' : 'loose';
  }
}

function isSpace(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\n' || char === '\r';
}
