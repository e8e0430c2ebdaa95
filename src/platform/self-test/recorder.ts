/**
 * A process of its own that plays the model's provider for the self-test: it keeps every byte it receives, and answers by sending the
 * request's text back as an event stream of the OpenAI chat API. Loopback only, a random port, a path nobody can guess; it ends with its parent.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FromRecorder, ToRecorder } from './messages.ts';

const bodyLimit = 4 * 1024 * 1024;
/** Small, so that tokens are cut in the middle. */
const pieceLength = 7;

const secretPath = `/${randomBytes(16).toString('hex')}`;
const received: string[] = [];

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy());
});

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  tell({ type: 'listening', baseUrl: `http://127.0.0.1:${port}${secretPath}/v1` });
});

process.on('message', (message: ToRecorder) => {
  if (message.type === 'report') tell({ type: 'received', bytes: received });
});
process.on('disconnect', () => process.exit(0));

function tell(message: FromRecorder): void {
  process.send?.(message);
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  // All that arrived counts, headers and address too.
  received.push([request.method, request.url, ...request.rawHeaders, body.toString('latin1')].join('\n'));
  if (request.url !== `${secretPath}/v1/chat/completions`) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const text = lastUserText(body.toString('utf8'));
  const head = { id: 'self-test', object: 'chat.completion.chunk', created: 0, model: 'recorder' };
  const send = (delta: object, finish: string | null): void => {
    response.write(`data: ${JSON.stringify({ ...head, choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`);
  };
  for (let start = 0; start < text.length; start += pieceLength) {
    send({ role: 'assistant', content: text.slice(start, start + pieceLength) }, null);
  }
  send({}, 'stop');
  response.end('data: [DONE]\n\n');
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit) throw new Error('The request is too large for the recorder.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function lastUserText(body: string): string {
  const { messages } = JSON.parse(body) as { messages?: { role?: string; content?: unknown }[] };
  const content = messages?.filter((message) => message.role === 'user').at(-1)?.content;
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: { text?: unknown }) => (typeof part.text === 'string' ? part.text : '')).join('');
}
