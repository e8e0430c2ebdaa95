/** Predictable randomness where something must not be guessed. A dice roll, a jitter or a test's name is silent. */
import type { RuleFamily } from './schema.ts';

const texts = {
  why: 'The generator is made for statistics: from a few outputs its state, and with it all others, can be computed.',
  attack: 'The attacker asks for a few tokens of their own and computes the next visitor’s reset link or session.',
};

export const random: RuleFamily = {
  family: 'random',
  gate: /Math\s*\.\s*random|\brandom\b|\brandint\b|\brandrange\b|pseudoRandomBytes/,
  rules: [
    {
      id: 'random-for-secret',
      family: 'random',
      cwe: 338,
      languages: ['javascript'],
      confidence: 'high',
      message: '`Math.random` makes a value that must not be guessed.',
      ...texts,
      safe: '`crypto.randomUUID()`, `crypto.randomInt()` or `crypto.getRandomValues()`.',
      fixes: ['swap-random'],
      matches: [
        { on: 'call', paths: ['Math.random'], severity: 'warning', when: [{ predicate: 'names-security' }] },
        { on: 'call', paths: ['crypto.pseudoRandomBytes'], severity: 'warning' },
      ],
    },
    {
      id: 'random-for-secret-python',
      family: 'random',
      cwe: 338,
      languages: ['python'],
      confidence: 'high',
      message: 'The `random` module makes a value that must not be guessed.',
      ...texts,
      safe: 'The `secrets` module: `secrets.token_urlsafe(32)`, `secrets.choice(alphabet)`, `secrets.randbelow(n)`.',
      fixes: ['swap-random'],
      matches: [
        {
          on: 'call',
          paths: [
            'random.random',
            'random.randint',
            'random.choice',
            'random.choices',
            'random.sample',
            'random.randrange',
            'random.getrandbits',
            'random.uniform',
            'random.randbytes',
            'random.shuffle',
            'randint',
            'choices',
            'getrandbits',
            'randrange',
            'numpy.random.randint',
            'numpy.random.bytes',
          ],
          severity: 'warning',
          when: [{ predicate: 'names-security' }],
        },
        {
          // Bits by the hundred are made for keys.
          on: 'call',
          paths: ['random.getrandbits', 'random.randbytes'],
          severity: 'warning',
          confidence: 'medium',
          when: [{ text: /^(?:64|96|128|160|192|256|384|512|1024|2048|16|32)$/ }],
          unless: [{ predicate: 'for-checksum' }],
        },
      ],
    },
  ],
};
