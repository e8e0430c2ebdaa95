/**
 * How a Gemini model is told to think. The version in its name decides: a budget for 2.5, a level from 3 on, nothing for models that don't
 * think, because the API refuses the wrong one.
 * Source: https://ai.google.dev/gemini-api/docs/thinking and https://ai.google.dev/api/generate-content#ThinkingConfig
 */
import type { ReasoningEffort } from './efforts.ts';
import type { JsonObject } from './walk.ts';

/** `thinkingConfig` of a model; nothing for one that takes none. */
export function thinkingConfig(model: string, effort: ReasoningEffort | undefined): JsonObject | undefined {
  const version = geminiVersion(model);
  if (version < 2.5 || /image|tts|audio|live|embedding|robotics/i.test(model)) {
    return undefined;
  }
  const thoughts = { includeThoughts: effort !== 'off' };
  if (effort === undefined) {
    return thoughts;
  }
  return version < 3
    ? { ...thoughts, thinkingBudget: budgets(model)[effort] }
    : { ...thoughts, thinkingLevel: level(model, effort) };
}

/** `2.5`, `3.1`; 3 for an alias of the newest (`gemini-flash-latest`), 0 for what is no Gemini model. */
export function geminiVersion(model: string): number {
  const name = model.replace(/^.*\//, '').toLowerCase();
  const version = /^gemini-(\d{1,3}(?:\.\d{1,3})?)(?![\d.])/.exec(name);
  if (version !== null) {
    return Number(version[1]);
  }
  return /^gemini-[a-z-]+-latest$/.test(name) ? 3 : 0;
}

/** The ranges are 128 to 32,768 (Pro, which can't be without), 512 to 24,576 (Flash-Lite) and 1 to 24,576 (Flash); 0 is none. */
function budgets(model: string): Readonly<Record<ReasoningEffort, number>> {
  return /pro/i.test(model)
    ? { off: 128, low: 2048, medium: 8192, high: 32_768 }
    : { off: 0, low: 2048, medium: 8192, high: 24_576 };
}

/** From 3 on, thinking can't be switched off: the least that the model takes stands for it. */
function level(model: string, effort: ReasoningEffort): string {
  switch (effort) {
    case 'off':
      return /flash-lite|gemini-3(?:\.[0-6])?-flash/i.test(model) ? 'MINIMAL' : 'LOW';
    case 'low':
      return 'LOW';
    case 'medium':
      // The first of the family knows low and high only.
      return /gemini-3-pro/i.test(model) ? 'HIGH' : 'MEDIUM';
    case 'high':
      return 'HIGH';
  }
}
