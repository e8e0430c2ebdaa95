/** A guard over a real session, real detection and real policies; values that look like secrets are put together here. */
import { createDetector, listRules } from '../../../src/engine/detect/index.ts';
import type { GuardPolicies } from '../../../src/engine/guard/dependencies.ts';
import type { AnswerPart } from '../../../src/engine/guard/inbound.ts';
import { createGuard, type Exchange, type OutboundRequest, type OutboundResult } from '../../../src/engine/guard.ts';
import type { Enforcement, KnownValue } from '../../../src/engine/model.ts';
import { createPolicySet } from '../../../src/engine/policy/set.ts';
import { createSession } from '../../../src/engine/tokenize/session.ts';
import type { WireDelta } from '../../../src/engine/wire/api.ts';
import { apis } from '../../../src/engine/wire/apis.ts';
import type { Conversation, Message, Part, Role, Tool } from '../../../src/engine/wire/conversation.ts';

/** Distinctive, found by no rule of its own: only as a known value. */
export const canary = ['vT9q', 'Lw3x', 'Hn6b', 'Rz8k', 'Pd2m'].join('');
export const multiLine = [
  '-----BEGIN RSA',
  ' PRIVATE KEY-----\n',
  'MIIBOgIBAAJBAK',
  'j34GkxFhD90vcN',
  'LYLInFEX6Ppy1t\n',
  'Pf9Cnzj4p4WGeK',
  'LsPd8nUAcp+XQE==\n',
  '-----END RSA',
  ' PRIVATE KEY-----',
].join('');
export const githubToken = `gh${'p_'}${'aB3dE5fG7hI9'.repeat(3)}`;
export const databaseUrl = `postgres://app:${['Vq7', 'TzR', '2pX', 'm9L'].join('')}@db.prod.internal:5432/orders`;

export const known = (value: string, more: Partial<KnownValue> = {}): KnownValue => ({
  value,
  category: 'SECRET',
  rule: 'known-value',
  title: 'Value of .env',
  ...more,
});

/** The value as somebody may write it: plain, URL-encoded, base64 at each of its three offsets, hex, JSON-escaped. */
export function written(value: string): readonly string[] {
  const base64 = [0, 1, 2].map((pad) => Buffer.from(`${'k:'.slice(0, pad)}${value}`, 'utf8').toString('base64'));
  return [
    value,
    encodeURIComponent(value),
    ...base64,
    Buffer.from(value, 'utf8').toString('hex'),
    JSON.stringify(value).slice(1, -1),
  ];
}

/** What must not stand in a body, in whatever way the value was written. */
export function spellings(value: string): readonly string[] {
  const bytes = Buffer.from(value, 'utf8');
  const shifted = [0, 1, 2].map((pad) => {
    const text = Buffer.concat([Buffer.alloc(pad, 0x20), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // Without the characters which depend on the neighbours.
    return text.slice(pad === 0 ? 0 : 4, text.length - 2);
  });
  return [value, encodeURIComponent(value), ...shifted, bytes.toString('hex'), JSON.stringify(value).slice(1, -1)];
}

export interface FixtureOptions {
  readonly known?: readonly KnownValue[];
  readonly policies?: Partial<GuardPolicies>;
  /** Mode of every built-in policy; `monitor` unless said, so that tests of other things are not blocked. */
  readonly mode?: Enforcement;
  readonly maxEntries?: number;
}

export function fixture(options: FixtureOptions = {}) {
  let seed = 1;
  const random = {
    bytes: (length: number) =>
      Uint8Array.from({ length }, () => {
        seed = (seed * 48271) % 0x7fffffff;
        return seed & 0xff;
      }),
  };
  const clock = { now: () => 1_795_000_000_000, monotonic: () => performance.now() };
  const detector = createDetector();
  const session = createSession({
    detector,
    random,
    clock,
    ...(options.maxEntries === undefined ? {} : { maxEntries: options.maxEntries }),
  });
  session.learn(
    options.known ?? [known(canary, { path: '.env', line: 3 }), known(multiLine, { path: 'keys/server.pem', line: 1 })],
  );
  const rules = listRules();
  const set = createPolicySet({ sources: [], clock, rules });
  const policies: GuardPolicies = {
    decide: (finding, context) => ({ ...set.decide(finding, context), enforcement: options.mode ?? 'monitor' }),
    patternDetector: set.patternDetector.bind(set),
    refusal: set.refusal.bind(set),
    ...options.policies,
  };
  const guard = createGuard({ session, detector, clock, random });
  const outbound = (
    messages: readonly Message[],
    more: Partial<OutboundRequest> & { tools?: readonly Tool[]; modelOptions?: Record<string, unknown> } = {},
  ): OutboundResult => {
    const { tools = [], modelOptions, ...rest } = more;
    return guard.outbound({
      api: apis['openai-chat']!,
      conversation: { messages, tools, toolMode: 'auto' } satisfies Conversation,
      options: {
        model: 'demo-model',
        maxOutputTokens: 1000,
        imageInput: true,
        ...(modelOptions === undefined ? {} : { modelOptions }),
      },
      policies,
      posture: 'protect',
      zdr: false,
      surface: 'chat',
      client: 'test',
      provider: 'api.example.com',
      ...rest,
    });
  };
  const send = (...given: Parameters<typeof outbound>): Exchange => {
    const result = outbound(...given);
    if (result.verdict === 'blocked') {
      throw new Error(
        `blocked: ${result.blocked.error?.message ?? result.blocked.findings.map(({ rule }) => rule).join()}`,
      );
    }
    return result.exchange;
  };
  return { session, guard, policies, outbound, send, clock };
}

export const message = (role: Role, ...parts: readonly (string | Part)[]): Message => ({
  role,
  parts: parts.map((part) => (typeof part === 'string' ? { kind: 'text', text: part } : part)),
});
export const call = (callId: string, name: string, input: unknown): Part => ({
  kind: 'tool-call',
  callId,
  name,
  input,
});
export const result = (callId: string, ...texts: readonly string[]): Part => ({
  kind: 'tool-result',
  callId,
  parts: texts.map((text) => ({ kind: 'text', text })),
});

export const bodyOf = (exchange: Exchange): string => new TextDecoder().decode(exchange.body);
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the body holds
export const jsonOf = (exchange: Exchange): any => JSON.parse(bodyOf(exchange));

export const text = (value: string): WireDelta => ({ kind: 'text', choice: 0, text: value });
export const piece = (index: number, argumentsText: string, id?: string, name?: string): WireDelta => ({
  kind: 'tool-call',
  choice: 0,
  index,
  arguments: argumentsText,
  ...(id === undefined ? {} : { id }),
  ...(name === undefined ? {} : { name }),
});

/** Reads an answer to its end; tool calls are resolved with `answer`. */
export function receive(exchange: Exchange, deltas: readonly WireDelta[], answer: 'restore' | 'keep' = 'restore') {
  const inbound = exchange.inbound();
  const parts: AnswerPart[] = [];
  for (const delta of deltas) {
    parts.push(...inbound.push([delta]));
  }
  parts.push(...inbound.finish());
  return {
    parts,
    text: parts.map((part) => (part.kind === 'text' ? part.text : '')).join(''),
    reasoning: parts.map((part) => (part.kind === 'reasoning' ? part.text : '')).join(''),
    calls: parts.flatMap((part) =>
      part.kind === 'tool-call' ? [{ ...part.call, input: part.call.resolve(answer) as Record<string, unknown> }] : [],
    ),
  };
}

/** The one token in a body, or the nth. */
export function tokenIn(exchange: Exchange, index = 0): string {
  const found = [...new Set(bodyOf(exchange).match(/__TAKUMO_v1_[A-Z]+_[0-9a-f]+__/g) ?? [])][index];
  if (found === undefined) {
    throw new Error('the body holds no such token');
  }
  return found;
}
