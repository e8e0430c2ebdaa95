/** A receipt for tests. */
import type { Receipt } from '../../../src/engine/model.ts';

export const receipt = (id: string, more: Partial<Receipt> = {}): Receipt => ({
  id,
  time: `2026-01-01T00:00:${id.padStart(2, '0')}.000Z`,
  surface: 'chat',
  client: 'vscode-chat',
  model: 'demo',
  provider: '127.0.0.1',
  direction: 'both',
  decision: 'sent',
  enforcement: 'block',
  byCategory: { KEY: 2 },
  byDetector: { 'aws-access-key-id': 2 },
  bytesOut: 1234,
  bytesIn: 20,
  tokensRestored: 2,
  unscannable: [],
  policies: [{ name: 'aws-keys', revision: 0 }],
  durations: { guard: 1, upstream: 200, inbound: 3 },
  posture: 'protect',
  zdr: false,
  places: ['src/config.ts:3'],
  findings: [],
  ...more,
});
