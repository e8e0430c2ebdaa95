/**
 * Packages the extension: `node scripts/package.mjs [--out FILE] [--pre-release] [--repository URL --commit HASH]` writes
 * dist/takumo-guard.vsix from what the build left in dist/, and fails when a file is in it that has no business there or that looks like a
 * secret. The same sources give the same bytes, on whatever day, in whatever folder. With a repository the README's pictures and links
 * lead to that commit of it; without one they stay relative.
 */
import './setup/node24.mjs';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { listFiles, PackageManager } from '@vscode/vsce';
import { root, vsix } from './setup/paths.mjs';
import { runScript, SetupError, say } from './setup/say.mjs';
import { settleModes } from './zip-modes.mjs';

/** What may be in the package: everything else is a mistake in .vscodeignore, which is an allow-list too. */
const allowed = [
  /^package(\.nls(\.[a-z-]+)?)?\.json$/,
  /^(README|CHANGELOG|PRIVACY|SECURITY|SUPPORT)\.md$/,
  /^LICENSE(\.txt|\.md)?$/,
  /^(NOTICE|ThirdPartyNotices)(\.txt|\.md)?$/,
  /^dist\/(?!.*\.(map|vsix)$)(?!meta\.json$)/,
  /^l10n\/bundle\.l10n(\.[a-z-]+)?\.json$/,
  /^media\//,
  /^schemas\/.*\.json$/,
];

/** Formats that must not be in a package, whatever file they are in. They begin with a prefix that nothing else has. */
const secretLooks = [
  /AKIA[A-Z2-7]{16}/,
  /gh[pousr]_[A-Za-z0-9]{36}/,
  /sk_live_[A-Za-z0-9]{20}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/]{40}/,
];

const maxBytes = 6 * 1024 * 1024;

/**
 * Packages into `out` and gives `{ out, bytes, files }`. `preRelease` marks it for that channel; `links`: `{ repository, commit }`. Throws
 * `SetupError` with what is wrong.
 */
export async function packageExtension(out = vsix, { preRelease = false, links } = {}) {
  if (!existsSync(join(root, 'dist/extension.js'))) {
    throw new SetupError('dist/extension.js is missing. Build first: npm run build');
  }
  const files = (await listFiles({ cwd: root, packageManager: PackageManager.None })).map((file) =>
    file.replaceAll('\\', '/'),
  );
  const foreign = files.filter((file) => !allowed.some((pattern) => pattern.test(file)));
  if (foreign.length > 0) {
    throw new SetupError(
      `These files would be in the package and should not be (see .vscodeignore):\n${foreign
        .slice(0, 20)
        .map((file) => `  ${file}`)
        .join('\n')}`,
    );
  }
  const leaking = files.filter((file) => {
    const text = readFileSync(join(root, file), 'latin1');
    return secretLooks.some((pattern) => pattern.test(text));
  });
  if (leaking.length > 0) throw new SetupError(`These files hold what looks like a live secret: ${leaking.join(', ')}`);
  mkdirSync(dirname(out), { recursive: true });
  pack(out, [...(preRelease ? ['--pre-release'] : []), ...linkOptions(links)]);
  settleModes(out);
  const bytes = statSync(out).size;
  if (bytes > maxBytes) throw new SetupError(`The package has ${bytes} bytes; the limit is ${maxBytes}.`);
  return { out, bytes, files };
}

/** The command line instead of the API: it can be kept quiet, and what it says is shown only when it fails. */
function pack(out, options) {
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
  const args = [vsce, 'package', '--no-dependencies', '--allow-missing-repository', ...options, '--out', out];
  // With a date vsce also sorts the files, by the rules of the language; a zip file keeps local times.
  const env = { ...process.env, SOURCE_DATE_EPOCH: sourceDate(), TZ: 'UTC', LC_ALL: 'C', LANG: 'C' };
  try {
    execFileSync(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    throw new SetupError(
      `vsce could not package the extension:\n${`${error.stdout ?? ''}${error.stderr ?? error.message}`.trim()}`,
    );
  }
}

function linkOptions(links) {
  if (links === undefined) return ['--no-rewrite-relative-links'];
  const { repository, commit } = links;
  return ['--baseContentUrl', `${repository}/blob/${commit}`, '--baseImagesUrl', `${repository}/raw/${commit}`];
}

/** Seconds since 1970: what the caller says, or the time of the commit, or, outside a repository, the first that a zip file can hold. */
function sourceDate() {
  if (/^\d+$/.test(process.env.SOURCE_DATE_EPOCH ?? '')) return process.env.SOURCE_DATE_EPOCH;
  try {
    const args = ['log', '-1', '--format=%ct'];
    return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return String(Date.UTC(1980, 0, 1) / 1000);
  }
}

if (import.meta.main) {
  await runScript(async () => {
    const { values } = parseArgs({
      options: {
        out: { type: 'string' },
        'pre-release': { type: 'boolean', default: false },
        repository: { type: 'string' },
        commit: { type: 'string' },
      },
    });
    const { repository, commit } = values;
    if ((repository === undefined) !== (commit === undefined))
      throw new SetupError('--repository and --commit go together.');
    const { out, bytes, files } = await packageExtension(values.out === undefined ? vsix : resolve(values.out), {
      preRelease: values['pre-release'],
      ...(repository === undefined ? {} : { links: { repository, commit } }),
    });
    say(`${relative(process.cwd(), out)}: ${(bytes / 1024).toFixed(0)} KB, ${files.length} files`);
  });
}
