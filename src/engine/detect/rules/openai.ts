/** OpenAI, and the `sk-` form which many services with an API like OpenAI's have taken over. */
import { ALNUM, BASE64URL } from '../chars.ts';
import { isRandom } from '../score.ts';
import type { RuleFamily } from '../types.ts';

const source = 'https://platform.openai.com/docs/api-reference/authentication';

export const openai: RuleFamily = {
  policy: 'ai-provider-keys',
  rules: [
    {
      id: 'openai-api-key',
      title: 'OpenAI API key',
      category: 'KEY',
      tier: 1,
      confidence: 'high',
      source,
      shape: {
        prefixes: ['sk-proj-', 'sk-svcacct-', 'sk-admin-', 'sk-None-'],
        alphabet: BASE64URL,
        min: 32,
        max: 220,
        grade: (body) => (isRandom(body) ? (body.includes('T3BlbkFJ') ? 'certain' : 'high') : undefined),
      },
    },
    {
      id: 'sk-api-key',
      title: 'API key of the sk- form',
      category: 'KEY',
      tier: 2,
      confidence: 'medium',
      source: 'observed',
      shape: {
        prefixes: ['sk-'],
        alphabet: ALNUM,
        min: 20,
        max: 120,
        edge: BASE64URL,
        grade: (body) =>
          !isRandom(body) || (body.length < 32 && !/\d/.test(body))
            ? undefined
            : body.includes('T3BlbkFJ')
              ? 'certain'
              : 'medium',
      },
    },
    {
      id: 'openrouter-api-key',
      title: 'OpenRouter API key',
      category: 'KEY',
      tier: 2,
      confidence: 'high',
      source: 'https://openrouter.ai/docs/api-reference/authentication',
      shape: { prefixes: ['sk-or-v1-', 'sk-or-'], alphabet: ALNUM, min: 32, max: 120, edge: BASE64URL },
    },
  ],
};
