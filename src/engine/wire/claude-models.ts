/**
 * How the generations of Claude are told to think: by a budget of tokens, adaptively, or not at all. A model that is not known here is
 * taken for one of the newest when it is a Claude, and for one with a budget when it is another maker's behind this API.
 * Source: https://platform.claude.com/docs/en/build-with-claude/thinking, read in October 2026.
 */
import type { ReasoningEffort } from './efforts.ts';
import type { JsonObject } from './walk.ts';

export interface ClaudeModel {
  /** `budget`: a number of tokens, and a turn with calls must begin with its thinking · `adaptive`: an effort · `none`. */
  readonly thinking: 'budget' | 'adaptive' | 'none';
  /** How thinking is turned off. `never`: it can't be, and saying so is refused; the least effort is the nearest. */
  readonly off: 'absent' | 'disabled' | 'between-tools' | 'never';
  /** Refuses `temperature`, `top_p` and `top_k`. */
  readonly fixedSampling: boolean;
  /** Refuses to be made to call a tool. */
  readonly freeToolChoice: boolean;
}

/** Thousands and hundreds: 4.5 is 405. */
type Version = number;

export function claudeModel(name: string): ClaudeModel {
  const found = readName(name);
  if (found === undefined) {
    return { thinking: 'budget', off: 'absent', fixedSampling: false, freeToolChoice: false };
  }
  const { family, version } = found;
  const always = family === 'fable' || family === 'mythos';
  if (!always && version < 406) {
    const thinking = version >= 307 ? 'budget' : 'none';
    return { thinking, off: 'absent', fixedSampling: false, freeToolChoice: false };
  }
  return {
    thinking: 'adaptive',
    off: offOf(family, version),
    fixedSampling: always || version > 406,
    freeToolChoice:
      (always && version > 500) || ((family === 'opus' || family === 'sonnet') && version > 500) || version > 505,
  };
}

function offOf(family: string, version: Version): ClaudeModel['off'] {
  if (version <= 500 && family !== 'fable' && family !== 'mythos') {
    return 'disabled';
  }
  if (version === 505 && (family === 'sonnet' || family === 'haiku')) {
    return family === 'sonnet' ? 'between-tools' : 'disabled';
  }
  return 'never';
}

/** Names such as `claude-opus-4-5-20251101`, `claude-3-7-sonnet-latest`, `us.anthropic.claude-sonnet-4-5-v1:0`, `claude-sonnet-4.5`. */
function readName(name: string): { readonly family: string; readonly version: Version } | undefined {
  const lower = name.toLowerCase();
  const older = /claude-(\d)(?:[-.](\d))?-(opus|sonnet|haiku)/.exec(lower);
  const match = older ?? /claude-(fable|mythos|opus|sonnet|haiku)-(\d{1,2})(?:[-.](\d{1,2})(?!\d))?/.exec(lower);
  if (match === null) {
    return /claude-(?:instant|[12v])/.test(lower)
      ? { family: 'claude', version: 200 }
      : /claude/.test(lower)
        ? { family: 'claude', version: 900 }
        : undefined;
  }
  const [family, major, minor] = older === null ? match.slice(1) : [match[3], match[1], match[2]];
  return { family: family!, version: Number(major) * 100 + Number(minor ?? 0) };
}

/** Tokens to think with. The API's least is 1024, and it must leave room for the answer. */
const budgets: Readonly<Record<Exclude<ReasoningEffort, 'off'>, number>> = { low: 2048, medium: 8192, high: 24_576 };
const leastBudget = 1024;

/** The fields for an effort; empty for what the provider does by itself. */
export function thinkingFields(model: ClaudeModel, effort: ReasoningEffort | undefined, maxTokens: number): JsonObject {
  if (effort === undefined || model.thinking === 'none') {
    return {};
  }
  if (effort === 'off') {
    switch (model.off) {
      case 'disabled':
        return { thinking: { type: 'disabled' } };
      case 'between-tools':
        return { thinking: { type: 'between_tools' } };
      case 'never':
        return { output_config: { effort: 'low' } };
      case 'absent':
        return {};
    }
  }
  if (model.thinking === 'adaptive') {
    return { thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort } };
  }
  const budget = Math.min(budgets[effort], Math.floor(maxTokens * 0.75));
  return budget < leastBudget ? {} : { thinking: { type: 'enabled', budget_tokens: budget } };
}
