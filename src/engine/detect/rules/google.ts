/** Google: API keys, OAuth client secrets, access and refresh tokens. A service account's key is found as its private key. */
import { BASE64URL, DOT } from '../chars.ts';
import { isRandom } from '../score.ts';
import type { RuleFamily } from '../types.ts';

const oauth = 'https://developers.google.com/identity/protocols/oauth2';

export const google: RuleFamily = {
  policy: 'chat-and-registry-tokens',
  rules: [
    {
      id: 'google-api-key',
      title: 'Google API key',
      category: 'KEY',
      tier: 1,
      confidence: 'high',
      source: 'https://cloud.google.com/docs/authentication/api-keys',
      shape: {
        prefixes: ['AIza'],
        alphabet: BASE64URL,
        min: 35,
        max: 35,
        grade: (body) => (isRandom(body) ? 'high' : undefined),
      },
    },
    {
      id: 'google-oauth-client-secret',
      title: 'Google OAuth client secret',
      category: 'SECRET',
      tier: 1,
      confidence: 'high',
      source: oauth,
      shape: { prefixes: ['GOCSPX-'], alphabet: BASE64URL, min: 20, max: 40 },
    },
    {
      id: 'google-oauth-access-token',
      title: 'Google OAuth access token',
      category: 'TOKEN',
      tier: 1,
      confidence: 'high',
      source: oauth,
      shape: {
        prefixes: ['ya29.'],
        alphabet: BASE64URL | DOT,
        min: 20,
        max: 2048,
        grade: (body) => (isRandom(body) ? 'high' : undefined),
      },
    },
    {
      id: 'google-oauth-refresh-token',
      title: 'Google OAuth refresh token',
      category: 'TOKEN',
      tier: 2,
      confidence: 'medium',
      source: 'observed',
      shape: {
        prefixes: ['1//0'],
        alphabet: BASE64URL,
        min: 38,
        max: 160,
        grade: (body) => (isRandom(body) ? 'medium' : undefined),
      },
    },
  ],
};
