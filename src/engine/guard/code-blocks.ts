/** Collects the fenced code blocks of a streamed Markdown text, line by line, for the review of what a model wrote. Fences as CommonMark has them. */

export interface CodeBlock {
  /** The first word of the fence's info string, lower case; empty when there is none. */
  readonly language: string;
  readonly text: string;
}

const longestBlock = 400_000;

export class CodeBlocks {
  private line = '';
  private fence: { readonly mark: string; readonly language: string } | undefined;
  private lines: string[] = [];
  private size = 0;

  /** The blocks that ended in this chunk. */
  push(chunk: string): readonly CodeBlock[] {
    const ended: CodeBlock[] = [];
    let from = 0;
    for (let at = chunk.indexOf('\n'); at >= 0; at = chunk.indexOf('\n', from)) {
      const block = this.take(this.line + chunk.slice(from, at));
      if (block !== undefined) {
        ended.push(block);
      }
      this.line = '';
      from = at + 1;
    }
    this.line += chunk.slice(from);
    return ended;
  }

  /** A block that the text ends in. */
  end(): readonly CodeBlock[] {
    const block = this.take(this.line) ?? (this.fence === undefined ? undefined : this.close());
    this.line = '';
    return block === undefined ? [] : [block];
  }

  /** True while the text is inside a block. */
  get open(): boolean {
    return this.fence !== undefined;
  }

  private take(line: string): CodeBlock | undefined {
    const match = /^ {0,3}(`{3,}|~{3,})[ \t]*([^\s`{]*)?[^`]*$/.exec(line.length > 300 ? '' : line);
    if (this.fence === undefined) {
      if (match !== null) {
        this.fence = { mark: match[1]!, language: (match[2] ?? '').toLowerCase() };
        this.lines = [];
        this.size = 0;
      }
      return undefined;
    }
    const mark = this.fence.mark;
    if (match !== null && match[1]!.startsWith(mark) && line.trim() === match[1]) {
      return this.close();
    }
    this.size += line.length + 1;
    if (this.size <= longestBlock) {
      this.lines.push(line);
    }
    return undefined;
  }

  private close(): CodeBlock {
    const block = { language: this.fence?.language ?? '', text: this.lines.join('\n') };
    this.fence = undefined;
    this.lines = [];
    return block;
  }
}
