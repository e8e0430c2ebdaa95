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

/** Prefixes of rule ids, whole words of them; the first that fits wins. A rule that none fits is an `other-secrets` one. */
const families: readonly (readonly [prefix: string, policy: string])[] = [
  ['aws', 'aws-keys'],
  ['database', 'database-urls'],
  ['db', 'database-urls'],
  ['postgresql', 'database-urls'],
  ['postgres', 'database-urls'],
  ['mysql', 'database-urls'],
  ['mongodb', 'database-urls'],
  ['redis', 'database-urls'],
  ['connection', 'database-urls'],
  ['stripe', 'stripe-keys'],
  ['github', 'github-tokens'],
  ['openai', 'ai-provider-keys'],
  ['anthropic', 'ai-provider-keys'],
  ['slack', 'chat-and-registry-tokens'],
  ['npm', 'chat-and-registry-tokens'],
  ['google', 'chat-and-registry-tokens'],
  ['jwt', 'jwt-and-bearer'],
  ['bearer', 'jwt-and-bearer'],
  ['authorization', 'jwt-and-bearer'],
  ['private-key', 'private-keys'],
  ['named', 'named-secrets'],
  ['assigned', 'named-secrets'],
  ['password', 'named-secrets'],
  ['known-value', 'known-values'],
  ['private-host', 'private-hosts'],
  ['private-ip', 'private-hosts'],
  ['private-url', 'private-hosts'],
  ['internal', 'private-hosts'],
];

const names: ReadonlySet<string> = new Set(builtInPolicies.map((policy) => policy.name));

export function isBuiltInName(name: string): boolean {
  return names.has(name);
}

/** The built-in policy a detector's rule belongs to, by the words its id begins with. */
export function policyOfRule(rule: string, kind: FindingKind): string {
  if (kind === 'pii') return 'pii';
  for (const [prefix, policy] of families) if (rule === prefix || rule.startsWith(`${prefix}-`)) return policy;
  return 'other-secrets';
}
