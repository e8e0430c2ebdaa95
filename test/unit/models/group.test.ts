/** Groups of Manage Models: what VS Code hands over, checked, and what a provider lists. */
import { describe, expect, it, vi } from 'vitest';
import type { Preset } from '../../../src/extension/models/presets.ts';
import { vscode } from '../chat/vscode.ts';

vi.mock('vscode', () => vscode);
const { readGroup, matches } = await import('../../../src/extension/models/group.ts');
const { groupModels } = await import('../../../src/extension/models/group-models.ts');
const { plainName, isPlainId } = await import('../../../src/extension/models/plain-name.ts');
const { likelyApi, typedAddress } = await import('../../../src/extension/models/address.ts');

const key = ['sk', 'Qz7Xw9Lp2', 'test'].join('-');
const preset: Preset = {
  id: 'some',
  label: 'Some',
  api: 'openai-responses',
  baseUrl: 'https://api.example.com/v1',
  keyPage: 'https://example.com/keys',
  defaultModel: 'm-1',
  maxInputTokens: 200_000,
  imageInput: true,
  reasoning: false,
  lists: true,
};
const ownHost: Preset = {
  ...preset,
  baseUrl: 'https://{resource}.example.com/v1',
  fields: [{ name: 'resource', example: 'my-resource', pattern: /[a-z0-9-]{2,64}/ }],
  lists: false,
};

describe('a group', () => {
  it('of a preset needs a key alone', () => {
    const group = readGroup(preset, { apiKey: ` ${key} ` });
    expect(group).toMatchObject({ api: 'openai-responses', baseUrl: 'https://api.example.com/v1', lists: true });
    expect(group.key?.reveal()).toBe(key);
    expect(() => readGroup(preset, {})).toThrow(/no API key/);
    expect(() => readGroup(preset, { apiKey: 'two words' })).toThrow(/Enter it again/);
  });

  it("of a preset can't say another address", () => {
    const group = readGroup(preset, { apiKey: key, baseUrl: 'https://elsewhere.example.org', api: 'gemini' });
    expect(group).toMatchObject({ api: 'openai-responses', baseUrl: 'https://api.example.com/v1' });
  });

  it.each(['', 'evil.example.org/', 'a@b', 'name.evil', 'x', 'good\nbad', 'good/../../x', 7])(
    'refuses %j as a part of its host',
    (resource) => {
      expect(() => readGroup(ownHost, { apiKey: key, resource })).toThrow(/resource.*my-resource/);
    },
  );

  it('fills its host with what it says', () => {
    const group = readGroup(ownHost, { apiKey: key, resource: 'mine', models: ['m'] });
    expect(group.baseUrl).toBe('https://mine.example.com/v1');
  });

  it('that says its own address is checked as a setting is', () => {
    expect(readGroup(undefined, { api: 'gemini', baseUrl: 'https://api.example.com/v1/' })).toMatchObject({
      api: 'gemini',
      baseUrl: 'https://api.example.com/v1',
      lists: true,
    });
    expect(() => readGroup(undefined, { api: 'smoke', baseUrl: 'https://api.example.com' })).toThrow(/api/);
    expect(() => readGroup(undefined, { api: 'gemini' })).toThrow(/baseUrl/);
    expect(() => readGroup(undefined, { api: 'gemini', baseUrl: 'http://api.example.com' })).toThrow(/Plain http/);
    expect(() => readGroup(undefined, { api: 'gemini', baseUrl: 'https://a:b@example.com' })).toThrow(/password/);
  });

  it('on this machine may listen at another port, and nowhere else', () => {
    const { keyPage: _page, ...keyless } = preset;
    const local: Preset = { ...keyless, api: 'ollama', baseUrl: 'http://127.0.0.1:11434', local: true };
    expect(readGroup(local, {}).baseUrl).toBe('http://127.0.0.1:11434');
    expect(readGroup(local, { baseUrl: 'http://127.0.0.1:9/' }).baseUrl).toBe('http://127.0.0.1:9');
    expect(() => readGroup(local, { baseUrl: 'http://10.0.0.1:11434' })).toThrow(/Plain http/);
  });

  it('names models with what it knows of them, and says which field is wrong', () => {
    const named = (models: unknown) => readGroup(preset, { apiKey: key, models }).named;
    expect(named(['m-1', { model: 'org/m-2', name: 'Two', maxOutputTokens: 5, toolCalling: false }])).toMatchObject([
      { id: 'm-1', name: 'm-1', model: 'm-1', maxInputTokens: 200_000, imageInput: true, toolCalling: true },
      { id: 'org/m-2', name: 'Two', maxOutputTokens: 5, toolCalling: false },
    ]);
    expect(() => named('m')).toThrow(/models/);
    expect(() => named([{ model: 'm', baseUrl: 'https://x.example' }])).toThrow(/models\[0\]\.baseUrl/);
    expect(() => named([{ name: 'm' }])).toThrow(/models\[0\]\.model/);
    expect(() => named(['m', { model: 'm', maxInputTokens: 'many' }])).toThrow(/models\[1\]\.maxInputTokens/);
    expect(() => named([null])).toThrow(/models\[0\]/);
  });

  it('offers the list beside what it names, which goes first', () => {
    const group = readGroup(preset, { apiKey: key, models: [{ model: 'a', name: 'Mine' }] });
    const models = groupModels(group, [{ id: 'a', name: 'Theirs' }, { id: 'b', maxInputTokens: 9 }, { id: 'b' }]);
    expect(models.map(({ id, name }) => [id, name])).toEqual([
      ['a', 'Mine'],
      ['b', 'b'],
    ]);
    expect(models[1]).toMatchObject({ maxInputTokens: 9, maxOutputTokens: 16_000, imageInput: true });
  });

  it("keeps a stranger's words from being more than words", () => {
    const listed = [
      { id: 'ok', name: '[Click](command:x) $(trash) **bold**\u202e <b> https://example.org' },
      { id: 'bad\nid' },
      { id: 'bad id' },
      { id: 'nul\u0000' },
      { id: 'm-1', maxInputTokens: -1, maxOutputTokens: Number.NaN, name: '\u200b' },
    ];
    const models = groupModels(readGroup(preset, { apiKey: key }), listed);
    expect(models.map(({ id }) => id)).toEqual(['ok', 'm-1']);
    expect(models[0]!.name).not.toMatch(/[[\]<>*]|\$\(|:\/\/|\u202e/);
    expect(models[1]).toMatchObject({ name: 'm-1', maxInputTokens: 200_000, maxOutputTokens: 16_000 });
  });

  it('bounds what a list may do', () => {
    const listed = Array.from({ length: 3000 }, (_, index) => ({ id: `m-${index}`, name: 'n'.repeat(500) }));
    const models = groupModels(readGroup(preset, { apiKey: key }), listed);
    expect(models).toHaveLength(1000);
    expect(models[0]!.name.length).toBeLessThan(90);
  });
});

describe('names and addresses', () => {
  it.each([
    ['gpt-4.1', true],
    ['anthropic/claude:beta', true],
    ['models/gemini@1', true],
    ['', false],
    ['../x', false],
    ['a b', false],
    ['a?b', false],
    [`a${'x'.repeat(300)}`, false],
  ])('%j as an id: %s', (id, plain) => {
    expect(isPlainId(id)).toBe(plain);
  });

  it('has plain names stay as they are', () => {
    expect(plainName('GPT-4.1 (2025-04-14), 日本語')).toBe('GPT-4.1 (2025-04-14), 日本語');
  });

  it('takes the whole text of a field', () => {
    expect(matches(/^[a-z]+$/, 'abc')).toBe(true);
    expect(matches(/[a-z]+/, 'abc.def')).toBe(false);
    expect(matches(/a|b/, 'ab')).toBe(false);
  });

  it.each([
    ['https://api.example.com/v1', 'https://api.example.com/v1'],
    ['api.example.com/v1', 'https://api.example.com/v1'],
    ['localhost:8080', 'http://localhost:8080'],
    ['127.0.0.1:11434/v1', 'http://127.0.0.1:11434/v1'],
    ['[::1]:1234', 'http://[::1]:1234'],
    ['OpenAI', undefined],
    ['gpt-4.1', undefined],
    ['two words.com', undefined],
    ['', undefined],
  ])('reads %j as %j', (text, address) => {
    expect(typedAddress(text)).toBe(address);
  });

  it('guesses the API of an address', () => {
    expect(likelyApi('https://api.anthropic.com')).toBe('anthropic-messages');
    expect(likelyApi('http://127.0.0.1:11434')).toBe('ollama');
    expect(likelyApi('http://127.0.0.1:11434/v1')).toBe('openai-chat');
    expect(likelyApi('https://notanthropic.com.example.org')).toBe('openai-chat');
  });
});
