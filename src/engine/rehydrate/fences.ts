/**
 * Tells, line by line, whether a Markdown text is inside a fenced code block beyond doubt. Only a fence that begins in the first column, with
 * nothing before it that could make a renderer see something else, is trusted; one surprise and no fence of the text is trusted any more.
 * Rules: CommonMark 0.31, and where the `marked` library differs from it, the stricter of both.
 */

interface Fence {
  readonly char: string;
  readonly size: number;
  readonly drawn: boolean;
}

interface OpenFence extends Fence {
  /** Columns before an untrusted fence. It is closed by its like at the same indentation, with nothing to its left in between. */
  readonly indent: number;
}

const fenceLine = /^([ \t]*)(`{3,}|~{3,})(.*)$/s;
/** Behind the signs of quotations and lists, a line that may begin an HTML block. */
const htmlLine = /^[\s>*+\-\d.)]*</;
/** HTML blocks that blank lines don't end. */
export const longHtml = /^[\s>*+\-\d.)]*<(?:script|pre|style|textarea|!|\?)/i;
/** A block of mathematics may swallow fences. */
const mathLine = /^[\s>*+\-\d.)]*\$/;
/** A reference definition, or what may become one: its label, address and title may swallow the lines that follow. */
const definitionLine = /^[\s>*+\-\d.)]*\[(?:[^\]]*$|.*\]:)/;

/**
 * Blocks that a chat draws, or looks up, instead of showing their text: what stands in them may be loaded. VS Code draws Mermaid, and asks
 * the Marketplace for the ids in a `vscode-extensions` block; extensions can add renderers.
 */
const drawnFence =
  /^[\s>*+\-\d.)]*(?:`{3,}|~{3,})[\s{.]*(?:mermaid|vscode-[a-z-]*|math|katex|markmap|vega(?:-lite)?|plantuml|puml|graphviz|geojson|topojson|stl|d2|echarts|chart)(?![\w-])/i;

export class FenceTracker {
  /** Everything from here to the closing fence is code. */
  get trusted(): boolean {
    return this.open !== undefined;
  }

  /** A block that is drawn: nothing in it is only shown. */
  get drawn(): boolean {
    return this.open?.drawn === true || this.drawnSomewhere;
  }

  private open: Fence | undefined;
  private untrusted: OpenFence | undefined;
  private doubtful = false;
  private html = false;
  /** A drawn block whose end nobody can tell for sure. */
  private drawnSomewhere = false;

  /** Takes a complete line, without its line break. */
  endLine(line: string): void {
    if (this.open !== undefined) {
      this.insideTrusted(line, this.open);
      return;
    }
    const drawn = drawnFence.test(line);
    const match = fenceLine.exec(line);
    if (drawn && (this.doubtful || this.html || this.untrusted !== undefined || !/^(?:`|~)/.test(line))) {
      this.drawnSomewhere = true;
    }
    if (this.doubtful) return;
    if (this.untrusted !== undefined) {
      this.insideUntrusted(line, match, this.untrusted);
      return;
    }
    if (line === '') {
      // Only an empty line ends an HTML block for everybody.
      this.html = false;
      return;
    }
    if (longHtml.test(line) || mathLine.test(line) || definitionLine.test(line)) {
      this.doubtful = true;
      return;
    }
    this.html ||= htmlLine.test(line);
    if (match === null) return;
    const [, indent = '', run = '', info = ''] = match;
    if (run.startsWith('`') && info.includes('`')) return;
    const fence = { char: run.charAt(0), size: run.length, drawn };
    if (this.html || indent.includes('\t')) this.doubtful = true;
    else if (indent === '') this.open = fence;
    else this.untrusted = { ...fence, indent: indent.length };
  }

  private insideTrusted(line: string, open: Fence): void {
    const match = fenceLine.exec(line);
    if (match === null) return;
    const [, indent = '', run = '', rest = ''] = match;
    if (!run.startsWith(open.char) || run.length < open.size) return;
    if (indent.length <= 3 && !indent.includes('\t') && /^ *$/.test(rest)) {
      this.open = undefined;
    } else if (/^[`~ \t]*$/.test(rest)) {
      // Some renderers end the block here and some don't.
      this.open = undefined;
      this.doubtful = true;
    }
  }

  private insideUntrusted(line: string, match: RegExpExecArray | null, open: OpenFence): void {
    if (line.trim() === '') return;
    const indent = /^ */.exec(line)![0].length;
    if (indent < open.indent || line.startsWith('\t')) {
      this.untrusted = undefined;
      this.doubtful = true;
      return;
    }
    const [, , run = '', rest = ''] = match ?? [];
    if (!run.startsWith(open.char) || run.length < open.size || run === '') return;
    if (indent === open.indent && /^ *$/.test(rest)) this.untrusted = undefined;
    else if (/^[`~ \t]*$/.test(rest)) {
      this.untrusted = undefined;
      this.doubtful = true;
    }
  }
}
