/** Who reads an answer: the chat's model picker, or `@takumo`. Text and calls have their values back; nothing else does. */
import type { BlockedRequest } from '../../engine/guard.ts';
import type { Usage } from '../../engine/wire/api.ts';

export interface Reader {
  text(text: string): void;
  /** As the model wrote it: tokens stay in it. `source`: the host's own object, where the piece came in one. */
  reasoning(text: string, source?: object): void;
  toolCall(call: {
    readonly id: string;
    readonly name: string;
    readonly input: Readonly<Record<string, unknown>>;
  }): void;
  /** Nothing was sent, by a policy or by the person's word. */
  blocked(blocked: BlockedRequest): void;
  /** When the answer is complete, where the provider said it. */
  usage?(usage: Usage): void;
}
