/**
 * A question of `@takumo` with its history, as the guard's conversation. Files stand in it as the built-in chat writes them, so that a
 * finding names its file and line. Only turns that a model answered are history; what `@takumo` itself said in between is taken out.
 */
import * as vscode from 'vscode';
import type { Conversation, Message, Part } from '../../engine/wire/conversation.ts';
import { type Attachment, resolveReferences } from './references.ts';

/** What a turn leaves in the chat for the next one. It holds no word of the question or the answer. */
export interface TurnMetadata {
  readonly takumo: {
    /** Names the conversation. */
    readonly conversation: string;
    /** A model answered. */
    readonly sent: boolean;
    /** Of what the follow-ups speak. */
    readonly about: 'answer' | 'blocked' | 'failed' | 'scan' | 'review' | 'receipt' | 'policy' | 'help';
    readonly found?: boolean;
  };
}

export interface Question {
  readonly conversation: Conversation;
  /** Of this turn. */
  readonly attachments: readonly Attachment[];
  /** What could not be read, for the person. */
  readonly left: readonly string[];
}

const instructions = `You answer a developer inside Visual Studio Code. Secrets in what you read have been replaced by placeholders, words that begin with __TAKUMO_ and end with two underscores, before they left the developer's machine, and are put back into your answer there. Write a placeholder exactly as it stands, put code that holds one into a fenced block, and never guess what it stands for. You have no tools: work with what is attached, and say which file you would need.`;

const noticeStart = '\n\n[//]: # (takumo-says)\n\n';
const noticeEnd = '\n\n[//]: # (takumo-said)\n\n';

/** Markdown that is ours and no model's: Markdown shows nothing of the marks. */
export const ourWords = { start: noticeStart, end: noticeEnd };

export function metadataOf(turn: unknown): TurnMetadata['takumo'] | undefined {
  const about =
    turn instanceof vscode.ChatResponseTurn ? (turn.result.metadata as Partial<TurnMetadata>)?.takumo : undefined;
  return typeof about?.conversation === 'string' ? about : undefined;
}

export async function readQuestion(request: vscode.ChatRequest, context: vscode.ChatContext): Promise<Question> {
  const seen = new Set<string>();
  const messages: Message[] = [{ role: 'system', parts: [{ kind: 'text', text: instructions }] }];
  for (const [index, turn] of context.history.entries()) {
    const answer = context.history[index + 1];
    if (turn instanceof vscode.ChatRequestTurn && metadataOf(answer)?.sent === true) {
      const { attachments } = await resolveReferences(turn.references);
      messages.push(toMessage(turn.prompt, attachments, seen), {
        role: 'assistant',
        parts: [{ kind: 'text', text: answerText(answer as vscode.ChatResponseTurn) }],
      });
    }
  }
  const { attachments, left } = await resolveReferences(request.references);
  messages.push(toMessage(request.prompt, attachments, seen));
  return { conversation: { messages, tools: [], toolMode: 'auto' }, attachments, left };
}

/** An attachment stands where it came first: what was sent stays as it was, and a provider's prompt cache stays warm. */
function toMessage(prompt: string, attachments: readonly Attachment[], seen: Set<string>): Message {
  const fresh = attachments.filter(({ id }) => !seen.has(id));
  for (const { id } of fresh) seen.add(id);
  const texts = fresh.flatMap((each) => (each.content.kind === 'text' ? [block(each, each.content.text)] : []));
  const pictures = fresh.flatMap(({ content }): Part[] => (content.kind === 'data' ? [content] : []));
  const head = texts.length === 0 ? '' : `<attachments>\n${texts.join('\n')}\n</attachments>\n`;
  return { role: 'user', parts: [{ kind: 'text', text: `${head}<prompt>\n${prompt}\n</prompt>` }, ...pictures] };
}

/** As VS Code's own chat writes them; the guard reads path and line from this form. */
function block({ label, uri, range }: Attachment, text: string): string {
  const name = label.replace(/["\r\n]/g, ' ');
  if (uri === undefined) return `<attachment id="${name}">\n${text}\n</attachment>`;
  const excerpt =
    range === undefined
      ? ''
      : `Excerpt from ${name.replaceAll(',', ' ')}, lines ${range.start.line + 1} to ${range.end.line + 1}:\n`;
  return `<attachment id="${name}" filePath="${name}">\n${excerpt}${text}\n</attachment>`;
}

function answerText(turn: vscode.ChatResponseTurn): string {
  const text = turn.response
    .map((part) => (part instanceof vscode.ChatResponseMarkdownPart ? part.value.value : ''))
    .join('');
  return withoutOurs(text).trim();
}

function withoutOurs(text: string): string {
  const [first = '', ...rest] = text.split(noticeStart.trim());
  return rest.reduce((kept, piece) => {
    const end = piece.indexOf(noticeEnd.trim());
    return end < 0 ? kept : kept + piece.slice(end + noticeEnd.trim().length);
  }, first);
}
