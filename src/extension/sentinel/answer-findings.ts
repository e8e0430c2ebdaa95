/** Findings in guarded answers, told quietly: an item in the status bar that opens a read-only list. In Monitor nothing is told. */
import * as vscode from 'vscode';
import type { InboundReport } from '../chat/provider.ts';
import { type Disposable, DisposableStore } from '../store.ts';

const scheme = 'takumo-answer-findings';
const reportLimit = 50;

export class AnswerFindings implements Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new vscode.EventEmitter<vscode.Uri>());
  readonly #address = vscode.Uri.from({ scheme, path: '/Takumo Findings.md' });
  readonly #tells: () => boolean;
  #item: vscode.StatusBarItem | undefined;
  #reports: InboundReport[] = [];

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

  add(report: InboundReport): void {
    if (report.findings.length === 0) return;
    this.#reports = [report, ...this.#reports].slice(0, reportLimit);
    this.#changed.fire(this.#address);
    if (this.#item === undefined || !this.#tells()) return;
    const label = vscode.l10n.t('{0} finding(s) in the last answer', report.findings.length);
    this.#item.text = `$(bug) ${report.findings.length}`;
    this.#item.tooltip = [label, ...report.findings.slice(0, 3).map((finding) => finding.message)].join('\n');
    this.#item.accessibilityInformation = { label, role: 'button' };
    this.#item.show();
  }

  dispose(): void {
    this.#reports = [];
    this.#store.dispose();
  }

  #text(): string {
    const { t } = vscode.l10n;
    const lines = [`# ${t('Findings in guarded answers')}`, ''];
    if (this.#reports.length === 0) lines.push(t('None in this window yet.'));
    for (const report of this.#reports) {
      const where = report.path ?? report.tool ?? report.language ?? '';
      lines.push(`## ${report.modelName}${where === '' ? '' : ` · ${where}`}`, '');
      for (const { severity, rule, message, line } of report.findings) {
        const place = line === undefined ? '' : ` (${t('line {0}', line)})`;
        lines.push(`- **${severity}** ${message}${place} \`${rule}\``);
      }
      lines.push('');
    }
    return `${lines.join('\n')}\n`;
  }
}
