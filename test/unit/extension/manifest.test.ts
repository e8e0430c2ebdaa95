import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
// @ts-expect-error a script without types
import { collectStrings } from '../../../scripts/l10n.mjs';

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const manifest = read('package.json');
const words: Record<string, string> = read('package.nls.json');
const { commands, configuration, menus, submenus, languageModelChatProviders } = manifest.contributes;
const settings: [string, Record<string, unknown>][] = Object.entries(configuration.properties);

const sources = readdirSync('src/extension', { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.ts') && !name.startsWith('chat'))
  .map((name) => readFileSync(join('src/extension', name), 'utf8'))
  .join('\n');

function placeholders(value: unknown): string[] {
  if (typeof value === 'string') return /^%.+%$/.test(value) ? [value.slice(1, -1)] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(placeholders) : [];
}

describe('the manifest', () => {
  it('has every string in package.nls.json, and no string there that nobody uses', () => {
    const used = new Set(placeholders(manifest));
    expect([...used].filter((key) => !(key in words))).toEqual([]);
    expect(Object.keys(words).filter((key) => !used.has(key))).toEqual([]);
  });

  it('titles, categorises and localizes every command', () => {
    for (const { command, title, category } of commands) {
      expect(command).toMatch(/^takumo\.[a-zA-Z]+$/);
      expect(title, command).toMatch(/^%command\..+%$/);
      expect(category, command).toBe('%category%');
    }
  });

  it('declares each command that is registered, and registers each that is declared', () => {
    const declared = new Set<string>(commands.map((each: { command: string }) => each.command.slice('takumo.'.length)));
    for (const name of declared)
      expect(sources, `takumo.${name}`).toMatch(new RegExp(`takumo\\.${name}'|add\\('${name}'`));
    const registered = [...sources.matchAll(/registerCommand\(\s*'takumo\.([a-zA-Z]+)'/g)].map((match) => match[1]!);
    expect(registered.filter((name) => !declared.has(name))).toEqual([]);
  });

  it('describes, orders and scopes every setting', () => {
    const orders = settings.map(([, setting]) => setting.order);
    expect(new Set(orders).size).toBe(settings.length);
    for (const [name, setting] of settings) {
      expect(name).toMatch(/^takumo\./);
      expect(setting.markdownDescription, name).toMatch(/^%config\..+%$/);
      expect(['machine', 'application', 'resource'], name).toContain(setting.scope);
      expect(setting.default, name).toBeDefined();
    }
  });

  it('lets no workspace say where requests go, which secret is used, or how much is guarded', () => {
    const free = settings.filter(([, setting]) => setting.scope === 'resource').map(([name]) => name);
    expect(free).toEqual(['takumo.sentinel.projectLicense']);
    for (const name of ['takumo.models', 'takumo.cloud.url'])
      expect(configuration.properties[name].scope).toBe('machine');
  });

  it('restricts every setting in an untrusted workspace', () => {
    const { untrustedWorkspaces, virtualWorkspaces } = manifest.capabilities;
    expect(untrustedWorkspaces.supported).toBe('limited');
    expect(new Set(untrustedWorkspaces.restrictedConfigurations)).toEqual(new Set(settings.map(([name]) => name)));
    expect(virtualWorkspaces.supported).toBe('limited');
  });

  it('asks for no more than it must', () => {
    expect(manifest.activationEvents).toEqual(['onStartupFinished']);
    expect(manifest.extensionKind).toEqual(['workspace']);
    expect(manifest.enabledApiProposals).toBeUndefined();
    expect(manifest.engines.vscode).toBe('^1.105.0');
    expect(languageModelChatProviders[0].vendor).toBe('takumo');
  });

  it('refers in menus to commands and submenus that exist', () => {
    const known = new Set(commands.map((each: { command: string }) => each.command));
    const groups = new Set(submenus.map((each: { id: string }) => each.id));
    for (const [menu, items] of Object.entries<{ command?: string; submenu?: string }[]>(menus)) {
      if (menu.startsWith('takumo.')) expect(groups).toContain(menu);
      for (const item of items) {
        if (item.command !== undefined) expect(known).toContain(item.command);
        else expect(groups).toContain(item.submenu);
      }
    }
  });

  it('names every view and container, with a monochrome icon that is shipped', () => {
    const { viewsContainers, views, viewsWelcome } = manifest.contributes;
    const containers: { id: string; title: string; icon: string }[] = Object.values<[]>(viewsContainers).flat();
    expect(containers.map(({ id }) => id)).toEqual(Object.keys(views));
    const shipped = readFileSync('.vscodeignore', 'utf8').split('\n');
    const all: { id: string; name: string; icon: string; contextualTitle: string }[] = Object.values<[]>(views).flat();
    for (const { icon } of [...containers, ...all]) {
      expect(shipped).toContain(`!${icon}`);
      expect(readFileSync(icon, 'utf8')).not.toMatch(/#(?!000\b)[0-9a-f]{3,8}\b|<script|href/i);
    }
    for (const { title } of containers) expect(title).toMatch(/^%views\..+%$/);
    for (const { id, name, contextualTitle } of all) {
      expect(name).toMatch(/^%views\..+%$/);
      expect(contextualTitle).toMatch(/^%views\..+%$/);
      expect(sources, id).toMatch(new RegExp(`(?:createTreeView|registerWebviewViewProvider)\\(\\s*'${id}'`));
    }
    const ids = new Set(all.map(({ id }) => id));
    const known = new Set(commands.map((each: { command: string }) => each.command));
    for (const { view, contents } of viewsWelcome as { view: string; contents: string }[]) {
      expect(ids).toContain(view);
      const links = [...(words[contents.slice(1, -1)] ?? '').matchAll(/^\[[^\]]+\]\(command:([\w.]+)\)$/gm)];
      expect(links, 'one button').toHaveLength(1);
      const command = links[0]?.[1] ?? '';
      expect(command.startsWith('workbench.') || known.has(command), command).toBe(true);
    }
    for (const item of [...menus['view/title'], ...menus['view/item/context']] as { when: string }[]) {
      const view = /view == ([\w.]+)/.exec(item.when)?.[1];
      expect(ids).toContain(view);
    }
  });

  it('ships an icon', () => {
    expect(existsSync(manifest.icon)).toBe(true);
    expect(readFileSync(manifest.icon).subarray(1, 4).toString()).toBe('PNG');
  });
});

describe('localization', () => {
  it('has every string of the code in the bundle, and nothing else', () => {
    expect(Object.keys(read('l10n/bundle.l10n.json'))).toEqual(collectStrings());
  });

  it('shows no string to users without it', () => {
    const shown =
      /show(?:Information|Warning|Error)Message\(\s*['"`]|setStatusBarMessage\(\s*['"`]|(?:title|prompt|placeHolder|detail|tooltip): ['"`][A-Z]/;
    expect(shown.exec(sources)?.[0]).toBeUndefined();
  });
});
