/** Has Sentinel look at what a model wrote: the code blocks of its answer and the files its tool calls write. The answer never waits for it. */

import type { ReceiptDraft } from '../../engine/audit/receipt.ts';
import type { CodeBlocks } from '../../engine/guard/code-blocks.ts';
import type { GuardSession } from '../../engine/guard/dependencies.ts';
import type { ChatDeps, InboundFinding } from './dependencies.ts';

/** How long a receipt waits for reviews, in milliseconds. */
const patience = 3000;
const contentKeys = ['content', 'newString', 'new_string', 'code', 'newCode', 'insert_text', 'file_text'];

export class Reviews {
  private readonly deps: ChatDeps;
  private readonly conversation: string;
  private readonly modelName: string;
  private readonly receipt: ReceiptDraft;
  private readonly session: GuardSession;
  private readonly sent: ReadonlySet<string>;
  private readonly blocks: CodeBlocks;
  private readonly running: Promise<void>[] = [];

  constructor(
    deps: ChatDeps,
    Blocks: new () => CodeBlocks,
    about: {
      readonly conversation: string;
      readonly modelName: string;
      readonly receipt: ReceiptDraft;
      readonly session: GuardSession;
      /** The tokens that left with the request. */
      readonly sent: ReadonlySet<string>;
    },
  ) {
    this.deps = deps;
    this.blocks = new Blocks();
    this.conversation = about.conversation;
    this.modelName = about.modelName;
    this.receipt = about.receipt;
    this.session = about.session;
    this.sent = about.sent;
  }

  text(shown: string): void {
    for (const block of this.blocks.push(shown)) {
      this.review(block.text, block.language, undefined, undefined);
    }
  }

  end(): void {
    for (const block of this.blocks.end()) {
      this.review(block.text, block.language, undefined, undefined);
    }
  }

  /** A call that writes a file: `path` is the file. */
  toolCall(tool: string, input: Readonly<Record<string, unknown>>, path: string): void {
    const extension = /\.(\w{1,12})$/.exec(path)?.[1]?.toLowerCase() ?? '';
    for (const key of contentKeys) {
      const content = input[key];
      if (typeof content === 'string') {
        this.review(content, extension, path, tool);
      }
    }
  }

  /** Resolves when all reviews are done, or when they take too long. */
  async settled(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patience);
    });
    await Promise.race([Promise.all(this.running), limit]);
    clearTimeout(timer);
  }

  private review(text: string, language: string, path: string | undefined, tool: string | undefined): void {
    if (text.trim() !== '') {
      this.running.push(this.run(text, language, path, tool));
    }
  }

  /** Without the person's own secrets, which the guard itself has put back: quoting them is no weakness of the answer. */
  private notOwn(text: string, findings: readonly InboundFinding[]): readonly InboundFinding[] {
    if (!findings.some(({ rule }) => rule.startsWith('secret/'))) return findings;
    const own = this.session
      .mask({ leaves: [{ text }], staysHere: true })
      .findings.filter(({ token }) => token !== undefined && this.sent.has(token))
      .map(({ finding }) => finding);
    return findings.filter(
      ({ rule, start = 0, end = text.length }) =>
        !rule.startsWith('secret/') || !own.some((known) => known.start < end && start < known.end),
    );
  }

  private async run(text: string, language: string, path: string | undefined, tool: string | undefined): Promise<void> {
    try {
      const sentinel = await this.deps.sentinel();
      const review = await sentinel?.review({ text, language, ...(path === undefined ? {} : { path }) });
      const findings = this.notOwn(text, review?.findings ?? []);
      if (findings.length > 0) {
        this.receipt.findings.push(...findings.map((finding) => finding.rule));
        this.deps.onInboundFindings({
          conversation: this.conversation,
          modelName: this.modelName,
          kind: 'code',
          findings,
          language,
          ...(path === undefined ? {} : { path }),
          ...(tool === undefined ? {} : { tool }),
        });
      }
    } catch (error) {
      this.deps.log.error('a code block of an answer was not reviewed', error);
    }
  }
}
