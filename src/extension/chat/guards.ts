/** What lives as long as a session: its guard, the keys it has learned, and what a person said "Send with Tokens" to, by conversation. */
import { createHash } from 'node:crypto';
import type { Detector } from '../../engine/detect/index.ts';
import type { GuardSession, RequestFinding } from '../../engine/guard/dependencies.ts';
import type { Guard } from '../../engine/guard.ts';
import type { Redacted } from '../../engine/model.ts';
import { systemClock, systemRandom } from '../../platform/clock.ts';
import { loadEngine } from '../engine.ts';

const mostApprovals = 500;

/** A blocked request that a person is to be asked about. */
export interface Asking {
  readonly conversation: string;
  readonly findings: readonly RequestFinding[];
  /** It goes on with a run that the person has started: the newest words in it are a tool's. */
  readonly continues: boolean;
}

export class SessionGuard {
  readonly guard: Guard;
  private readonly session: GuardSession;
  private readonly learned = new Set<string>();
  /** What was approved in each conversation: tokens, and for what is redacted its policy and rule. */
  private readonly approved = new Map<string, Set<string>>();
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

  /**
   * Asks once for a run, and in later turns about what is new. Requests of a conversation wait for each other: the answer to one is no
   * answer to what only the other holds.
   */
  async ask(about: Asking, ask: () => Promise<'send' | 'refuse'>): Promise<'send' | 'refuse'> {
    const { conversation } = about;
    const marks = about.findings.map((finding) => finding.token ?? `${finding.decision.policy} ${finding.rule}`);
    for (;;) {
      const approved = this.approved.get(conversation);
      if (approved !== undefined && (about.continues || marks.every((mark) => approved.has(mark)))) {
        break;
      }
      const other = this.asking.get(conversation);
      if (other === undefined) {
        const answer = ask().finally(() => this.asking.delete(conversation));
        this.asking.set(conversation, answer);
        if ((await answer) === 'refuse') {
          return 'refuse';
        }
        break;
      }
      if ((await other.catch(() => 'refuse' as const)) === 'refuse') {
        return 'refuse';
      }
    }
    this.approve(conversation, marks);
    return 'send';
  }

  private approve(conversation: string, marks: readonly string[]): void {
    const approved = this.approved.get(conversation) ?? new Set();
    for (const mark of marks) {
      approved.add(mark);
    }
    this.approved.delete(conversation);
    this.approved.set(conversation, approved);
    const oldest = this.approved.keys().next();
    if (this.approved.size > mostApprovals && oldest.done !== true) {
      this.approved.delete(oldest.value);
    }
  }
}

const guards = new WeakMap<GuardSession, SessionGuard>();

/** The guard of a session; the same for the same session. */
export async function guardOf(session: GuardSession, detector: Detector): Promise<SessionGuard> {
  const engine = await loadEngine();
  let known = guards.get(session);
  if (known === undefined) {
    const deps = { session, detector, clock: systemClock, random: systemRandom };
    known = new SessionGuard(engine.createGuard(deps), session);
    guards.set(session, known);
  }
  return known;
}
