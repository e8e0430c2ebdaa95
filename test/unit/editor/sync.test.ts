/** What Settings Sync would carry to another machine: no key, no address, no memory of ours. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const properties: [string, { scope: string; ignoreSync?: boolean }][] = Object.entries(
  manifest.contributes.configuration.properties,
);

describe('Settings Sync', () => {
  it('carries no setting that holds an address or a key', () => {
    const local = properties.filter(([, setting]) => /url|header|apikey/i.test(JSON.stringify(setting)));
    expect(local.map(([name]) => name)).toContain('takumo.models');
    // Machine-scoped settings are never synced.
    expect(local.filter(([, { scope, ignoreSync }]) => scope !== 'machine' && ignoreSync !== true)).toEqual([]);
  });

  it('is given nothing of the extension’s state', () => {
    const sources = readdirSync('src/extension', { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.ts'))
      .filter((name) => readFileSync(join('src/extension', name), 'utf8').includes('setKeysForSync'));
    expect(sources).toEqual([]);
  });
});
