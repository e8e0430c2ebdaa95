/**
 * The built-in policies and which detector rule belongs to which. Names are stable: settings and bundles refer to them. Needs no other
 * part of the policy language, so that the guard works before any policy is loaded.
 */

import type { FindingKind } from '../model.ts';
import type { Policy } from './types.ts';

const base = { transform: 'tokenize', direction: 'both', enabled: true, locked: false, enforcement: 'block' } as const;

/**
 * In block by default, with two exceptions. `private-hosts` is in warn: an address is no credential, it is masked either way, and a
 * compose file or a stack trace in the context would otherwise stop nearly every request, which teaches people to switch the guard off.
 * `pii` is off until somebody asks for it.
 */
export const builtInPolicies: readonly Policy[] = [
  { ...base, name: 'aws-keys', category: 'KEY', description: 'AWS access key ids and secret access keys' },
  {
    ...base,
    name: 'database-urls',
    category: 'CONN',
    description: 'Connection URLs of PostgreSQL, MySQL, MongoDB, Redis and others that hold a password',
  },
  { ...base, name: 'stripe-keys', category: 'KEY', description: 'Stripe API keys and webhook signing secrets' },
  { ...base, name: 'github-tokens', category: 'TOKEN', description: 'GitHub personal, app, OAuth and refresh tokens' },
  {
    ...base,
    name: 'ai-provider-keys',
    category: 'KEY',
    description: 'API keys of AI providers: OpenAI, Anthropic and others',
  },
  {
    ...base,
    name: 'chat-and-registry-tokens',
    category: 'TOKEN',
    description: 'Slack tokens and webhooks, npm tokens, Google API keys and credentials',
  },
  {
    ...base,
    name: 'jwt-and-bearer',
    category: 'TOKEN',
    description: 'JSON Web Tokens, bearer tokens and credentials in authorization headers',
  },
  { ...base, name: 'private-keys', category: 'KEY', description: 'Private keys: RSA, EC, OpenSSH, PGP' },
  {
    ...base,
    name: 'named-secrets',
    category: 'SECRET',
    description: 'Values given to names such as password, secret, api_key and token',
  },
  {
    ...base,
    name: 'known-values',
    category: 'SECRET',
    description: "Values read from the workspace's .env files, and the guard's own keys",
  },
  {
    ...base,
    name: 'private-hosts',
    category: 'HOST',
    enforcement: 'warn',
    description: 'Private host names, internal URLs and private addresses',
  },
  {
    ...base,
    name: 'pii',
    category: 'PII',
    enabled: false,
    description: 'Personal data: e-mail addresses, telephone, card and national id numbers',
  },
  { ...base, name: 'other-secrets', category: 'SECRET', description: 'Secrets that no other built-in policy names' },
];

/** Words of rule ids; the first family that has one of them in the id wins. A rule that none fits is an `other-secrets` one. */
const families: readonly (readonly [policy: string, words: readonly string[]])[] = [
  ['private-keys', ['private-key', 'age-secret-key']],
  ['aws-keys', ['aws']],
  ['stripe-keys', ['stripe']],
  ['github-tokens', ['github']],
  ['ai-provider-keys', ['openai', 'anthropic', 'openrouter', 'sk-api-key']],
  ['chat-and-registry-tokens', ['slack', 'npm', 'google']],
  ['database-urls', ['postgresql', 'postgres', 'mysql', 'mongodb', 'redis', 'database', 'connection']],
  ['jwt-and-bearer', ['jwt', 'bearer', 'basic-credentials', 'authorization']],
  ['known-values', ['known-value']],
  ['private-hosts', ['private-host', 'private-address', 'private-url', 'internal']],
  ['named-secrets', ['assignment', 'password']],
];

const names: ReadonlySet<string> = new Set(builtInPolicies.map((policy) => policy.name));

export function isBuiltInName(name: string): boolean {
  return names.has(name);
}

/** The built-in policy a detector's rule belongs to, by whole words of its id. */
export function policyOfRule(rule: string, kind: FindingKind): string {
  if (kind === 'pii') return 'pii';
  const id = `-${rule}-`;
  return families.find(([, words]) => words.some((word) => id.includes(`-${word}-`)))?.[0] ?? 'other-secrets';
}
