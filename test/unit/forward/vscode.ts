/** As much of the `vscode` module as models of other extensions need, on top of the chat's. */
import { vscode as chat } from '../chat/vscode.ts';

interface Message {
  readonly role: number;
  readonly content: readonly unknown[];
  readonly name: string | undefined;
}

class LanguageModelThinkingPart {
  readonly value: string | string[];
  readonly id: string | undefined;
  readonly metadata: object | undefined;
  constructor(value: string | string[], id?: string, metadata?: object) {
    this.value = value;
    this.id = id;
    this.metadata = metadata;
  }
}

class LanguageModelError extends Error {
  readonly code: string;
  constructor(message: string, code: string) {
    super(message);
    this.name = 'LanguageModelError';
    this.code = code;
  }
}

/** What a model of another extension does with a request: record it, give the parts of the script, throw what is an error in it. */
export interface FakeModel {
  readonly id: string;
  readonly vendor: string;
  readonly name: string;
  readonly family: string;
  readonly version: string;
  readonly maxInputTokens: number;
  readonly capabilities: object;
  readonly sent: {
    readonly messages: readonly Message[];
    readonly options: Record<string, unknown>;
    readonly token: Token;
  }[];
  script: unknown[][];
  sendRequest(messages: readonly Message[], options: Record<string, unknown>, token: Token): Promise<object>;
}

interface Token {
  readonly isCancellationRequested: boolean;
  readonly onCancellationRequested: unknown;
}

export function fakeModel(id: string, vendor = 'other'): FakeModel {
  const model: FakeModel = {
    id,
    vendor,
    name: `Model ${id}`,
    family: 'fam',
    version: '1',
    maxInputTokens: 1000,
    capabilities: { supportsImageToText: true, supportsToolCalling: true },
    sent: [],
    script: [],
    async sendRequest(messages, options, token) {
      model.sent.push({ messages, options, token });
      const parts = model.script.shift() ?? [];
      if (parts[0] instanceof Error) throw parts[0];
      return { stream: play(parts), text: texts(parts) };
    },
  };
  return model;
}

async function* play(parts: readonly unknown[]) {
  for (const part of parts) {
    if (part instanceof Error) throw part;
    yield part;
  }
}

async function* texts(parts: readonly unknown[]) {
  for await (const part of play(parts)) if (part instanceof chat.LanguageModelTextPart) yield part.value;
}

interface Signal<T> {
  readonly event: (listener: (value: T) => void) => { dispose(): unknown };
  fire(value: T): void;
}

interface World {
  models: FakeModel[];
  asked: (string | undefined)[];
  settings: Record<string, unknown>;
  readonly modelsChanged: Signal<void>;
  readonly settingsChanged: Signal<{ affectsConfiguration: () => boolean }>;
  listeners: number;
}

/** The models of this window, the user's settings, and what listens to either. */
export const world: World = {
  models: [],
  asked: [],
  settings: {},
  modelsChanged: new chat.EventEmitter<void>() as Signal<void>,
  settingsChanged: new chat.EventEmitter<{ affectsConfiguration: () => boolean }>(),
  listeners: 0,
};

const more = {
  LanguageModelThinkingPart,
  LanguageModelError,
  LanguageModelChatMessage: {
    User: (content: readonly unknown[], name?: string): Message => ({ role: 1, content, name }),
    Assistant: (content: readonly unknown[], name?: string): Message => ({ role: 2, content, name }),
  },
  ConfigurationTarget: { Global: 1 },
  workspace: {
    ...chat.workspace,
    getConfiguration: () => ({
      inspect: (name: string) => ({ globalValue: world.settings[name] }),
      update: async (name: string, value: unknown) => {
        world.settings[name] = value;
        world.settingsChanged.fire({ affectsConfiguration: () => true });
      },
    }),
    onDidChangeConfiguration: world.settingsChanged.event,
  },
  lm: {
    ...chat.lm,
    selectChatModels: async ({ vendor, id }: { vendor?: string; id?: string } = {}) => {
      world.asked.push(vendor);
      return world.models.filter(
        (model) => (vendor === undefined || model.vendor === vendor) && (id === undefined || model.id === id),
      );
    },
    onDidChangeChatModels: (listener: () => void) => {
      world.listeners += 1;
      const own = world.modelsChanged.event(listener);
      return {
        dispose: () => {
          world.listeners -= 1;
          own.dispose();
        },
      };
    },
  },
};

export const vscode: typeof chat & typeof more = { ...chat, ...more } as never;
