/** Gives the parts of an answer to its reader and to Sentinel, and asks a person where a call would carry a value out. */
import * as vscode from 'vscode';
import type { AnswerPart, ToolCallAnswer } from '../../engine/guard/inbound.ts';
import type { loadEngine } from '../engine.ts';
import { argumentPreview } from './argument-preview.ts';
import type { ChatDeps } from './dependencies.ts';
import type { Reader } from './reader.ts';
import type { Reviews } from './reviews.ts';

export type Engine = Awaited<ReturnType<typeof loadEngine>>;

export interface OutputOptions {
  readonly deps: ChatDeps;
  readonly engine: Engine;
  readonly reader: Reader;
  readonly reviews: Reviews;
  readonly conversation: string;
  /** The person's message that the answer belongs to, with its tool calls and their results. */
  readonly run: string;
  readonly modelName: string;
  readonly token: vscode.CancellationToken;
}

export class Output {
  private readonly about: OutputOptions;

  constructor(about: OutputOptions) {
    this.about = about;
  }

  show(parts: readonly AnswerPart[]): void {
    for (const part of parts) {
      if (part.kind === 'text') {
        this.about.reader.text(part.text);
        this.about.reviews.text(part.text);
      } else if (part.kind === 'reasoning') {
        this.about.reader.reasoning(part.text, part.source);
      }
    }
  }

  async last(part: AnswerPart): Promise<void> {
    if (part.kind !== 'tool-call') {
      this.show([part]);
      return;
    }
    const { call } = part;
    const input = call.resolve(await this.answerFor(call));
    this.report(call);
    const path = this.about.engine.fileWrittenBy(call.name, input);
    if (path !== undefined) {
      this.about.reviews.toolCall(call.name, input, path);
    }
    this.about.reader.toolCall({ id: call.id, name: call.name, input });
  }

  private async answerFor(call: ToolCallAnswer): Promise<'restore' | 'keep'> {
    const { deps, token } = this.about;
    if (call.ask === undefined) {
      return 'restore';
    }
    const preview = argumentPreview(call.resolve('keep'));
    const held = {
      conversation: this.about.conversation,
      run: this.about.run,
      modelName: this.about.modelName,
      tool: call.name,
      sink: call.ask,
      categories: call.categories,
      tokens: call.tokens,
      ...(preview === undefined ? {} : { preview }),
    };
    return (await deps.holdToolCall?.(held, token)) ?? 'keep';
  }

  private report(call: ToolCallAnswer): void {
    if (call.findings.length > 0) {
      this.about.deps.onInboundFindings({
        conversation: this.about.conversation,
        modelName: this.about.modelName,
        kind: 'sink',
        tool: call.name,
        findings: call.findings.map((rule) => ({ rule, message: sinkMessage(rule, call), severity: 'warning' })),
      });
    }
  }
}

function sinkMessage(rule: string, call: ToolCallAnswer): string {
  const what = call.categories.join(', ');
  switch (rule) {
    case 'shell-sink':
      return vscode.l10n.t('The model puts a secret ({0}) into a command of {1}.', what, call.name);
    case 'network-sink':
      return vscode.l10n.t('The model sends a secret ({0}) over the network with {1}.', what, call.name);
    case 'tool-sink':
      return vscode.l10n.t('The model hands a secret ({0}) to {1}, which may pass it on.', what, call.name);
    default:
      return vscode.l10n.t(
        'The model writes a secret ({0}) to a file that it does not come from, with {1}.',
        what,
        call.name,
      );
  }
}
