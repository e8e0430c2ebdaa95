/** The lazy door of `@takumo`. What keeps state for the whole window comes in; nothing here makes a second one. */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { answerRequest, conversationName } from '../chat/answer.ts';
import type { ChatDeps } from '../chat/dependencies.ts';
import { loadEngine } from '../engine.ts';
import type { Shell } from '../shell.ts';
import { type Asked, ask } from './ask.ts';
import { metadataOf, readQuestion, type TurnMetadata } from './conversation.ts';
import { Fixes } from './fixes.ts';
import { followups } from './followups.ts';
import { plain } from './markdown.ts';
import { PendingQuestions, type Word } from './pending.ts';
import { help, policy, receipt, review, scan } from './slash-commands.ts';

export interface ParticipantDeps {
  readonly shell: Shell;
  readonly chat: ChatDeps;
  readonly answer: typeof answerRequest;
  readonly conversationName: typeof conversationName;
}

type About = TurnMetadata['takumo']['about'];

export class Participant {
  readonly fixes = new Fixes();
  readonly followups = followups;
  readonly #deps: ParticipantDeps;
  readonly #pending = new PendingQuestions<Asked>();
  /** The person's word on a question whose turn is over, until the turn that brings it. */
  readonly #words = new Map<string, Word>();

  constructor(deps: ParticipantDeps) {
    this.#deps = deps;
  }

  readonly handle: vscode.ChatRequestHandler = async (request, context, stream, token) => {
    const name =
      context.history.map((turn) => metadataOf(turn)?.conversation).findLast((one) => one !== undefined) ??
      randomUUID();
    const at = { request, stream, token };
    const done = (about: About, found?: boolean): vscode.ChatResult => {
      const metadata: TurnMetadata = {
        takumo: { conversation: name, sent: false, about, ...(found === undefined ? {} : { found }) },
      };
      return { metadata };
    };
    const { shell } = this.#deps;
    const commands = { shell, fixes: this.fixes };
    try {
      switch (request.command) {
        case 'scan':
          return done('scan', await scan(commands, at));
        case 'review':
          return done('review', await review(commands, at));
        case 'receipt':
          receipt(commands, at, await this.#nameInReceipts(name));
          return done('receipt');
        case 'policy':
          await policy(commands, at);
          return done('policy');
        case 'help':
          help(at);
          return done('help');
        default:
          return await this.#ask(request, context, stream, token, name);
      }
    } catch (error) {
      shell.log.error('@takumo could not answer', error);
      const message = vscode.l10n.t('@takumo could not answer. Nothing was sent unguarded. See the Takumo log.');
      return { ...done('failed'), errorDetails: { message } };
    }
  };

  /** The button of a blocked question. While its turn waits, the turn goes on; later the question is asked again, as it was, in a turn of its own. */
  async sendHeld(id: unknown, word: unknown): Promise<boolean> {
    const asked = typeof id === 'string' ? this.#pending.peek(id) : undefined;
    if (asked === undefined || (word !== 'send' && word !== 'always')) {
      void vscode.window.showInformationMessage(vscode.l10n.t('This question is no longer held. Ask it again.'));
      return false;
    }
    if (asked.hold !== undefined && this.#deps.shell.holds.answer(asked.hold, word)) {
      this.#pending.take(id as string);
      return true;
    }
    this.#words.set(id as string, word);
    await vscode.commands.executeCommand('workbench.action.chat.open', {
      query: `@takumo ${resumption(id as string)}`,
      mode: 'ask',
    });
    return true;
  }

  /** New Session: what was held and what is known of it goes too. */
  forget(): void {
    this.#pending.clear();
    this.#words.clear();
    this.fixes.clear();
  }

  async #ask(
    request: vscode.ChatRequest,
    context: vscode.ChatContext,
    stream: vscode.ChatResponseStream,
    token: vscode.CancellationToken,
    name: string,
  ): Promise<vscode.ChatResult> {
    const { shell, chat, answer } = this.#deps;
    const deps = {
      chat,
      answer,
      pending: this.#pending,
      answerHold: (hold: number, word: Word) => shell.holds.answer(hold, word),
    };
    const resumed = this.#resume(request.prompt);
    if (resumed === 'gone') {
      stream.markdown(vscode.l10n.t('This question is no longer held. Ask it again.'));
      return { metadata: { takumo: { conversation: name, sent: false, about: 'failed' } } satisfies TurnMetadata };
    }
    if (resumed !== undefined) return ask(deps, resumed.asked, { stream, token, word: resumed.word });
    const { conversation, attachments, left } = await readQuestion(request, context);
    for (const { uri, range } of attachments) {
      if (uri !== undefined) stream.reference(range === undefined ? uri : new vscode.Location(uri, range));
    }
    const tools = request.toolReferences.map(({ name: tool }) =>
      vscode.l10n.t('{0} was not run: @takumo gives models no tools.', tool),
    );
    // An attachment's name may be a command line.
    const { texts } = (await chat.session()).mask({
      leaves: [...left, ...tools].map((text) => ({ text })),
      staysHere: true,
    });
    for (const one of texts) stream.progress(plain(one));
    return ask(deps, { conversation, name, model: request.model }, { stream, token });
  }

  /** The very question that a button has sent, once: only the words that the button itself put in bring it. */
  #resume(prompt: string): { readonly asked: Asked; readonly word: Word } | 'gone' | undefined {
    if (prompt.trim().replace(shortId, '') !== resumption('')) return undefined;
    for (const [id, word] of this.#words) {
      if (prompt.trim() === resumption(id)) {
        this.#words.delete(id);
        const asked = this.#pending.take(id);
        return asked === undefined ? 'gone' : { asked, word };
      }
    }
    return 'gone';
  }

  async #nameInReceipts(name: string): Promise<string> {
    const { conversationKey } = await loadEngine();
    return this.#deps.conversationName(conversationKey({ messages: [], tools: [], toolMode: 'auto' }, name));
  }
}

const shortId = /[0-9a-f]{8}/;

/** What the chat shows as the question of such a turn. */
const resumption = (id: string): string => vscode.l10n.t('Send the held question with tokens ({0})', id.slice(0, 8));
