import { beforeEach, describe, expect, it, vi } from 'vitest';

const fake = vi.hoisted(() => ({ bundle: undefined as Record<string, string> | undefined }));
vi.mock('vscode', () => ({
  l10n: {
    get bundle() {
      return fake.bundle;
    },
    t: (text: string, ...given: unknown[]) =>
      (fake.bundle?.[text] ?? text).replace(/\{(\d)\}/g, (_, at) => String(given[at])),
  },
}));
const { localized } = await import('../../../src/extension/localize.ts');

describe("the engine's texts in another language", () => {
  beforeEach(() => {
    fake.bundle = {
      '{0}: {1}': '{0} : {1}',
      '{0}.': '{0}.',
      'Send it again.': 'an unmarked text',
      'Send it again./engine': 'Noch einmal senden.',
      'It is short./engine': 'Es ist kurz.',
      'The provider refused the API key/engine': 'Der Anbieter lehnt den Schlüssel ab',
      "{0} can't be reached: {1}./engine": '{0} ist nicht erreichbar: {1}.',
      'there is no network/engine': 'es gibt kein Netzwerk',
      'The policy has {0}, then {1}./engine': 'Zuerst {1}, davor {0}.',
      '{0} It holds `{1}`, which comes from outside./engine': '{0} Darin steht `{1}` von außen.',
    };
  });

  it('are left in English where that is the language, and where there is no translation', () => {
    expect(localized('Nobody knows this.')).toBe('Nobody knows this.');
    fake.bundle = undefined;
    expect(localized('Send it again.')).toBe('Send it again.');
  });

  it('are found by their text, with what was put in, which is looked up as well', () => {
    expect(localized('Send it again.')).toBe('Noch einmal senden.');
    expect(localized("api.example.com can't be reached: there is no network.")).toBe(
      'api.example.com ist nicht erreichbar: es gibt kein Netzwerk.',
    );
    expect(localized('The policy has a, then b.')).toBe('Zuerst b, davor a.');
    expect(localized('It is short. It holds `req.query`, which comes from outside.')).toBe(
      'Es ist kurz. Darin steht `req.query` von außen.',
    );
  });

  it('are found one after another, and before the words of a provider, which stay', () => {
    expect(localized('It is short. Send it again.')).toBe('Es ist kurz. Noch einmal senden.');
    expect(localized('The provider refused the API key (401): bad key: no.')).toBe(
      'Der Anbieter lehnt den Schlüssel ab (401) : bad key: no.',
    );
    expect(localized('The provider refused the API key.')).toBe('Der Anbieter lehnt den Schlüssel ab.');
    expect(localized('The provider says: Send it again.')).toBe('The provider says: Send it again.');
  });

  it('puts a value in as it is, whatever signs it holds', () => {
    expect(localized("$& {1} can't be reached: $1.")).toBe('$& {1} ist nicht erreichbar: $1.');
  });
});
