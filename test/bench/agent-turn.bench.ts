/**
 * How long a full agent turn takes through the guard, beside a peer measured in the same run: `JSON.stringify` of the same body and one
 * pass of one regular expression. Then a stream chunk, and the heap over 1,000 turns. Prints JSON lines; `npm run bench` makes the table.
 */
import { Bench } from 'tinybench';
import { createDetector } from '../../src/engine/detect/index.ts';
import { createGuard } from '../../src/engine/guard.ts';
import { createPolicySet } from '../../src/engine/policy/set.ts';
import { createSession } from '../../src/engine/tokenize/session.ts';
import { apis } from '../../src/engine/wire/apis.ts';
import type { Conversation } from '../../src/engine/wire/conversation.ts';
import { agentTurn, nextRound } from './conversation.ts';
import { report, reportTasks } from './report.ts';

const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const random = { bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) };
const api = apis['openai-chat']!;
const buildOptions = { model: 'bench', maxOutputTokens: 8000, imageInput: true };

function makeGuard() {
  const detector = createDetector();
  const session = createSession({ detector, random, clock });
  const guard = createGuard({ session, detector, clock, random });
  const policies = createPolicySet({ sources: [], clock });
  return (conversation: Conversation) => {
    const result = guard.outbound({
      api,
      conversation,
      options: buildOptions,
      policies,
      posture: 'monitor',
      zdr: false,
      surface: 'agent',
      client: 'bench',
      provider: 'bench',
    });
    if (result.verdict === 'blocked') {
      throw result.blocked.error ?? new Error('blocked');
    }
    return result.exchange;
  };
}

const turn = agentTurn();
const build = (conversation: Conversation) =>
  api.build(conversation, {
    ...buildOptions,
    argumentsText: (_id, input) => JSON.stringify(input),
    reasoningItems: () => [],
  }).body;
const peerPattern = /(?:AKIA|gh[pousr]_|sk-|xox[abp]-|-----BEGIN|:\/\/[^\s:@/]+:)[^\s'"]+/g;

const send = makeGuard();
send(turn);
let round = 0;
const bench = new Bench({ time: 3000, warmupTime: 1000, retainSamples: true });
bench
  .add('peer: stringify and one regex pass', () => {
    const text = JSON.stringify(build(turn));
    return new TextEncoder().encode(text.replace(peerPattern, 'X')).length;
  })
  .add('agent turn, warm: history resent, 4 KB new', () => send(nextRound(turn, round++)).body.length)
  .add('agent turn, warm: resent as it is', () => send(turn).body.length)
  .add('agent turn, cold: a new session', () => makeGuard()(turn).body.length);
await bench.run();
reportTasks(bench);

// One chunk of an answer, of 40 characters, every tenth with a token in it.
const answered = send(turn);
const token = /__TAKUMO_v1_[A-Z]+_[0-9a-f]+__/.exec(new TextDecoder().decode(answered.body))?.[0] ?? '';
const chunks: number[] = [];
let inbound = answered.inbound();
for (let at = 0; at < 20_000; at++) {
  if (at % 2000 === 0) {
    // An answer of 80 KB.
    inbound = answered.inbound();
  }
  const text = at % 10 === 0 ? `so the value is ${token} here\n` : 'and then the agent explains each line\n  ';
  const started = performance.now();
  inbound.push([{ kind: 'text', choice: 0, text }]);
  if (at > 1000) {
    chunks.push(performance.now() - started);
  }
}
report('stream chunk', chunks);

// The heap over 1,000 turns of an agent whose history stays the same length.
const collect = (globalThis as { gc?: () => void }).gc;
if (collect !== undefined) {
  const fresh = makeGuard();
  const run = (from: number, count: number) => {
    for (let at = from; at < from + count; at++) {
      fresh(nextRound(turn, at));
    }
    collect();
    return process.memoryUsage().heapUsed;
  };
  // Until the session's caches have their full size.
  const before = run(0, 3000);
  const after = run(3000, 1000);
  console.log(JSON.stringify({ name: 'heap growth over 1,000 turns', bytes: after - before, of: before }));
}

console.log(JSON.stringify({ name: 'body', bytes: answered.body.length }));
