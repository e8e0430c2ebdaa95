/** Keeps the last good bundle in global storage, and apart from it, in SecretStorage, the highest revision seen. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RevisionFloor, SignedBundle } from '../../engine/policy/types.ts';
import type { PolicyStore } from '../../platform/sync/types.ts';
import type { Secrets } from '../hold/fingerprints.ts';
import type { Connection } from './connection.ts';

const fileName = 'policy-bundle.json';

/** `read` is called when the stored bundle and floor have been read. */
export function createPolicyStore(
  { secrets, folder }: { secrets: Secrets; folder: string },
  { pinned }: Connection,
  read: () => void = () => undefined,
): PolicyStore & { clear(): Promise<void> } {
  const file = join(folder, fileName);
  const floorName = `takumo.policyFloor.${pinned.organization}`;
  let bundleRead = false;
  let floorRead = false;
  const done = (): void => {
    // The sync takes in what it was given before anybody may ask it for its bundle.
    if (bundleRead && floorRead) setTimeout(read, 0);
  };
  return {
    async readBundle() {
      try {
        return JSON.parse(await readFile(file, 'utf8')) as SignedBundle;
      } catch {
        return undefined;
      } finally {
        bundleRead = true;
        done();
      }
    },
    async writeBundle(bundle) {
      await mkdir(folder, { recursive: true });
      // Whole or not at all: a half-written bundle would be none.
      const draft = `${file}.${process.pid}.tmp`;
      await writeFile(draft, JSON.stringify(bundle), { mode: 0o600 });
      await rename(draft, file);
    },
    async readFloor() {
      try {
        return readFloor(await secrets.get(floorName));
      } finally {
        floorRead = true;
        done();
      }
    },
    async writeFloor(floor) {
      await secrets.store(floorName, JSON.stringify(floor));
    },
    /** Forgets the bundle. The floor stays: connecting again must not open the way to an older revision. */
    async clear() {
      await rm(file, { force: true });
    },
  };
}

function readFloor(text: string | undefined): RevisionFloor | undefined {
  if (text === undefined) return undefined;
  const value = JSON.parse(text) as Partial<RevisionFloor> | null;
  return typeof value?.revision === 'number' && typeof value.organization === 'string'
    ? (value as RevisionFloor)
    : undefined;
}
