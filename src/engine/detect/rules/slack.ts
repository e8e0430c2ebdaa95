/** Slack: tokens of every kind, and incoming webhook URLs, whose path is the secret. */
import { ALNUM, DASH, runEnd } from '../chars.ts';
import { isPlaceholder } from '../placeholders.ts';
import type { Match, RuleFamily, Scan } from '../types.ts';

export const slack: RuleFamily = {
  policy: 'chat-and-registry-tokens',
  rules: [
    {
      id: 'slack-token',
      title: 'Slack token',
      category: 'TOKEN',
      tier: 1,
      confidence: 'high',
      source: 'https://docs.slack.dev/authentication/tokens',
      shape: {
        prefixes: [
          'xoxb-',
          'xoxp-',
          'xoxa-',
          'xoxr-',
          'xoxs-',
          'xoxc-',
          'xoxd-',
          'xoxe-',
          'xoxe.xoxb-',
          'xoxe.xoxp-',
          'xapp-',
          'xwfp-',
        ],
        alphabet: ALNUM | DASH,
        min: 20,
        max: 400,
        grade: (body) => (/\d{6}/.test(body) || (/\d/.test(body) && body.length >= 40) ? 'high' : undefined),
      },
    },
    {
      id: 'slack-webhook-url',
      title: 'Slack webhook URL',
      category: 'SECRET',
      tier: 1,
      confidence: 'certain',
      whole: true,
      source: 'https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks',
      literals: ['hooks.slack.com/services/', 'hooks.slack.com/workflows/', 'hooks.slack.com/triggers/'],
      verify: webhook,
    },
  ],
};

function webhook({ text }: Scan, at: number, end: number): Match | undefined {
  const first = runEnd(text, end, ALNUM, 24);
  if (first - end < 6 || text[first] !== '/') return undefined;
  const second = runEnd(text, first + 1, ALNUM, 24);
  if (second - first < 6 || text[second] !== '/') return undefined;
  const stop = runEnd(text, second + 1, ALNUM, 64);
  const value = text.slice(second + 1, stop);
  if (value.length < 16 || isPlaceholder(value)) return undefined;
  const scheme = ['https://', 'http://'].find((prefix) => text.startsWith(prefix, at - prefix.length));
  return { start: at - (scheme?.length ?? 0), end: stop };
}
