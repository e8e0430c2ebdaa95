/** What is published: the same bytes from the same sources, and a bill of materials that lists what is in them. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, cp, mkdtemp, readdir, readFile, rm, symlink, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const sources = [
  'src',
  'scripts',
  'media',
  'l10n',
  'schemas',
  'package.json',
  'package-lock.json',
  'esbuild.config.mjs',
  '.vscodeignore',
];
const texts = ['LICENSE', 'README.md', 'CHANGELOG.md', 'PRIVACY.md', 'SECURITY.md'];

/** Two checkouts by different people: other folder, times, permissions, language, time zone. */
const machines = [
  { mode: 0o644, time: 1_700_000_000, env: { TZ: 'Asia/Tokyo', LANG: 'en_US.UTF-8' } },
  { mode: 0o600, time: 1_600_000_000, env: { TZ: 'America/New_York', LANG: 'da_DK.UTF-8' } },
];

const folders: string[] = [];

async function checkOut({ mode, time }: (typeof machines)[number]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'takumo-package-'));
  folders.push(folder);
  const names = (await readdir('.')).filter((name) => /^package\.nls\..*json$/.test(name));
  for (const name of [...sources, ...texts, ...names]) await cp(name, join(folder, name), { recursive: true });
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || path.includes('node_modules')) continue;
    await chmod(path, mode);
    await utimes(path, time, time);
  }
  return folder;
}

async function build(at: number): Promise<string> {
  const folder = await checkOut(machines[at]!);
  const env = { ...process.env, ...machines[at]!.env, SOURCE_DATE_EPOCH: '1790000000' };
  for (const script of [['esbuild.config.mjs'], ['scripts/package.mjs', '--out', 'out.vsix']])
    await promisify(execFile)(process.execPath, script, { cwd: folder, env });
  return folder;
}

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('the package', () => {
  let one = '';
  let other = '';
  beforeAll(async () => {
    [one, other] = await Promise.all([build(0), build(1)]);
  }, 60_000);
  afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

  it('has the same bytes, whoever builds it', async () => {
    const [first, second] = await Promise.all([one, other].map((folder) => readFile(join(folder, 'out.vsix'))));
    expect(digest(second!)).toBe(digest(first!));
  });

  it('has the files that the manifest names, and no picture of the listing', async () => {
    const { icon, contributes } = JSON.parse(await readFile('package.json', 'utf8'));
    const named = JSON.stringify({ icon, contributes }).matchAll(/"(?:\.\/)?((?:media|schemas)\/[\w./-]+)"/g);
    const files = [...new Set([...named].map((match) => match[1]!))];
    expect(files.length).toBeGreaterThan(5);
    const zip = (await readFile(join(one, 'out.vsix'))).toString('latin1');
    expect(files.filter((file) => !zip.includes(`extension/${file}`))).toEqual([]);
    expect(zip).not.toContain('extension/media/screenshots');
  });

  it('has the same bill of materials, which is not in it', async () => {
    const file = 'dist/takumo-guard.cdx.json';
    const [first, second] = await Promise.all([one, other].map((folder) => readFile(join(folder, file), 'utf8')));
    expect(second).toBe(first);
    expect((await readFile(join(one, 'out.vsix'))).includes('takumo-guard.cdx.json')).toBe(false);
  });

  it('bills what its notices name, each locked, licensed and hashed', async () => {
    const bill = JSON.parse(await readFile(join(one, 'dist/takumo-guard.cdx.json'), 'utf8')) as Bill;
    const notices = await readFile(join(one, 'dist/ThirdPartyNotices.txt'), 'utf8');
    const named = [...notices.matchAll(/^={80}\n(\S+ \d\S*) \(.+\)\n={80}$/gm)].map((match) => match[1]);
    const full = (component: Component) =>
      `${component.group === undefined ? '' : `${component.group}/`}${component.name} ${component.version}`;
    expect(bill.components.map(full)).toEqual(named);
    expect(named.length).toBeGreaterThan(8);
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 });
    expect(bill.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    for (const component of bill.components) {
      expect(component.hashes[0]!.content).toMatch(/^[0-9a-f]{128}$/);
      expect(component.licenses).toHaveLength(1);
      expect(component.purl).toBe(component['bom-ref']);
    }
    const refs = new Set(bill.components.map((component) => component['bom-ref']));
    expect(refs.size).toBe(bill.components.length);
    const [root, ...rest] = bill.dependencies;
    expect(rest.map(({ ref }) => ref)).toEqual([...refs]);
    for (const { dependsOn } of bill.dependencies) for (const ref of dependsOn) expect(refs).toContain(ref);
    // Every package is reached from the root: none is in the bundles that nobody asked for.
    const reached = new Set(root!.dependsOn);
    for (const ref of reached) for (const next of rest.find((each) => each.ref === ref)!.dependsOn) reached.add(next);
    expect([...refs].filter((ref) => !reached.has(ref))).toEqual([]);
  });

  it('bills nothing of what only builds and tests', async () => {
    const text = await readFile(join(one, 'dist/takumo-guard.cdx.json'), 'utf8');
    for (const name of ['vitest', 'esbuild', 'node-linux', 'vsce', 'playwright', 'typescript'])
      expect(text).not.toContain(`npm/${name}`);
  });
});

interface Component {
  readonly 'bom-ref': string;
  readonly purl: string;
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly hashes: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses: readonly unknown[];
}

interface Bill {
  readonly serialNumber: string;
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}
