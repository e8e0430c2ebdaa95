import { describe, expect, it } from 'vitest';
// @ts-expect-error a script without types
import { faultsOf, faultsOfEnglish } from '../../../scripts/l10n/checks.mjs';
// @ts-expect-error a script without types
import { outsideBrackets, pseudo } from '../../../scripts/l10n/pseudo.mjs';

const english = {
  bundle: {
    'Open {0} with `code` now.': 'Open {0} with `code` now.',
    'Run "Takumo: Add Model…" first.': 'Run "Takumo: Add Model…" first.',
    'Choose "Send it".': 'Choose "Send it".',
    'Send it': 'Send it',
    OpenAI: 'OpenAI',
  },
  manifest: {
    category: 'Takumo',
    'command.add': 'Add Model…',
    'config.x': 'See [this](command:takumo.add) and `takumo.x`.\nThen **go**.',
  },
};
const german = {
  bundle: {
    'Open {0} with `code` now.': 'Jetzt {0} mit `code` öffnen.',
    'Run "Takumo: Add Model…" first.': 'Zuerst „Takumo: Modell hinzufügen…“ ausführen.',
    'Choose "Send it".': '„Senden“ wählen.',
    'Send it': 'Senden',
    OpenAI: 'OpenAI',
  },
  manifest: {
    category: 'Takumo',
    'command.add': 'Modell hinzufügen…',
    'config.x': '[Das](command:takumo.add) und `takumo.x` ansehen.\nDann **los**.',
  },
};

function faultsWith(part: 'bundle' | 'manifest', key: string, text: string | undefined): string[] {
  const changed = { ...german[part], [key]: text };
  if (text === undefined) delete (changed as Record<string, unknown>)[key];
  return faultsOf('de', english, { ...german, [part]: changed });
}

describe('the check of a translation', () => {
  it('finds nothing wrong with a good one', () => {
    expect(faultsOf('de', english, german)).toEqual([]);
    expect(faultsOfEnglish(english)).toEqual([]);
  });

  it.each([
    ['bundle', 'Send it', undefined, 'is missing'],
    ['bundle', 'Send it', ' ', 'is empty'],
    ['bundle', 'Send it', 'Send it', 'is not translated'],
    ['bundle', 'Open {0} with `code` now.', 'Jetzt mit `code` öffnen.', 'other places'],
    ['bundle', 'Open {0} with `code` now.', 'Jetzt {0} mit `kode` öffnen.', 'other code spans'],
    ['bundle', 'Open {0} with `code` now.', ' Jetzt {0} mit `code` öffnen.', 'with a space'],
    ['bundle', 'Run "Takumo: Add Model…" first.', 'Zuerst „Takumo: Neues Modell“ ausführen.', 'as it is called'],
    ['bundle', 'Choose "Send it".', '„Schicken“ wählen.', 'as it is called'],
    ['manifest', 'command.add', 'Modell hinzufügen', 'another ending'],
    ['manifest', 'config.x', 'Das und `takumo.x` ansehen.\nDann **los**.', 'other link targets'],
    ['manifest', 'config.x', '[Das](command:takumo.add) und `takumo.x` ansehen. Dann **los**.', 'other line breaks'],
    ['bundle', 'No longer there', 'Weg', 'not in English any more'],
  ] as const)('of the %s: %s', (part, key, text, fault) => {
    expect(faultsWith(part, key, text).join('\n')).toContain(fault);
  });

  it('finds a command in an English sentence that is called otherwise', () => {
    expect(faultsOfEnglish({ ...english, bundle: { a: 'Run "Takumo: Add One".' } })).toHaveLength(1);
  });
});

describe('the pseudo-locale', () => {
  it('is longer, keeps what a translator keeps, and stands in brackets', () => {
    const text = pseudo('Open {0} with `code`, $(key) and takumo.models…');
    expect(text).toMatch(/^⟦Ôpéñ \{0\} wîth `code`, \$\(key\) àñd takumo\.models·+⟧…$/);
    expect(text.length).toBeGreaterThan('Open {0} with `code`, $(key) and takumo.models…'.length * 1.35);
    expect(pseudo('{0} · {1}')).toBe('{0} · {1}');
  });

  it('shows what never went through it', () => {
    expect(outsideBrackets(pseudo('All of it'))).toBe('');
    expect(outsideBrackets(`${pseudo('One')}: and two`)).toBe(': and two');
    expect(outsideBrackets('12 · 3')).toBe('');
  });
});
