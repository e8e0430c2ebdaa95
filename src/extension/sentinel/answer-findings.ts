/**
 * What is to be noticed about guarded requests and their answers, told quietly: an item in the status bar that opens a read-only list.
 * In Monitor nothing is told.
 */
import * as vscode from 'vscode';
import type { InboundReport, SentWarning } from '../chat/provider.ts';
import { localized } from '../localize.ts';
import { type Disposable, DisposableStore } from '../store.ts';

const scheme = 'takumo-answer-findings';
const noticeLimit = 50;

interface Notice {
  readonly heading: string;
  /** Markdown list items. */
  readonly lines: readonly string[];
}

export class AnswerFindings implements Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new vscode.EventEmitter<vscode.Uri>());
  readonly #address = vscode.Uri.from({ scheme, path: '/Takumo Findings.md' });
  readonly #tells: () => boolean;
  #item: vscode.StatusBarItem | undefined;
  #notices: Notice[] = [];

  /** `tells`: whether notices are shown now. */
  constructor(tells: () => boolean) {
    this.#tells = tells;
  }

  start(): Disposable {
    const item = this.#store.add(
      vscode.window.createStatusBarItem('takumo.findings', vscode.StatusBarAlignment.Right, 100),
    );
    item.name = vscode.l10n.t('Takumo: Findings in Answers');
    item.command = 'takumo.showAnswerFindings';
    this.#item = item;
    this.#store.add(
      vscode.workspace.registerTextDocumentContentProvider(scheme, {
        onDidChange: this.#changed.event,
        provideTextDocumentContent: () => this.#text(),
      }),
    );
    this.#store.add(
      vscode.commands.registerCommand('takumo.showAnswerFindings', async () => {
        item.hide();
        this.#changed.fire(this.#address);
        await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(this.#address), { preview: true });
      }),
    );
    return this;
  }

  /** Weaknesses in the answer's code, and values on their way to where they should not go. */
  found(report: InboundReport): void {
    const where = report.path ?? report.tool ?? report.language ?? '';
    const lines = report.findings.map(({ severity, rule, message, line }) => {
      const place = line === undefined ? '' : ` (${vscode.l10n.t('line {0}', line)})`;
      return `**${severityWords()[severity]}** ${localized(message)}${place} \`${rule}\``;
    });
    this.#add({ heading: where === '' ? report.modelName : `${report.modelName} · ${where}`, lines });
  }

  /** A request that was sent although a policy warns of it. */
  warned({ modelName, findings, unscannable }: SentWarning): void {
    const sent = findings.map(({ title, file, line, place }) =>
      vscode.l10n.t(
        'Sent with a token: {0} ({1})',
        localized(title),
        file === undefined ? localized(place) : `${file}:${line}`,
      ),
    );
    const unseen = unscannable.map((type) => vscode.l10n.t('Sent unscanned, since it can not be scanned: {0}', type));
    this.#add({ heading: modelName, lines: [...sent, ...unseen] });
  }

  dispose(): void {
    this.#notices = [];
    this.#store.dispose();
  }

  #add(notice: Notice): void {
    if (notice.lines.length === 0) return;
    this.#notices = [notice, ...this.#notices].slice(0, noticeLimit);
    this.#changed.fire(this.#address);
    if (this.#item === undefined || !this.#tells()) return;
    const label = vscode.l10n.t('Takumo: notices about the last request: {0}', notice.lines.length);
    this.#item.text = `$(bell) ${notice.lines.length}`;
    this.#item.tooltip = [label, ...notice.lines.slice(0, 3).map((line) => line.replace(/[*`]/g, ''))].join('\n');
    this.#item.accessibilityInformation = { label, role: 'button' };
    this.#item.show();
  }

  #text(): string {
    const lines = [`# ${vscode.l10n.t('Findings in guarded requests and answers')}`, ''];
    if (this.#notices.length === 0) lines.push(vscode.l10n.t('None in this window yet.'));
    for (const notice of this.#notices) {
      lines.push(`## ${notice.heading}`, '', ...notice.lines.map((line) => `- ${line}`), '');
    }
    return `${lines.join('\n')}\n`;
  }
}

/** A severity as VS Code's own problem list names it. */
function severityWords(): Readonly<Record<string, string>> {
  const { t } = vscode.l10n;
  return { error: t('Error'), warning: t('Warning'), info: t('Information') };
}
