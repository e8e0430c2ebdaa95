/** A full agent turn as VS Code sends it: 15 KB of system prompt, 40 tools, 200 KB of files and tool results with a few live credentials. */
import type { Conversation, Message, Tool } from '../../src/engine/wire/conversation.ts';

const words =
  'the agent should read each file before it edits code and then explain what changed in a short answer with links'.split(
    ' ',
  );
const names =
  'order customer invoice payment address product shipment session request response handler service client config'.split(
    ' ',
  );

/** Always the same sequence, so that runs compare. */
function sequence(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48271) % 0x7fffffff;
    return state % below;
  };
}

const pick = <T>(list: readonly T[], next: (below: number) => number): T => list[next(list.length)]!;

function prose(bytes: number, seed: number): string {
  const next = sequence(seed);
  let text = '';
  while (text.length < bytes) {
    text += `${Array.from({ length: 8 + next(14) }, () => pick(words, next)).join(' ')}.${next(4) === 0 ? '\n\n' : ' '}`;
  }
  return text.slice(0, bytes);
}

/** Plausible TypeScript. */
export function code(bytes: number, seed: number): string {
  const next = sequence(seed);
  const name = () => pick(names, next);
  const lines = [
    () => `  const ${name()}Id = await ${name()}Repository.find({ id: ${next(9999)}, status: '${name()}' });`,
    () => `  if (${name()}.total > ${next(500)} && !${name()}.isClosed) return ${name()}Service.close(${name()});`,
    () =>
      `  logger.info('${name()} ${name()} done', { count: ${next(100)}, url: \`/api/\${${name()}}/${next(99)}\` });`,
    () => `export async function update${name()}(${name()}: ${name()}Input, options: Options = {}): Promise<void> {`,
    () => `  // ${Array.from({ length: 8 }, () => pick(words, next)).join(' ')}`,
    () => `import { ${name()}, ${name()} } from '../${name()}/${name()}.ts';`,
    () => '}',
    () => '',
  ];
  let text = '';
  while (text.length < bytes) {
    text += `${pick(lines, next)()}\n`;
  }
  return text.slice(0, bytes);
}

function tools(): Tool[] {
  return Array.from({ length: 40 }, (_, index) => ({
    name: `${pick(['read', 'create', 'search', 'run', 'list'], sequence(index + 1))}_${names[index % names.length]}_${index}`,
    description: prose(500, index + 1),
    inputSchema: {
      type: 'object',
      properties: Object.fromEntries(
        Array.from({ length: 5 }, (_item, at) => [
          `${names[(index + at) % names.length]}Path`,
          {
            type: at % 2 === 0 ? 'string' : 'number',
            description: prose(110, index * 7 + at + 1),
            ...(at === 1 ? { enum: ['first', 'second'] } : {}),
          },
        ]),
      ),
      required: [`${names[index % names.length]}Path`],
    },
  }));
}

/** Credentials in the texts, put together here. */
const live = [
  `DATABASE_URL=postgres://orders:${'Zq8mV2xK'.repeat(2)}@db.prod.internal:5432/orders`,
  `const token = 'gh${'p_'}${'aB3dE5fG7hI9'.repeat(3)}';`,
  `AWS_SECRET_ACCESS_KEY=${'wJalrXUtnFEMIK7MDENGbPxRfiCYzQ9'.slice(0, 30)}0123456789`,
];

/** The conversation so far: 25 rounds of a call and its result of 8 KB. */
export function agentTurn(): Conversation {
  const messages: Message[] = [
    { role: 'system', parts: [{ kind: 'text', text: prose(15_000, 99) }] },
    { role: 'user', parts: [{ kind: 'text', text: `<userRequest>\nFix the tests. ${live[0]}\n</userRequest>` }] },
  ];
  for (let round = 0; round < 25; round++) {
    messages.push(
      {
        role: 'assistant',
        parts: [
          { kind: 'text', text: prose(200, round + 500) },
          {
            kind: 'tool-call',
            callId: `call_${round}`,
            name: 'read_file',
            input: { filePath: `/work/src/file${round}.ts`, startLine: 1, endLine: 200 },
          },
        ],
      },
      {
        role: 'user',
        parts: [
          {
            kind: 'tool-result',
            callId: `call_${round}`,
            parts: [{ kind: 'text', text: `${code(7_900, round + 1)}\n${live[round % live.length]}\n` }],
          },
        ],
      },
    );
  }
  return { messages, tools: tools(), toolMode: 'auto' };
}

/** The next round of the agent: a result that nobody has seen yet. */
export function nextRound(turn: Conversation, round: number): Conversation {
  const fresh = `call_next_${round}`;
  return {
    ...turn,
    messages: [
      ...turn.messages,
      {
        role: 'assistant',
        parts: [
          { kind: 'tool-call', callId: fresh, name: 'read_file', input: { filePath: `/work/src/next${round}.ts` } },
        ],
      },
      {
        role: 'user',
        parts: [
          {
            kind: 'tool-result',
            callId: fresh,
            parts: [{ kind: 'text', text: `${code(4_000, round + 10_000)}\n// ${round}\n` }],
          },
        ],
      },
    ],
  };
}
