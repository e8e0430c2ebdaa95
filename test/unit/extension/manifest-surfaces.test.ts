/** What the manifest puts on the screen: views, menus, the walkthrough, tools and participants, with their words, keys and pictures. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const manifest = read('package.json');
const words: Record<string, string> = read('package.nls.json');
const { commands, configuration, menus, views, viewsContainers, viewsWelcome, walkthroughs } = manifest.contributes;
const tools: Tool[] = manifest.contributes.languageModelTools ?? [];
const participants: Participant[] = manifest.contributes.chatParticipants ?? [];
const settings = new Set(Object.keys(configuration.properties));
const known = new Map<string, Command>(commands.map((each: Command) => [each.command, each]));
const allViews: View[] = Object.values<View[]>(views).flat();
const steps: Step[] = walkthroughs.flatMap((each: { steps: Step[] }) => each.steps);

const sources = readdirSync('src/extension', { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join('src/extension', name), 'utf8'))
  .join('\n');

/** Context keys of VS Code, and one of its built-in Copilot extension, which say what we take them to say. */
const hostKeys = new Set([
  'view',
  'viewItem',
  'editorIsOpen',
  'editorReadonly',
  'editorHasSelection',
  'editorLangId',
  'resourceScheme',
  'resourceFilename',
  'isWorkspaceTrusted',
  'workspaceFolderCount',
  'github.copilot.clientByokEnabled',
]);
const hostCommands = new Set(['workbench.action.chat.open', 'workbench.action.openSettings']);

interface Command {
  readonly command: string;
  readonly title: string;
  readonly icon?: string;
  readonly enablement?: string;
}
interface View {
  readonly id: string;
  readonly name: string;
  readonly icon?: string;
  readonly contextualTitle?: string;
  readonly type?: string;
  readonly when?: string;
}
interface Step {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly media: { readonly svg?: string; readonly altText?: string };
  readonly completionEvents: readonly string[];
  readonly when?: string;
}
interface Tool {
  readonly name: string;
  readonly displayName: string;
  readonly userDescription?: string;
  readonly modelDescription: string;
  readonly toolReferenceName?: string;
  readonly icon?: string;
  readonly inputSchema?: {
    readonly type: string;
    readonly properties?: Record<string, { readonly description?: string }>;
  };
}
interface Participant {
  readonly id: string;
  readonly name: string;
  readonly fullName?: string;
  readonly description: string;
  readonly commands?: readonly { readonly name: string; readonly description: string }[];
}
interface MenuItem {
  readonly command?: string;
  readonly group?: string;
  readonly when?: string;
}

/** Every `when` and `enablement` of the manifest, with where it stands. */
const conditions = findConditions(manifest.contributes, 'contributes');

function findConditions(value: unknown, place: string): [place: string, text: string][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    (key === 'when' || key === 'enablement') && typeof inner === 'string'
      ? [[`${place}.${key}`, inner] as [string, string]]
      : findConditions(inner, `${place}.${key}`),
  );
}

/** The parts of a condition: a key, and what it is compared with. */
function atoms(text: string): { key: string; compared?: string }[] {
  return text
    .split(/&&|\|\|/)
    .map((part) =>
      part
        .trim()
        .replace(/^[!(\s]+/, '')
        .replace(/\)+$/, (end) => (part.includes('/') ? end : ''))
        .trim(),
    )
    .filter((part) => part !== 'true' && part !== 'false')
    .map((part) => {
      const [, key = '', compared] = /^([\w.]+)(?:\s*(?:==|!=|=~|<=?|>=?|not in|in)\s*(.+))?$/.exec(part) ?? [];
      return { key, ...(compared === undefined ? {} : { compared: compared.replace(/^'(.*)'$/, '$1') }) };
    });
}

/** Set by name, or by a function that puts `takumo.` before a name which stands in the sources as a text. */
function isSetByCode(key: string): boolean {
  const name = key.slice('takumo.'.length);
  if (sources.includes(`'setContext', '${key}'`)) return true;
  return sources.includes("'setContext', `takumo.${") && sources.includes(`'${name}'`);
}

const localized = /^%[\w.]+%$/;
const codicon = /^\$\([a-z][a-z-]*\)$/;

describe('conditions in the manifest', () => {
  it('use keys that VS Code or our code sets', () => {
    expect(conditions.length).toBeGreaterThan(10);
    for (const [place, text] of conditions) {
      for (const { key } of atoms(text)) {
        expect(key, `${place}: ${text}`).not.toBe('');
        if (key.startsWith('config.')) expect(settings, text).toContain(key.slice('config.'.length));
        else if (key.startsWith('takumo.')) expect(isSetByCode(key), `${place}: ${key} is set nowhere`).toBe(true);
        else expect(hostKeys, `${place}: ${text}`).toContain(key);
      }
    }
  });

  it('name views and items that exist', () => {
    const ids = new Set(allViews.map(({ id }) => id));
    for (const [place, text] of conditions) {
      for (const { key, compared = '' } of atoms(text)) {
        if (key === 'view') expect(ids, place).toContain(compared);
        if (key !== 'viewItem') continue;
        const pattern = /^\/(.+)\/$/.exec(compared)?.[1];
        const values = [...sources.matchAll(/contextValue[^;\n]*/g)].flatMap(([line]) =>
          [...line.matchAll(/'([^']+)'/g)].map((match) => match[1]!),
        );
        const fits = (value: string) => (pattern === undefined ? value === compared : new RegExp(pattern).test(value));
        expect(values.some(fits), `${place}: no item is ${compared}`).toBe(true);
      }
    }
  });
});

describe('what is shown as a picture only', () => {
  it('has an icon and a title, which is its tooltip and its name for a screen reader', () => {
    for (const [menu, items] of Object.entries<MenuItem[]>(menus)) {
      for (const { command, group = '' } of items) {
        if (command === undefined || !/^(?:navigation|inline)/.test(group)) continue;
        expect(known.get(command)?.icon, `${menu}: ${command}`).toMatch(codicon);
        expect(words[known.get(command)!.title.slice(1, -1)], command).toMatch(/\S{3}/);
      }
    }
  });

  it('is a codicon by its name, or a file', () => {
    for (const { command, icon } of commands as Command[]) expect(icon, command).toMatch(codicon);
    for (const { name, icon } of tools) if (icon !== undefined) expect(icon, name).toMatch(codicon);
  });
});

describe('views', () => {
  it('have localized names, and pictures of one colour', () => {
    const containers = Object.values<{ id: string; title: string; icon: string }[]>(viewsContainers).flat();
    expect(Object.keys(views).filter((id) => !containers.some((each) => each.id === id))).toEqual([]);
    for (const { title, icon } of containers) {
      expect(title).toMatch(localized);
      expect(existsSync(icon)).toBe(true);
    }
    for (const { id, name, contextualTitle, icon } of allViews) {
      expect(id).toMatch(/^takumo\.[a-zA-Z]+$/);
      expect([name, contextualTitle], id).toEqual([expect.stringMatching(localized), expect.stringMatching(localized)]);
      expect(icon !== undefined && existsSync(icon), id).toBe(true);
    }
  });

  it('say with one button what to do when there is nothing in them', () => {
    const ids = new Set(allViews.map(({ id }) => id));
    for (const { view, contents } of viewsWelcome as { view: string; contents: string }[]) {
      expect(ids).toContain(view);
      const lines = (words[contents.slice(1, -1)] ?? '').split('\n');
      expect(
        lines.filter((line) => /^\[[^\]]+\]\(command:[^)]+\)$/.test(line)),
        contents,
      ).toHaveLength(1);
    }
    for (const { id, type } of allViews)
      if (type !== 'webview')
        expect(
          viewsWelcome.some((each: { view: string }) => each.view === id),
          id,
        ).toBe(true);
  });
});

describe('the walkthrough', () => {
  it('shows four steps, whichever condition holds', () => {
    const offByPolicy = steps.filter(({ when }) => when !== undefined);
    expect(offByPolicy.map(({ when }) => when!.startsWith('!('))).toEqual([true, false]);
    expect(offByPolicy[0]!.when).toBe(`!(${offByPolicy[1]!.when})`);
    expect(steps.length - 1).toBe(4);
  });

  it('localizes each step and describes its picture', () => {
    for (const { id, title, description, media } of steps)
      expect([title, description, media.altText], id).toEqual(Array(3).fill(expect.stringMatching(localized)));
  });

  it('has pictures that follow the theme, and run and fetch nothing', () => {
    for (const { media } of steps) {
      const svg = readFileSync(media.svg!, 'utf8');
      expect(svg).not.toMatch(/<(?:script|image|foreignObject|use|a)\b|\bon\w+=|href|url\(|@import|<!/i);
      expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', ''), media.svg).not.toMatch(/https?:/);
      // Colours come from the theme only.
      expect(svg, media.svg).not.toMatch(/(?:fill|stroke)="(?!var\(--vscode-|none")/);
      expect(svg.length).toBeLessThan(8000);
    }
  });

  it('is completed by what really happens', () => {
    for (const { id, completionEvents } of steps) {
      expect(completionEvents.length, id).toBeGreaterThan(0);
      for (const event of completionEvents) {
        const [, kind, what = ''] = /^(\w+):(.+)$/.exec(event) ?? [];
        if (kind === 'onCommand') expect(known.has(what) || hostCommands.has(what), event).toBe(true);
        else if (kind === 'onSettingChanged') expect(settings, event).toContain(what);
        else if (kind === 'onContext') expect(isSetByCode(what), event).toBe(true);
        else if (kind === 'onView')
          expect(
            allViews.map((view) => view.id),
            event,
          ).toContain(what);
        else expect.unreachable(`VS Code does not know ${event}`);
      }
    }
  });
});

describe('links in the words of the manifest', () => {
  it('run commands that exist', () => {
    for (const [key, text] of Object.entries(words)) {
      for (const [, command] of text.matchAll(/\(command:([\w.]+)[?)]/g))
        expect(known.has(command!) || hostCommands.has(command!), `${key}: ${command}`).toBe(true);
    }
  });
});

describe('tools for language models', () => {
  it('are named, described to people and to models, and say what they take', () => {
    expect(new Set(tools.map(({ name }) => name)).size).toBe(tools.length);
    for (const tool of tools) {
      expect(tool.name).toMatch(/^takumo_[a-z][a-z_]*$/);
      expect(tool.displayName, tool.name).toMatch(localized);
      if (tool.userDescription !== undefined) expect(tool.userDescription, tool.name).toMatch(localized);
      expect(tool.modelDescription, tool.name).toMatch(/\w{3}.{40}/s);
      expect(tool.toolReferenceName, tool.name).toMatch(/^takumo[A-Z][a-zA-Z]*$/);
      for (const [name, property] of Object.entries(tool.inputSchema?.properties ?? {}))
        expect(property.description, `${tool.name}.${name}`).toMatch(/\S/);
      expect(sources, tool.name).toContain(`'${tool.name}'`);
    }
  });
});

describe('chat participants', () => {
  it('are named and described, with each of their commands', () => {
    for (const { id, name, fullName, description, commands: own = [] } of participants) {
      expect(name).toBe('takumo');
      expect(sources, id).toContain(`'${id}'`);
      expect(description, id).toMatch(localized);
      if (fullName !== undefined) expect(fullName, id).toMatch(/^%.+%$|^Takumo/);
      expect(new Set(own.map((each) => each.name)).size).toBe(own.length);
      for (const each of own) expect(each.description, each.name).toMatch(localized);
    }
  });
});

describe('the listing', () => {
  it('has what a marketplace shows, and no address that is nobody’s', () => {
    const { categories, keywords, icon, galleryBanner, license, preview, pricing, qna } = manifest;
    expect(categories).toContain('AI');
    expect(keywords.length).toBeLessThanOrEqual(30);
    expect(new Set(keywords).size).toBe(keywords.length);
    expect(galleryBanner).toEqual({ color: expect.stringMatching(/^#[0-9a-f]{6}$/), theme: 'dark' });
    expect({ license, preview, pricing, qna }).toEqual({
      license: 'Apache-2.0',
      preview: true,
      pricing: 'Free',
      qna: 'marketplace',
    });
    const png = readFileSync(icon);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([256, 256]);
    for (const field of ['repository', 'bugs', 'homepage', 'sponsor'])
      expect(manifest, field).not.toHaveProperty(field);
  });

  it('has each picture in three themes, small enough to load at once', () => {
    const folder = 'media/screenshots';
    const names = readdirSync(folder);
    const scenes = new Set(names.map((name) => name.replace(/-(?:dark|light|high-contrast)\.png$/, '')));
    expect(scenes.size).toBeGreaterThan(10);
    expect([...names].sort()).toEqual(
      [...scenes].flatMap((scene) => ['dark', 'light', 'high-contrast'].map((theme) => `${scene}-${theme}.png`)).sort(),
    );
    for (const name of names) expect(readFileSync(join(folder, name)).length, name).toBeLessThan(150 * 1024);
  });
});
