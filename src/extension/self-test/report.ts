/** The self-test's report as a short document. It names categories, never a canary's value. */
import * as vscode from 'vscode';
import type { CanaryResult, SelfTestReport } from '../../platform/self-test/self-test.ts';

export const selfTestScheme = 'takumo-self-test';

/** `report` is undefined when the test could not run, which is not a pass. */
export function reportText(
  report: SelfTestReport | undefined,
  about: { readonly posture: string; readonly time: Date },
): string {
  const { t } = vscode.l10n;
  const head = `# ${t('Takumo self-test')}\n\n`;
  const time = about.time.toLocaleString(vscode.env.language);
  if (report === undefined) {
    return `${head}**${t('FAILED')}** · ${time}\n\n${t('The test could not run. See the Takumo log.')}\n`;
  }
  const verdict = report.passed ? t('PASSED') : t('FAILED');
  const lines = [
    `**${verdict}** · ${time} · ${Math.round(report.ms)} ms`,
    '',
    summary(report),
    ...(about.posture === 'paused' ? ['', t('The guard is paused: real values leave, and this test shows it.')] : []),
    '',
    ...report.canaries.map((canary) => line(canary, report.refused)),
    '',
    t(
      'Invented secrets were sent through the guard to a recorder in another process on this machine. It was searched for each of them: as text, and encoded as JSON, URL, base64, hex, UTF-16 and reversed.',
    ),
  ];
  return `${head}${lines.join('\n')}\n`;
}

function summary(report: SelfTestReport): string {
  const { t } = vscode.l10n;
  if (report.refused) return t("The organization's policy refused to send the request: nothing left this machine.");
  return t(
    '{0} of {1} canaries got out. {2} of {1} came back. Requests that reached the recorder: {3}, with {4} bytes.',
    report.leaked,
    report.canaries.length,
    report.cameBack,
    report.requests,
    report.bytes,
  );
}

/** A list, not a table: the document is read as it is. */
function line({ category, leaks, cameBack }: CanaryResult, refused: boolean): string {
  const { t } = vscode.l10n;
  const out = leaks.length === 0 ? t('kept back') : t('GOT OUT ({0})', leaks.join(', '));
  const back = refused ? '' : ` · ${cameBack ? t('came back in the answer') : t('DID NOT COME BACK')}`;
  return `- ${category}: ${out}${back}`;
}
