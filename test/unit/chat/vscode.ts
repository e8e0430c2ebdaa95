/** As much of the `vscode` module as the chat uses. */

class Emitter<T> {
  private readonly listeners = new Set<(value: T) => void>();
  readonly event = (listener: (value: T) => void) => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };
  fire(value: T): void {
    for (const listener of this.listeners) {
      listener(value);
    }
  }
  dispose(): void {
    this.listeners.clear();
  }
}

class CancellationTokenSource {
  private readonly emitter = new Emitter<void>();
  private cancelled = false;
  readonly token: { readonly isCancellationRequested: boolean; readonly onCancellationRequested: unknown };

  constructor() {
    const cancelled = () => this.cancelled;
    this.token = {
      get isCancellationRequested() {
        return cancelled();
      },
      onCancellationRequested: this.emitter.event,
    };
  }
  cancel(): void {
    this.cancelled = true;
    this.emitter.fire();
  }
  dispose(): void {
    this.emitter.dispose();
  }
}

class Disposable {
  readonly dispose: () => void;
  constructor(dispose: () => void) {
    this.dispose = dispose;
  }
  static from(...all: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const one of all) {
        one.dispose();
      }
    });
  }
}

class LanguageModelTextPart {
  readonly value: string;
  constructor(value: string) {
    this.value = value;
  }
}
class LanguageModelPromptTsxPart {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}
class LanguageModelDataPart {
  readonly data: Uint8Array;
  readonly mimeType: string;
  constructor(data: Uint8Array, mimeType: string) {
    this.data = data;
    this.mimeType = mimeType;
  }
}
class LanguageModelToolCallPart {
  readonly callId: string;
  readonly name: string;
  readonly input: object;
  constructor(callId: string, name: string, input: object) {
    this.callId = callId;
    this.name = name;
    this.input = input;
  }
}
class LanguageModelToolResultPart {
  readonly callId: string;
  readonly content: unknown[];
  constructor(callId: string, content: unknown[]) {
    this.callId = callId;
    this.content = content;
  }
}

/** The provider that was registered last. */
export const registered: { provider?: never; vendor?: string } = {};

export const vscode = {
  EventEmitter: Emitter,
  CancellationTokenSource,
  Disposable,
  LanguageModelTextPart,
  LanguageModelPromptTsxPart,
  LanguageModelDataPart,
  LanguageModelToolCallPart,
  LanguageModelToolResultPart,
  LanguageModelChatMessageRole: { User: 1, Assistant: 2 },
  LanguageModelChatToolMode: { Auto: 1, Required: 2 },
  l10n: {
    t: (text: string, ...values: unknown[]) =>
      text.replace(/\{(\d)\}/g, (_whole, index) => String(values[Number(index)])),
  },
  workspace: { asRelativePath: (path: string) => path.replace(/^\/w\//, '') },
  lm: {
    registerLanguageModelChatProvider(vendor: string, provider: never) {
      registered.vendor = vendor;
      registered.provider = provider;
      return new Disposable(() => {});
    },
  },
};
