/** npm's access tokens: a prefix, 30 characters of base62 and their CRC32. */
import { ALNUM } from '../chars.ts';
import { base62Crc32Holds } from '../checksum.ts';
import { isRandom } from '../score.ts';
import type { RuleFamily } from '../types.ts';

export const npm: RuleFamily = {
  policy: 'chat-and-registry-tokens',
  rules: [
    {
      id: 'npm-access-token',
      title: 'npm access token',
      category: 'TOKEN',
      tier: 1,
      confidence: 'high',
      source: 'https://docs.npmjs.com/about-access-tokens',
      shape: {
        prefixes: ['npm_'],
        alphabet: ALNUM,
        min: 36,
        max: 36,
        edge: ALNUM,
        grade: (body) => (base62Crc32Holds(body) ? 'certain' : isRandom(body) ? 'high' : undefined),
      },
    },
  ],
};
