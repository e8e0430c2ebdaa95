/** Protecting secret files changes what it shows and nothing else, and undo gives back exactly what was there. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  associationsSetting,
  enableSetting,
  type ProtectionRecord,
  planProtection,
  recordChanges,
  secretFilePatterns,
  secretLanguage,
  type UserSettings,
  undoProtection,
  withChanges,
} from '../../../src/extension/editor/protected-files.ts';

const empty: UserSettings = { [enableSetting]: undefined, [associationsSetting]: undefined };

function apply(user: UserSettings, changes: ReturnType<typeof planProtection>): UserSettings {
  return { ...user, ...withChanges(user, changes) };
}
function undo(user: UserSettings, record: ProtectionRecord): UserSettings {
  return { ...user, ...Object.fromEntries(undoProtection(record, user).settings) } as UserSettings;
}

const values = fc.option(
  fc.dictionary(
    fc.constantFrom('*', 'dotenv', 'plaintext', '*.pem', '*.tfvars', '**/.env', 'other'),
    fc.constantFrom(true, false, 'terraform', 'dotenv'),
  ),
  { nil: undefined },
);

describe('protecting secret files', () => {
  it('switches Copilot off for the language, and gives it to the files', () => {
    const after = apply(empty, planProtection(empty, 'dotenv'));
    expect(after[enableSetting]).toEqual({ dotenv: false });
    expect(after[associationsSetting]).toEqual(
      Object.fromEntries(secretFilePatterns.map((pattern) => [pattern, 'dotenv'])),
    );
    expect(planProtection(after, 'dotenv')).toEqual([]);
  });

  it('takes a language that is there', () => {
    expect(secretLanguage(['typescript', 'dotenv'])).toBe('dotenv');
    expect(secretLanguage(['typescript', 'properties'])).toBe('properties');
  });

  it('is undone exactly, whatever was there and whatever part was chosen', () => {
    fc.assert(
      fc.property(values, values, fc.infiniteStream(fc.boolean()), (enable, associations, chosen) => {
        const user: UserSettings = { [enableSetting]: enable, [associationsSetting]: associations };
        const changes = planProtection(user, 'dotenv').filter(() => chosen.next().value);
        const after = apply(user, changes);
        const back = undo(after, recordChanges(undefined, user, changes));
        expect(back).toEqual(user);
        for (const name of [enableSetting, associationsSetting] as const) {
          expect(Object.keys(back[name] ?? {})).toEqual(Object.keys(user[name] ?? {}));
        }
      }),
    );
  });

  it('is undone exactly after a second time', () => {
    fc.assert(
      fc.property(values, values, fc.infiniteStream(fc.boolean()), (enable, associations, chosen) => {
        const user: UserSettings = { [enableSetting]: enable, [associationsSetting]: associations };
        const first = planProtection(user, 'dotenv').filter(() => chosen.next().value);
        let record = recordChanges(undefined, user, first);
        const between = apply(user, first);
        const second = planProtection(between, 'properties');
        record = recordChanges(record, between, second);
        expect(undo(apply(between, second), record)).toEqual(user);
      }),
    );
  });

  it('leaves alone what somebody changed since', () => {
    const changes = planProtection(empty, 'dotenv');
    const record = recordChanges(undefined, empty, changes);
    const after = apply(empty, changes);
    const mine = {
      ...after,
      [associationsSetting]: { ...after[associationsSetting], '*.pem': 'pem', '*.mine': 'ini' },
    };
    const undone = undoProtection(record, mine);
    expect(undone.left.map(({ key }) => key)).toEqual(['*.pem']);
    expect(undone.settings.get(associationsSetting)).toEqual({ '*.pem': 'pem', '*.mine': 'ini' });
    expect(undone.settings.get(enableSetting)).toBeUndefined();
    expect(undone.settings.has(enableSetting)).toBe(true);
  });
});
