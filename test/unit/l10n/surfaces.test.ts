import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
// @ts-expect-error a script without types
import { outsideBrackets, pseudoTexts } from '../../../scripts/l10n/pseudo.mjs';
import { recordingVscode } from './recording-vscode.ts';

const english = JSON.parse(readFileSync('l10n/bundle.l10n.json', 'utf8')) as Record<string, string>;
const pick = { first: false, left: 0 };
const world = recordingVscode(pseudoTexts(english) as Record<string, string>, pick);
vi.doMock('vscode', () => world.vscode);

/** Names and data, which are the same in every language. */
const same = [
  /\$\([\w~-]+\)/g,
  /\b(?:Takumo(?: Guard)?|ZDR|OpenAI|Anthropic|Google(?: Gemini)?|Gemini|OpenRouter|Groq|Mistral|DeepSeek|xAI|Azure OpenAI|AWS Bedrock|Ollama|LM Studio|Copilot|GitHub|VS Code|JSON|API|URL)\b/g,
  /https?:\/\/\S*/g,
  /\b[a-z]+(?:[A-Z.-][A-Za-z]+)+\b/g,
  /__TAKUMO_\w+/g,
  /\bmin\b|\bms\b/g,
];
const rest = (text: string): string =>
  same.reduce((left, pattern) => left.replace(pattern, ' '), outsideBrackets(text)).trim();

function context(): unknown {
  const memento = { get: (_: string, otherwise?: unknown) => otherwise, update: async () => undefined, keys: () => [] };
  return {
    subscriptions: [] as { dispose(): void }[],
    globalState: { ...memento, setKeysForSync: () => undefined },
    workspaceState: memento,
    secrets: {
      get: async () => undefined,
      store: async () => undefined,
      delete: async () => undefined,
      onDidChange: () => ({ dispose: () => undefined }),
    },
    extension: { id: 'takumo.takumo-guard', packageJSON: {} },
    extensionUri: world.uri,
    globalStorageUri: world.uri,
  };
}

const soon = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('every surface in the pseudo-locale', () => {
  it('shows nothing that never went through the localization', { timeout: 60_000 }, async () => {
    const main = await import('../../../src/extension/main.ts');
    main.activate(context() as never);
    await soon(100);
    for (const first of [false, true]) {
      for (const run of world.commands.values()) {
        Object.assign(pick, { first, left: 12 });
        const running = Promise.resolve()
          .then(() => run())
          .catch(() => undefined);
        await Promise.race([running, soon(150)]);
      }
    }
    main.deactivate();
    const surfaces = new Set(world.shown.map(({ surface }) => surface));
    for (const surface of ['message', 'quick pick', 'input', 'input check', 'status bar'])
      expect([...surfaces]).toContain(surface);
    expect(new Set(world.shown.map(({ text }) => text)).size).toBeGreaterThan(100);
    expect(world.shown.filter(({ text }) => text.includes('çôûld ñôt štàřt'))).toEqual([]);
    const bare = world.shown
      .filter(({ text }) => /\p{L}{2}/u.test(rest(text)))
      .map(({ surface, text }) => `${surface}: ${text}`);
    expect([...new Set(bare)]).toEqual([]);
  });
});
