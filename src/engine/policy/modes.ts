/** Reads the setting `takumo.policies.modes`. What it can't read it reports and leaves out, so that the policy keeps its stricter default. */

import { TakumoError } from '../errors.ts';
import type { Enforcement } from '../model.ts';

export const enforcements: readonly Enforcement[] = ['block', 'warn', 'monitor'];

export interface ModesRead {
  readonly modes: ReadonlyMap<string, Enforcement>;
  readonly errors: readonly TakumoError[];
}

/** `value` is the setting as the user wrote it: `{ "aws-keys": "warn" }`. */
export function readModes(value: unknown): ModesRead {
  const modes = new Map<string, Enforcement>();
  const errors: TakumoError[] = [];
  if (value === undefined || value === null) return { modes, errors };
  if (typeof value !== 'object' || Array.isArray(value)) {
    errors.push(
      new TakumoError('policy-invalid', 'takumo.policies.modes must be an object of policy names and modes.'),
    );
    return { modes, errors };
  }
  for (const [name, mode] of Object.entries(value)) {
    const known = enforcements.find((each) => each === mode);
    if (known) modes.set(name, known);
    else {
      const message = 'A mode in takumo.policies.modes is none of block, warn, monitor; that policy keeps its mode.';
      errors.push(new TakumoError('policy-invalid', message, { position: { field: name } }));
    }
  }
  return { modes, errors };
}
