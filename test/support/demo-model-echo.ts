/** The demo model's own answers: without a script it shows exactly what it received, so that a person sees what a provider would see. */
import type { Step } from './demo-model-script.ts';

/** What the model reads out of a request. */
export interface ReceivedRequest {
  readonly model: string;
  readonly stream: boolean;
  readonly includeUsage: boolean;
  /** Tool names on offer. */
  readonly tools: readonly string[];
  /** Text of the last user message, the question itself where VS Code wraps it. */
  readonly question: string;
  /** Text of every message after the system's. */
  readonly context: string;
  /** Text of the tool results at the end of the conversation; empty when it ends with a user's message. */
  readonly results: readonly string[];
  /** Placeholders, in order of first appearance after the system's text. */
  readonly tokens: readonly string[];
  /** The first folder that the request names. */
  readonly workspace: string;
}

interface WireMessage {
  readonly role?: unknown;
  readonly content?: unknown;
  readonly tool_calls?: unknown;
}

/** What the demo model takes for a placeholder: it is the other side of the wire, so it has only the look to go by. */
const tokenLike = /__TAKUMO_v\d+_[A-Z]+_[0-9a-f]+__/g;

/** Reads a request's body, leniently: what is not there is empty. */
export function readRequest(body: Record<string, unknown>): ReceivedRequest {
  const messages = (Array.isArray(body.messages) ? body.messages : []) as WireMessage[];
  const spoken = messages.filter((message) => message.role !== 'system' && message.role !== 'developer');
  const context = spoken
    .map((message) => `${textOf(message.content)}\n${JSON.stringify(message.tool_calls ?? '')}`)
    .join('\n');
  const trailing: string[] = [];
  for (let at = spoken.length - 1; at >= 0 && spoken[at]?.role === 'tool'; at--)
    trailing.unshift(textOf(spoken[at]?.content));
  const lastUser = textOf(spoken.findLast((message) => message.role === 'user')?.content);
  const options = body.stream_options as { include_usage?: unknown } | undefined;
  return {
    model: typeof body.model === 'string' ? body.model : '',
    stream: body.stream === true,
    includeUsage: options?.include_usage === true,
    tools: (Array.isArray(body.tools) ? body.tools : []).map((tool) =>
      String((tool as { function?: { name?: unknown } }).function?.name),
    ),
    question: questionIn(lastUser),
    context,
    results: trailing,
    tokens: [...new Set(context.match(tokenLike) ?? [])],
    workspace: workspaceIn(messages.map((message) => textOf(message.content)).join('\n')),
  };
}

/** The answer to a request without a script. */
export function echo(request: ReceivedRequest): readonly Step[] {
  if (request.results.length > 0) return afterTools(request);
  const writes = request.tools.includes('create_file') && /\b(?:write|create)\b/i.test(request.question);
  if (writes) return writeFile(request);
  if (/\b(?:function|query|login|look ?up)\b/i.test(request.question)) return unsafeCode();
  return showReceived(request);
}

function showReceived(request: ReceivedRequest): readonly Step[] {
  const lines = linesWithTokens(request.context);
  const parts = [
    'This is the demo model. Your question reached me as:\n\n',
    fence('text', request.question),
    request.tokens.length === 0
      ? '\nI saw no placeholder in this conversation.\n'
      : `\nWhere values would stand I saw ${request.tokens.length} placeholder${request.tokens.length === 1 ? '' : 's'}. On the wire (the dots are mine, so that it is not restored):\n\n${request.tokens.map((token) => `- \`${spell(token)}\``).join('\n')}\n`,
    lines.length === 0
      ? ''
      : `\nThe lines they stand in, as you read them on your side of the guard:\n\n${fence('text', lines.join('\n'))}`,
  ];
  return [{ text: parts.join(''), every: 9 }, { finish: 'stop' }];
}

function writeFile(request: ReceivedRequest): readonly Step[] {
  const named = /[\w./-]*[\w-]\.[a-z]{1,5}\b/i.exec(request.question)?.[0] ?? 'takumo-demo.md';
  const filePath = named.startsWith('/') ? named : `${request.workspace}/${named}`;
  const lines = linesWithTokens(request.context);
  const content = lines.length === 0 ? 'No placeholder stood in the request.\n' : `${lines.join('\n')}\n`;
  const call = {
    id: `call_demo_${Date.now().toString(36)}`,
    name: 'create_file',
    arguments: JSON.stringify({ filePath, content }),
  };
  return [{ text: `I will write ${named}.\n\n`, every: 9 }, { calls: [call], every: 7 }, { finish: 'tool_calls' }];
}

function afterTools(request: ReceivedRequest): readonly Step[] {
  const said = request.results.map((result) => result.trim().split('\n')[0] ?? '').join(' · ');
  return [{ text: `Done. The tool said:\n\n${fence('text', said)}`, every: 9 }, { finish: 'stop' }];
}

/** A function with a textbook injection: something for Sentinel to find. */
function unsafeCode(): readonly Step[] {
  const code = [
    "import { Pool } from 'pg';",
    '',
    'const pool = new Pool();',
    '',
    'export async function findUser(email: string) {',
    "  const sql = `SELECT id, name FROM users WHERE email = '${email}'`;",
    '  return (await pool.query(sql)).rows[0];',
    '}',
  ].join('\n');
  return [
    { text: `Here is a version with a weakness in it, for the scanner to find:\n\n${fence('ts', code)}`, every: 11 },
    { finish: 'stop' },
  ];
}

/** A token that no guard restores: its first two characters are kept apart from the rest. */
function spell(token: string): string {
  return `_·_${token.slice(2)}`;
}

function linesWithTokens(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => line.search(tokenLike) >= 0);
  return [...new Set(lines.map((line) => line.slice(0, 400)))].slice(0, 40);
}

function fence(language: string, text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const mark = '`'.repeat(longest + 1);
  return `${mark}${language}\n${text}\n${mark}\n`;
}

function questionIn(text: string): string {
  const wrapped = [...text.matchAll(/<(userRequest|prompt)>\n?([\s\S]*?)\n?<\/\1>/g)].at(-1);
  return (wrapped?.[2] ?? text).trim();
}

function workspaceIn(text: string): string {
  const listed = /workspace with the following folders:\s*\n- ([^\n]+?) *\n/.exec(text)?.[1];
  const open = /The user has the following folder open: (\S+?)\.\s/.exec(text)?.[1];
  return listed ?? open ?? '/tmp';
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => (typeof part?.text === 'string' ? part.text : '')).join('');
}
