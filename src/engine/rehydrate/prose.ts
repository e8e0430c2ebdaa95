/**
 * Restores into Markdown that will be rendered, never where rendering could send the value away: a link's or image's target, a reference
 * definition, an address, an HTML tag. It reads forward only and, where renderers could disagree, takes the reading that restores less.
 * Inline code and code blocks restore; only a fence that FenceTracker trusts may hold what looks like a link.
 */
import { FenceTracker, longHtml } from './fences.ts';
import { HtmlTag, hazardousTags } from './html-tag.ts';
import type { SinkContext } from './sink.ts';

export function proseContext(): SinkContext {
  return new ProseContext();
}

/** A word that holds one of these is an address, or may be made one. */
const address =
  /(?:https?|ftp|mailto|xmpp|command|javascript|data|file|vscode[a-z-]*|blob|ws|wss|tel|sms):|www\.|&(?:#|[a-z])/;
/** A value that a renderer would make a link of by itself: what follows it in the text would become part of its address. */
const autolink = /(?:https?|ftp):\/\/|www\./i;
const rawTags: ReadonlySet<string> = new Set(['pre', 'code', 'kbd']);
const longestLine = 4096;
const longestWord = 4096;

class ProseContext implements SinkContext {
  private readonly fences = new FenceTracker();
  private line = '';
  private lineIsLong = false;
  private word = '';
  private wordIsAddress = false;
  private previous = '\n';
  private wasReturn = false;
  private tag: HtmlTag | undefined;
  private entity = '';
  /** The letters since a `<`. */
  private tagName: string | undefined;
  /** Inside `](`: `plain` while it is a target without anything that could make its end doubtful. */
  private target: 'none' | 'plain' = 'none';
  private untilBlank = false;
  private forever = false;
  /** A line since the last blank one may have begun an HTML block, whose text a renderer passes on as it is. */
  private htmlBlock = false;
  /** One that blank lines don't end; where it does is not followed. */
  private longHtmlBlock = false;
  /** Backquotes in a row, up to here; whether a code span could begin with them beyond doubt; and the size of the one that is open. */
  private run = 0;
  private runIsClean = false;
  private spanSize = 0;
  /** Backquotes of this paragraph that may pair with later ones. */
  private strayRun = false;

  write(text: string): void {
    for (let i = 0; i < text.length; i++) this.step(text[i]!);
  }

  place(value: string): string | undefined {
    if (!this.isSafe() || (!this.fences.trusted && autolink.test(value))) return undefined;
    this.write(value);
    return value;
  }

  private isSafe(): boolean {
    if (this.forever || this.fences.drawn) return false;
    if (this.fences.trusted) return true;
    return (
      !this.untilBlank &&
      this.target === 'none' &&
      this.tag === undefined &&
      !this.wordIsAddress &&
      // The value would be the tag's name.
      this.previous !== '<' &&
      // A fence's info string becomes an attribute.
      !/^[\s>*+\-\d.)]*(?:```|~~~)/.test(this.line)
    );
  }

  /** What a code span that just closed held was no Markdown: what it seemed to open is taken back. Spans over lines are not believed. */
  private followBackticks(char: string): void {
    if (char === '`') {
      if (this.run === 0) this.runIsClean = this.isClean();
      this.run++;
      return;
    }
    if (this.run > 0) {
      if (this.spanSize === 0) {
        if (this.runIsClean) this.spanSize = this.run;
        else this.strayRun = true;
      } else if (this.run === this.spanSize) {
        this.spanSize = 0;
        this.tag = undefined;
        this.target = 'none';
        this.untilBlank = false;
        this.wordIsAddress = false;
        this.word = '';
        this.entity = '';
        this.forever = false;
        this.previous = ' ';
      }
      this.run = 0;
    }
    if (this.spanSize > 0 && (char === '\n' || char === '|')) {
      this.spanSize = 0;
      this.strayRun = true;
    }
  }

  /** Nothing before this place can make a backquote mean anything but a code span's beginning. */
  private isClean(): boolean {
    return (
      !this.forever &&
      !this.untilBlank &&
      !this.htmlBlock &&
      !this.strayRun &&
      this.target === 'none' &&
      this.tag === undefined &&
      !this.wordIsAddress &&
      this.previous !== '\\' &&
      this.previous !== '<' &&
      !/[$|]/.test(this.line)
    );
  }

  private step(char: string): void {
    if (char === '\n' && this.wasReturn) {
      // CR LF is one line break.
      this.wasReturn = false;
      return;
    }
    this.wasReturn = char === '\r';
    const isBreak = char === '\n' || char === '\r';
    if (!this.fences.trusted) this.followInline(isBreak ? '\n' : char);
    if (isBreak) this.endLine();
    else if (this.line.length < longestLine) this.line += char;
    else this.lineIsLong = true;
    this.previous = isBreak ? '\n' : char;
  }

  private endLine(): void {
    // A line of spaces ends a paragraph too, but not for every renderer.
    const blank = this.line === '';
    const wasTrusted = this.fences.trusted;
    if (!wasTrusted && longHtml.test(this.line)) this.longHtmlBlock = true;
    this.fences.endLine(this.lineIsLong ? `${this.line}x` : this.line);
    this.line = '';
    this.lineIsLong = false;
    if (wasTrusted || this.fences.trusted) {
      // A fence ends every paragraph, and nothing inline reaches over it, but for an HTML block whose tag is still open.
      if (!wasTrusted) this.endParagraph();
      this.previous = '\n';
    } else if (blank) {
      this.endParagraph();
    }
  }

  private endParagraph(): void {
    if (this.tag !== undefined) {
      // An open comment hides what follows; an open tag of an HTML block takes what follows for its attributes.
      if (this.htmlBlock && this.tag.state !== 'comment') this.forever = true;
      if (this.tag.state !== 'comment') this.tag = undefined;
    }
    this.untilBlank = false;
    this.target = 'none';
    this.htmlBlock = this.longHtmlBlock;
    this.strayRun = false;
    this.spanSize = 0;
    this.word = '';
    this.wordIsAddress = false;
    this.entity = '';
  }

  private followInline(char: string): void {
    this.followBackticks(char);
    this.followWord(char);
    this.followEntity(char);
    this.followName(char);
    if (this.tag !== undefined) this.followTag(char);
    else if (this.previous === '<' && /[a-zA-Z/!?]/.test(char)) this.openTag(char);
    if (this.target === 'plain') this.followTarget(char);
    if (this.previous === ']') {
      if (char === '(') this.target = 'plain';
      // A definition's address and title may stand on the lines that follow it.
      else if (char === ':') this.untilBlank = true;
    }
    // What stands between these brackets becomes an attribute.
    if (this.previous === '!' && char === '[') this.untilBlank = true;
    if (char === '<' && /^[\s>*+\-\d.)]*$/.test(this.line)) this.htmlBlock = true;
  }

  private followWord(char: string): void {
    if (char === ' ' || char === '\n' || char === '\t') {
      this.word = '';
      this.wordIsAddress = false;
      return;
    }
    if (this.wordIsAddress || char === '\\') return;
    if (this.word.length < longestWord) this.word += char.toLowerCase();
    else this.wordIsAddress = true;
    // Only what just ended can have completed an address.
    if ((char === ':' || char === '.' || this.word.includes('&')) && address.test(this.word)) this.wordIsAddress = true;
  }

  /** `&lt;` is text, but not for everybody: after it a tag may begin. */
  private followEntity(char: string): void {
    if (char === '&') this.entity = '&';
    else if (this.entity !== '' && this.entity.length < 10) {
      this.entity += char.toLowerCase();
      if (char === ';') {
        if (/^&(?:lt|#0*60|#x0*3c);$/.test(this.entity)) this.untilBlank = true;
        this.entity = '';
      }
    }
  }

  /** A hazardous tag counts wherever it stands: what looks like another tag's attribute may be text. */
  private followName(char: string): void {
    if (char === '<') this.tagName = '';
    else if (this.tagName !== undefined) {
      if (/[a-zA-Z]/.test(char) && this.tagName.length < 12) this.tagName += char.toLowerCase();
      else {
        if (hazardousTags.has(this.tagName)) this.forever = true;
        // Behind these some renderers pass on what they would escape elsewhere.
        if (rawTags.has(this.tagName)) {
          this.longHtmlBlock = true;
          this.htmlBlock = true;
        }
        this.tagName = undefined;
      }
    }
  }

  private openTag(char: string): void {
    this.tag = new HtmlTag();
    this.tag.step(char);
  }

  private followTag(char: string): void {
    const { tag } = this;
    // Where a line begins it may be a quotation's sign, which is not part of the tag.
    if (tag === undefined || (char === '>' && /^[\s>]*$/.test(this.line))) return;
    tag.step(char);
    if (tag.disputed) this.forever = true;
    if (tag.state === 'closed') {
      this.tag = undefined;
    } else if (tag.state === 'loose') {
      this.untilBlank = true;
      // In an HTML block the tag stays open for the HTML parser, wherever Markdown ends it.
      if (this.htmlBlock) this.forever = true;
      this.tag = undefined;
    }
  }

  private followTarget(char: string): void {
    if (char === ')') this.target = 'none';
    else if (/[\s<>"'(\\&[\]`]/.test(char)) {
      this.target = 'none';
      this.untilBlank = true;
    }
  }
}
