/** Drives a demo model that runs in another process: scripts for it, and what it recorded. */
import type { RecordedRequest, ScriptedAnswer } from './demo-model-script.ts';

export interface DemoModelClient {
  /** The base URL for an OpenAI client. */
  readonly baseUrl: string;
  script(...answers: readonly ScriptedAnswer[]): Promise<void>;
  /** Every request so far, raw. */
  requests(): Promise<readonly RecordedRequest[]>;
  /** Waits until `count` requests have come to an end; rejects after `ms`. */
  waitFor(count: number, ms?: number): Promise<readonly RecordedRequest[]>;
  reset(): Promise<void>;
}

/** `origin` is the server's origin, without `/v1`. */
export function demoModelClient(origin: string): DemoModelClient {
  const post = async (path: string, body: unknown) => {
    const response = await fetch(`${origin}/_demo/${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`the demo model refused ${path}: ${response.status}`);
  };
  const read = async (query: string) => {
    const response = await fetch(`${origin}/_demo/requests${query}`);
    return ((await response.json()) as { requests: readonly RecordedRequest[] }).requests;
  };
  return {
    baseUrl: `${origin}/v1`,
    script: (...answers) => post('script', answers),
    reset: () => post('reset', {}),
    requests: () => read(''),
    async waitFor(count, ms = 30_000) {
      const found = await read(`?count=${count}&ms=${ms}`);
      const ended = found.filter((entry) => entry.state !== 'open').length;
      if (ended < count)
        throw new Error(
          `the demo model got ${found.length} requests (${ended} ended) within ${ms} ms; ${count} were expected`,
        );
      return found;
    },
  };
}
