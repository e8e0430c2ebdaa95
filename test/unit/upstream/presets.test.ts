import { describe, expect, it } from 'vitest';
import { apis } from '../../../src/engine/wire/apis.ts';
import { addressOfPreset, type Preset, presets } from '../../../src/extension/models/presets.ts';
import { isLoopback } from '../../../src/platform/upstream/address.ts';
import { withoutEndpoint } from '../../../src/platform/upstream/diagnose-address.ts';

const address = (preset: Preset) =>
  addressOfPreset(preset, Object.fromEntries((preset.fields ?? []).map(({ name, example }) => [name, example])));

describe('presets', () => {
  it('are the providers that were promised', () => {
    expect(presets.map(({ id }) => id)).toEqual([
      'openai',
      'anthropic',
      'google',
      'openrouter',
      'groq',
      'mistral',
      'deepseek',
      'xai',
      'azure',
      'bedrock',
      'ollama',
      'lm-studio',
    ]);
  });

  it.each(presets.map((preset) => [preset.id, preset] as const))(
    '%s has an address that can be used',
    (_id, preset) => {
      const url = new URL(address(preset));
      expect(address(preset)).not.toMatch(/[{}]|\/$/);
      expect(withoutEndpoint(address(preset))).toBeUndefined();
      expect([url.search, url.hash, url.username, url.password]).toEqual(['', '', '', '']);
      expect(isLoopback(url.hostname)).toBe(preset.local === true);
      expect(url.protocol).toBe(preset.local === true ? 'http:' : 'https:');
      expect(apis[preset.api]).toBeDefined();
      expect(preset.keyPage === undefined).toBe(preset.local === true);
      expect(preset.keyPage ?? 'https://').toMatch(/^https:\/\//);
      expect(preset.lists && apis[preset.api]!.listing === undefined).toBe(false);
    },
  );

  it.each([
    [
      'azure',
      'resource',
      ['my-resource', 'a', 'Contoso01'],
      ['', '-a', 'a.b', 'evil.example/', 'a@b', 'a#', 'x'.repeat(80)],
    ],
    [
      'bedrock',
      'region',
      ['us-west-2', 'us-gov-west-1', 'ap-southeast-4'],
      ['', 'us', 'us-west-2.evil.example', 'US-WEST-2'],
    ],
  ])('%s takes for its %s what can be a part of a host name alone', (id, field, good, bad) => {
    const { pattern } = presets.find((preset) => preset.id === id)!.fields!.find(({ name }) => name === field)!;
    const whole = new RegExp(`^(?:${pattern.source})$`);
    expect(good.filter((value) => !whole.test(value))).toEqual([]);
    expect(bad.filter((value) => whole.test(value))).toEqual([]);
  });
});
