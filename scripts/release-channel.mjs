/**
 * `node scripts/release-channel.mjs TAG`: says whether the tagged version is a pre-release, as a line for a workflow's outputs. Minor
 * versions that are odd are, since the Marketplace takes plain numbers only. Fails when the tag is not of package.json's version.
 * Source: https://code.visualstudio.com/api/working-with-extensions/publishing-extension#prerelease-extensions
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup/paths.mjs';
import { runScript, SetupError, say } from './setup/say.mjs';

/** True for a version of the pre-release channel. Throws `SetupError` when the tag is not `v` and that version. */
export function isPreRelease(tag, version) {
  const [, minor] = /^\d+\.(\d+)\.\d+$/.exec(version) ?? [];
  if (minor === undefined) throw new SetupError(`${version} is no version that the Marketplace takes.`);
  if (tag !== `v${version}`) throw new SetupError(`The tag is ${tag}, but package.json says ${version}.`);
  return Number(minor) % 2 === 1;
}

if (import.meta.main) {
  await runScript(() => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    say(`pre-release=${isPreRelease(process.argv[2], version)}`);
  });
}
