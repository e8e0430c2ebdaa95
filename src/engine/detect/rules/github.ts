/** GitHub's tokens: a prefix, 30 characters of base62, and their CRC32 in six more. */

import { WORD } from '../chars.ts';
import { base62Crc32Holds } from '../checksum.ts';
import type { RuleFamily } from '../types.ts';

const source =
  'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github';
/** The form says what it is; the checksum only makes it certain, because an edited token is still to be masked. */
const grade = (body: string) => (base62Crc32Holds(body) ? 'certain' : 'high');

export const github: RuleFamily = {
  policy: 'github-tokens',
  rules: [
    {
      id: 'github-token',
      title: 'GitHub token',
      category: 'TOKEN',
      tier: 1,
      confidence: 'high',
      source,
      shape: { prefixes: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], alphabet: WORD, min: 36, max: 251, grade },
    },
    {
      id: 'github-fine-grained-token',
      title: 'GitHub fine-grained personal access token',
      category: 'TOKEN',
      tier: 1,
      confidence: 'high',
      source,
      shape: { prefixes: ['github_pat_'], alphabet: WORD, min: 40, max: 251 },
    },
  ],
};
