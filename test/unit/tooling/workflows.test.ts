/** The workflows as text: what they may do, what they run, and that no secret is in them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
// @ts-expect-error a script without types
import { isPreRelease } from '../../../scripts/release-channel.mjs';

const folder = '.github/workflows';
const files = readdirSync(folder).map((name) => ({ name, text: readFileSync(`${folder}/${name}`, 'utf8') }));
const release = files.find(({ name }) => name === 'release.yml')!.text;
const { version, scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  version: string;
  scripts: Record<string, string>;
};

describe('the workflows', () => {
  it('use actions at a commit, with its version beside it', () => {
    for (const { name, text } of files) {
      const used = [...text.matchAll(/uses: (\S+)(.*)$/gm)];
      expect(used.length, name).toBeGreaterThan(0);
      for (const [line, action, rest] of used)
        if (!action!.startsWith('./'))
          expect(`${action}${rest}`, line).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  it('begin with no right but to read, and hold no secret', () => {
    for (const { name, text } of files) {
      expect(text, name).toMatch(/^permissions:( \{\}|\n {2}contents: read\n)/m);
      expect(text, name).not.toMatch(/\bsecrets\.|pull_request_target|workflow_run|permissions: write-all/);
      // What a stranger can name (a branch, a title) is never part of a script.
      for (const [script] of text.matchAll(/^ *(?:- )?run: (?:\|\n(?: {10}.*\n)+|.*)/gm))
        expect(script, name).not.toContain('${{');
    }
  });

  it('publish only what was built once, in jobs that build nothing', () => {
    const jobs = release.split(/^ {2}(?=[\w-]+:\n)/m).slice(1);
    const trusted = jobs.filter((job) => job.includes('id-token: write'));
    expect(trusted.map((job) => job.slice(0, job.indexOf(':')))).toEqual(['attest', 'marketplace', 'open-vsx']);
    for (const job of trusted) {
      expect(job).toContain('sha256sum --check --strict SHA256SUMS');
      expect(job).not.toMatch(/npm run|npm ci(?! --ignore-scripts)|npx/);
    }
    expect(release).toContain('vsce publish --oidc');
    expect(release).toContain('ovsx publish --trusted-publishing');
  });

  it('run scripts that exist', () => {
    for (const { text } of files) {
      for (const [, script] of text.matchAll(/node (scripts\/[\w/-]+\.mjs)/g))
        expect(existsSync(script!), script).toBe(true);
      for (const [, script] of text.matchAll(/npm run ([\w:-]+)/g)) expect(scripts).toHaveProperty([script!]);
    }
  });

  it('publish with the tools that are tested here, locked by content', () => {
    const publish = JSON.parse(readFileSync('.github/publish/package.json', 'utf8'));
    const own = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(publish.dependencies['@vscode/vsce']).toBe(own.devDependencies['@vscode/vsce']);
    const locked = JSON.parse(readFileSync('.github/publish/package-lock.json', 'utf8')).packages as Record<
      string,
      { integrity?: string }
    >;
    expect(
      Object.entries(locked).filter(([key, { integrity }]) => key !== '' && !integrity?.startsWith('sha512-')),
    ).toEqual([]);
  });
});

describe('the release channel', () => {
  it('is the pre-release one for odd minor versions', () => {
    expect(isPreRelease('v0.1.0', '0.1.0')).toBe(true);
    expect(isPreRelease('v0.2.3', '0.2.3')).toBe(false);
    expect(isPreRelease('v1.11.0', '1.11.0')).toBe(true);
  });

  it('refuses a tag of another version, and a version that the Marketplace refuses', () => {
    expect(() => isPreRelease('v0.1.1', '0.1.0')).toThrow();
    expect(() => isPreRelease('0.1.0', '0.1.0')).toThrow();
    expect(() => isPreRelease('v0.1.0-beta', '0.1.0-beta')).toThrow();
    expect(() => isPreRelease(`v${version}`, version)).not.toThrow();
  });
});
