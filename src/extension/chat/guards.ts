/** What lives as long as a session: its guard, the keys it has learned, and the conversations in which a person said "Send with Tokens". */
import { createHash } from 'node:crypto';
import type { GuardDetector, GuardSession } from '../../engine/guard/dependencies.ts';
import type { Guard } from '../../engine/guard.ts';
import type { Redacted } from '../../engine/model.ts';
import { systemClock, systemRandom } from '../../platform/clock.ts';
import { loadEngine } from '../engine.ts';

const mostApprovals = 500;

export class SessionGuard {
  readonly guard: Guard;
  private readonly session: GuardSession;
  private readonly learned = new Set<string>();
  private readonly approved = new Set<string>();
  private readonly asking = new Map<string, Promise<'send' | 'refuse'>>();

  constructor(guard: Guard, session: GuardSession) {
    this.guard = guard;
    this.session = session;
  }

  /** The model's own key is a secret to mask as well. */
  learnKey(key: Redacted<string>, modelName: string): void {
    const value = key.reveal();
    const digest = createHash('sha256').update(value).digest('base64');
    if (!this.learned.has(digest)) {
      this.session.learn([{ value, category: 'KEY', rule: 'known-value', title: `API key of ${modelName}` }]);
      this.learned.add(digest);
    }
  }

  /** Asks once for a conversation: later requests of it go on, requests at the same time wait for the same answer. */
  async ask(conversation: string, ask: () => Promise<'send' | 'refuse'>): Promise<'send' | 'refuse'> {
    if (this.approved.has(conversation)) {
      return 'send';
    }
    let answer = this.asking.get(conversation);
    if (answer === undefined) {
      answer = ask().finally(() => this.asking.delete(conversation));
      this.asking.set(conversation, answer);
    }
    const said = await answer;
    if (said === 'send') {
      this.approved.add(conversation);
      const [oldest] = this.approved;
      if (this.approved.size > mostApprovals && oldest !== undefined) {
        this.approved.delete(oldest);
      }
    }
    return said;
  }
}

const guards = new WeakMap<GuardSession, SessionGuard>();

/** The guard of a session; the same for the same session. */
export async function guardOf(session: GuardSession, detector: GuardDetector): Promise<SessionGuard> {
  const engine = await loadEngine();
  let known = guards.get(session);
  if (known === undefined) {
    const deps = { session, detector, clock: systemClock, random: systemRandom };
    known = new SessionGuard(engine.createGuard(deps), session);
    guards.set(session, known);
  }
  return known;
}
