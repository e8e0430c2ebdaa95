/** Anthropic: API, admin and OAuth keys. */
import { BASE64URL } from '../chars.ts';
import { isRandom } from '../score.ts';
import type { RuleFamily } from '../types.ts';

export const anthropic: RuleFamily = {
  policy: 'ai-provider-keys',
  rules: [
    {
      id: 'anthropic-api-key',
      title: 'Anthropic API key',
      category: 'KEY',
      tier: 1,
      confidence: 'high',
      source: 'https://docs.anthropic.com/en/api/overview',
      shape: {
        prefixes: ['sk-ant-'],
        alphabet: BASE64URL,
        min: 24,
        max: 200,
        grade: (body) =>
          isRandom(body) ? (/^[a-z]+\d\d-/.test(body) && body.endsWith('AA') ? 'certain' : 'high') : undefined,
      },
    },
  ],
};
