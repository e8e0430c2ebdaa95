/**
 * Packages the extension: `node scripts/package.mjs [--out FILE]` writes dist/takumo-guard.vsix from what the build left in dist/, lists what
 * is inside, and fails when a file is in it that has no business there or that looks like a secret.
 */
import './setup/node24.mjs';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { listFiles } from '@vscode/vsce';
import { root, vsix } from './setup/paths.mjs';
import { runScript, SetupError, say } from './setup/say.mjs';

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

/** Packages into `out` and gives `{ out, bytes, files }`. Throws `SetupError` with what is wrong. */
export async function packageExtension(out = vsix) {
  if (!existsSync(join(root, 'dist/extension.js'))) {
    throw new SetupError('dist/extension.js is missing. Build first: npm run build');
  }
  const files = (await listFiles({ cwd: root, packageManager: 0 })).map((file) => file.replaceAll('\\', '/'));
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
  pack(out);
  const bytes = statSync(out).size;
  if (bytes > maxBytes) throw new SetupError(`The package has ${bytes} bytes; the limit is ${maxBytes}.`);
  return { out, bytes, files };
}

/** The command line instead of the API: it can be kept quiet, and what it says is shown only when it fails. */
function pack(out) {
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
  const args = [
    vsce,
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '--out',
    out,
  ];
  try {
    execFileSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    throw new SetupError(
      `vsce could not package the extension:\n${`${error.stdout ?? ''}${error.stderr ?? error.message}`.trim()}`,
    );
  }
}

if (import.meta.main) {
  await runScript(async () => {
    const { values } = parseArgs({ options: { out: { type: 'string' } } });
    const { out, bytes, files } = await packageExtension(values.out === undefined ? vsix : resolve(values.out));
    say(`${relative(process.cwd(), out)}: ${(bytes / 1024).toFixed(0)} KB, ${files.length} files`);
  });
}
