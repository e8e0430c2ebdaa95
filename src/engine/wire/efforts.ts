/** How much a model is to reason before it answers; what an API makes of it is in its own file. */
export const reasoningEfforts = ['off', 'low', 'medium', 'high'] as const;
export type ReasoningEffort = (typeof reasoningEfforts)[number];
