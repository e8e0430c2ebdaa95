/**
 * The words of an in-host test: Node's own test runner, without its promises, which the runner itself waits for. Use `node:assert/strict`
 * beside them.
 */
import * as node from 'node:test';

type Body = () => void | Promise<void>;

export interface TestOptions {
  /** Milliseconds; 60,000 unless the group's host.json says otherwise. */
  readonly timeout?: number;
  /** Why it does not run here. */
  readonly skip?: string | false;
}

export function describe(name: string, body: () => void): void {
  void node.describe(name, body);
}

export function it(name: string, body: Body, options: TestOptions = {}): void {
  void node.it(name, { ...options }, async () => body());
}

export const before = (body: Body): void => node.before(async () => body());
export const after = (body: Body): void => node.after(async () => body());
export const beforeEach = (body: Body): void => node.beforeEach(async () => body());
export const afterEach = (body: Body): void => node.afterEach(async () => body());
