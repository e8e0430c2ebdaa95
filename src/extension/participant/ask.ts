/**
 * A question to the model that the person has picked. Another extension's model gets it through the guard; a guarded model gets it as it
 * is, since it guards it itself. A blocked question waits in its own turn: the buttons under its detections send that very question.
 */
import * as vscode from 'vscode';
import type { RequestFinding } from '../../engine/guard/dependencies.ts';
import type { BlockedRequest } from '../../engine/guard.ts';
import type { Conversation } from '../../engine/wire/conversation.ts';
import type { answerRequest } from '../chat/answer.ts';
import { sentences } from '../chat/chat-error.ts';
import type { ChatDeps } from '../chat/dependencies.ts';
import { toMessages } from '../chat/lm-messages.ts';
import { lmTarget } from '../chat/lm-target.ts';
import { isNotice } from '../chat/notice.ts';
import type { Reader } from '../chat/reader.ts';
import { loadEngine } from '../engine.ts';
import { isOurs, vendorName } from '../forward/vendors.ts';
import { localized } from '../localize.ts';
import { findPlace } from '../session/places.ts';
import { ourWords, type TurnMetadata } from './conversation.ts';
import { code, plain } from './markdown.ts';
import type { PendingQuestions, Word } from './pending.ts';

const mostListed = 12;

/** What is asked, by whom it is to be answered. */
export interface Asked {
  readonly conversation: Conversation;
  /** Names the conversation. */
  readonly name: string;
  readonly model: vscode.LanguageModelChat;
  /** The request under which it waits for the person, while it does. */
  hold?: number;
}

export interface AskDeps {
  readonly chat: ChatDeps;
  readonly answer: typeof answerRequest;
  readonly pending: PendingQuestions<Asked>;
  /** Answers a request that waits. */
  readonly answerHold: (hold: number, word: Word) => boolean;
}

export interface Turn {
  readonly stream: vscode.ChatResponseStream;
  readonly token: vscode.CancellationToken;
  /** The person has pressed the button of this very question after its turn was over. */
  readonly word?: Word;
}

/** Never rejects: what went wrong is in the result, as the chat shows errors. */
export async function ask(deps: AskDeps, asked: Asked, turn: Turn): Promise<vscode.ChatResult> {
  const about = (kind: TurnMetadata['takumo']['about']): TurnMetadata => ({
    takumo: { conversation: asked.name, sent: kind === 'answer', about: kind },
  });
  try {
    const outcome = isOurs(asked.model.vendor) ? await passOn(asked, turn) : await guarded(deps, asked, turn);
    return { metadata: about(outcome) };
  } catch (error) {
    if (turn.token.isCancellationRequested) return { metadata: about('failed') };
    const message = error instanceof Error ? error.message : String(error);
    return { errorDetails: { message }, metadata: about('failed') };
  }
}

/** `failed` without an error: the person stopped it before there was an answer. */
type Outcome = 'answer' | 'blocked' | 'failed';

/** What has been shown: a text at all, and whether tokens stayed in it (under ZDR all do). */
interface Said {
  text: boolean;
  tokens: boolean;
}

async function guarded(deps: AskDeps, asked: Asked, turn: Turn): Promise<Outcome> {
  const { model, conversation, name } = asked;
  const { vendor, id } = model;
  const view = new BlockedView(deps, asked, turn);
  const said = { text: false, tokens: false };
  const find = async () => (await vscode.lm.selectChatModels({ vendor, id })).find((each) => each.id === id);
  await deps.answer({
    deps: {
      ...deps.chat,
      hold: (held, token) => deps.chat.hold({ ...held, onWaiting: (hold) => view.waits(hold, held.findings) }, token),
    },
    target: lmTarget(model, vendorName(vendor), find),
    conversation,
    conversationHint: name,
    surface: 'participant',
    client: 'vscode-participant',
    reader: reader(turn.stream, said, (blocked) => view.refused(blocked)),
    token: turn.token,
  });
  if (!view.sent) return 'blocked';
  if (said.tokens) {
    turn.stream.button({ command: 'takumo.revealToken', title: vscode.l10n.t('Reveal Token…') });
  }
  return said.text ? 'answer' : 'failed';
}

/** A guarded model guards what it gets: nothing is masked here, and nothing leaves but through it. */
async function passOn({ model, conversation, name }: Asked, { stream, token }: Turn): Promise<Outcome> {
  const { apis } = await loadEngine();
  const { body } = apis['vscode-lm']!.build(conversation, {
    model: model.id,
    maxOutputTokens: 0,
    imageInput: true,
    argumentsText: (_callId, input) => JSON.stringify(input),
    reasoningItems: () => [],
  });
  const { messages, options } = toMessages(body);
  const answer = await model.sendRequest(messages, { ...options, modelOptions: { _conversationId: name } }, token);
  let text = '';
  for await (const part of answer.text) {
    text += part;
    stream.markdown(part);
  }
  return isNotice(text) ? 'blocked' : 'answer';
}

/** Prose as it is restored. Reasoning keeps its tokens and a participant has no place for it. */
function reader(stream: vscode.ChatResponseStream, said: Said, blocked: (request: BlockedRequest) => void): Reader {
  let end = '';
  return {
    text(text) {
      said.text = true;
      said.tokens ||= /__TAKUMO_v/.test(end + text);
      end = text.slice(-12);
      stream.markdown(text);
    },
    reasoning: () => undefined,
    toolCall: ({ name }) =>
      ours(stream, () =>
        stream.markdown(vscode.l10n.t('The model called the tool {0}, but @takumo gives models no tools.', code(name))),
      ),
    blocked,
  };
}

/** Our own words in an answer: left out when the conversation goes on. */
function ours(stream: vscode.ChatResponseStream, write: () => void): void {
  stream.markdown(ourWords.start);
  write();
  stream.markdown(ourWords.end);
}

class BlockedView {
  private readonly deps: AskDeps;
  private readonly asked: Asked;
  private readonly turn: Turn;
  private id: string | undefined;
  sent = true;

  constructor(deps: AskDeps, asked: Asked, turn: Turn) {
    this.deps = deps;
    this.asked = asked;
    this.turn = turn;
  }

  /** The request waits for a person: shows what was found and the buttons; the turn goes on with the answer. */
  waits(hold: number, findings: readonly RequestFinding[]): void {
    const { word } = this.turn;
    if (word !== undefined) {
      this.deps.answerHold(hold, word);
      return;
    }
    this.asked.hold = hold;
    this.id = this.deps.pending.add(this.asked);
    this.offer(vscode.l10n.t('Takumo holds this question. Nothing has left this machine.'), findings, this.id);
  }

  /** It was not sent: the person's word, the limit, or an organization's lock. */
  refused({ findings, error, locked }: BlockedRequest): void {
    const { stream } = this.turn;
    const { t } = vscode.l10n;
    this.sent = false;
    if (this.id !== undefined) {
      // Said again: the chat folds away what stands before the end of an answer.
      this.offer(t('Nothing was sent. For 15 minutes the buttons still send this question.'), findings, this.id);
      return;
    }
    ours(stream, () => {
      stream.markdown(`**${t('Takumo did not send this question. Nothing has left this machine.')}**\n\n`);
      if (error !== undefined) stream.markdown(`${plain(sentences(error))}\n\n`);
      list(stream, findings);
      if (locked && error === undefined) {
        stream.markdown(
          t(
            "Your organization's policy does not allow sending them, not even as tokens. Remove them from the question.",
          ),
        );
      }
    });
  }

  private offer(head: string, findings: readonly RequestFinding[], id: string): void {
    const { stream } = this.turn;
    const { t } = vscode.l10n;
    ours(stream, () => {
      stream.markdown(`**${head}**\n\n`);
      list(stream, findings);
      stream.markdown(
        t('With tokens, the model sees a placeholder for each of them, and its answer gets the values back.'),
      );
    });
    const button = (title: string, word: Word) =>
      stream.button({ command: 'takumo.sendHeldQuestion', title, arguments: [id, word] });
    button(t('Send with Tokens'), 'send');
    button(t('Always Send with Tokens Here'), 'always');
  }
}

/** Title and place of each detection; places open. */
function list(stream: vscode.ChatResponseStream, findings: readonly RequestFinding[]): void {
  const { t } = vscode.l10n;
  const seen = new Set<string>();
  for (const { title, file, line, place, source } of findings) {
    const key = `${title}\0${file ?? place}\0${line}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (seen.size > mostListed) continue;
    stream.markdown(`- ${plain(localized(title))}: `);
    anchor(stream, file, line, file === undefined ? t('your question') : undefined);
    if (source !== undefined && source.path !== file) {
      stream.markdown(
        ` ${t('(known from {0})', code(source.line === undefined ? source.path : `${source.path}:${source.line}`))}`,
      );
    }
    stream.markdown('\n');
  }
  stream.markdown(seen.size > mostListed ? `- ${t('and {0} more', seen.size - mostListed)}\n\n` : '\n');
}

/** A place as a link that opens it; as text where there is no file. */
export function anchor(
  stream: vscode.ChatResponseStream,
  file: string | undefined,
  line: number,
  otherwise: string | undefined,
): void {
  const uri = file === undefined ? undefined : findPlace(file);
  if (uri === undefined) {
    stream.markdown(otherwise ?? code(`${file}:${line}`));
    return;
  }
  stream.anchor(new vscode.Location(uri, new vscode.Position(Math.max(0, line - 1), 0)), `${file}:${line}`);
}
