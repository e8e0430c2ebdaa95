/** Stripe: secret and restricted keys and webhook signing secrets. Publishable keys (`pk_`) are made to be public and are none. */
import { ALNUM, BASE64, BASE64URL, EQUALS } from '../chars.ts';
import type { RuleFamily } from '../types.ts';

export const stripe: RuleFamily = {
  policy: 'stripe-keys',
  rules: [
    {
      id: 'stripe-secret-key',
      title: 'Stripe secret key',
      category: 'KEY',
      tier: 1,
      confidence: 'high',
      source: 'https://docs.stripe.com/keys',
      shape: { prefixes: ['sk_live_', 'sk_test_', 'sk_org_live_', 'sk_org_test_'], alphabet: ALNUM, min: 16, max: 250 },
    },
    {
      id: 'stripe-restricted-key',
      title: 'Stripe restricted key',
      category: 'KEY',
      tier: 1,
      confidence: 'high',
      source: 'https://docs.stripe.com/keys/restricted-api-keys',
      shape: { prefixes: ['rk_live_', 'rk_test_'], alphabet: ALNUM, min: 16, max: 250 },
    },
    {
      id: 'stripe-webhook-secret',
      title: 'Stripe webhook signing secret',
      category: 'SECRET',
      tier: 2,
      confidence: 'high',
      source: 'https://docs.stripe.com/webhooks/signature',
      shape: { prefixes: ['whsec_'], alphabet: BASE64 | EQUALS, min: 24, max: 96, edge: BASE64URL },
    },
  ],
};
