/** `/scan`, `/review`, `/receipt`, `/policy` and `/help`: answered on this machine, without any model. No answer holds a value. */
import * as vscode from 'vscode';
import type { Receipt } from '../../engine/model.ts';
import type { SentinelFinding } from '../../engine/sentinel/index.ts';
import { localized } from '../localize.ts';
import { shownPath } from '../session/places.ts';
import type { Shell } from '../shell.ts';
import { anchor } from './ask.ts';
import type { Fixes } from './fixes.ts';
import { lookForSecrets, lookForWeaknesses } from './look.ts';
import { code, plain, sentence } from './markdown.ts';
import { type ToLookAt, whatToLookAt } from './what-to-look-at.ts';

const mostShown = 40;

export interface CommandDeps {
  readonly shell: Shell;
  readonly fixes: Fixes;
}

interface At {
  readonly request: vscode.ChatRequest;
  readonly stream: vscode.ChatResponseStream;
  readonly token: vscode.CancellationToken;
}

/** True when there is something to do about it. */
export async function scan({ shell }: CommandDeps, { request, stream, token }: At): Promise<boolean> {
  const { t } = vscode.l10n;
  const at = await whatToLookAt(request);
  sayWhat(stream, at);
  if (at.texts.length === 0) return false;
  const { findings } = await lookForSecrets(
    shell,
    at.texts.map(({ label, text, range, uri, languageId }) => ({
      text,
      ...(uri === undefined ? {} : { path: label }),
      ...(languageId === undefined ? {} : { language: languageId }),
      ...(range === undefined ? {} : { line: range.start.line + 1 }),
    })),
    () => token.isCancellationRequested,
  );
  if (findings.length === 0) {
    const names = at.texts.map(({ label }) => code(label)).join(', ');
    stream.markdown(t('No secrets found in: {0}', names));
    return false;
  }
  for (const { path, line, title, category, why, source } of findings.slice(0, mostShown)) {
    stream.markdown(`- **${plain(localized(title))}** (${category}): `);
    place(stream, at, path ?? t('text'), line);
    const from = source === undefined ? '' : ` ${t('(known from {0})', code(placeName(source)))}`;
    stream.markdown(`${from}\n  ${sentence(localized(why))}\n`);
  }
  if (findings.length > mostShown) stream.markdown(`- ${t('and {0} more', findings.length - mostShown)}\n`);
  stream.markdown(
    `\n${t('In a guarded chat these leave as tokens. Keep them out of the code all the same: put them into the environment, and have those replaced that were ever committed.')}`,
  );
  return true;
}

const placeName = ({ path, line }: { readonly path: string; readonly line?: number }): string =>
  line === undefined ? path : `${path}:${line}`;

export async function review({ shell, fixes }: CommandDeps, { request, stream, token }: At): Promise<boolean> {
  const { t } = vscode.l10n;
  const at = await whatToLookAt(request);
  sayWhat(stream, at);
  let count = 0;
  for (const each of at.texts) {
    if (token.isCancellationRequested) break;
    const { label, text, uri, range } = each;
    const { findings, incomplete } = await lookForWeaknesses(shell, each);
    for (const finding of findings) {
      count += 1;
      if (count > mostShown) break;
      explain(stream, at, label, (range?.start.line ?? 0) + finding.line, finding);
      if (uri !== undefined && finding.fix !== undefined) {
        const start = { line: range?.start.line ?? 0, character: range?.start.character ?? 0 };
        const id = fixes.add({ uri, text, start, fix: finding.fix });
        stream.button({ command: 'takumo.showFix', title: t('Show Fix'), arguments: [id] });
        stream.button({ command: 'takumo.applyFix', title: t('Apply Fix'), arguments: [id] });
      }
    }
    if (incomplete !== undefined) stream.markdown(`\n- ${code(label)}: ${sentence(localized(incomplete))}\n`);
  }
  if (count > mostShown) stream.markdown(`\n${t('Only the first {0} are shown.', mostShown)}`);
  if (count === 0 && at.texts.length > 0) stream.markdown(t('No weaknesses found.'));
  return count > 0;
}

function explain(
  stream: vscode.ChatResponseStream,
  at: ToLookAt,
  label: string,
  line: number,
  finding: SentinelFinding,
): void {
  const { t } = vscode.l10n;
  const { message, why, attack, safe, severity, cwe, license, rule } = finding;
  stream.markdown(`\n\n#### ${severityWord(severity)}: ${sentence(localized(message))}\n\n`);
  place(stream, at, label, line);
  stream.markdown(` · ${license === undefined ? `CWE-${cwe}` : plain(license)} · ${code(rule)}\n\n`);
  const part = (title: string, text: string) => stream.markdown(`**${title}** ${sentence(localized(text))}\n\n`);
  part(t('Why'), why);
  part(t('Attack'), attack);
  part(t('Safe'), safe);
}

function severityWord(severity: SentinelFinding['severity']): string {
  const { t } = vscode.l10n;
  return severity === 'error' ? t('Error') : severity === 'warning' ? t('Warning') : t('Note');
}

/** `name`: of this conversation in receipts. */
export function receipt({ shell }: CommandDeps, { stream }: At, name: string): void {
  const { t } = vscode.l10n;
  const receipts = shell.receipts.session.filter(({ conversation }) => conversation === name);
  if (receipts.length === 0) {
    stream.markdown(t('Nothing has left in this conversation yet: no request was made to a model.'));
  } else {
    stream.markdown(`${t('What left this machine in this conversation:')}\n\n`);
    for (const each of receipts) stream.markdown(describeReceipt(each));
    stream.markdown(`\n${t('Receipts hold no secrets, and stay on this machine, encrypted.')}`);
  }
  stream.button({ command: 'takumo.showWhatLeft', title: t('Show What Left') });
}

function describeReceipt(receipt: Receipt): string {
  const { t } = vscode.l10n;
  const { time, decision, model, provider, byCategory, bytesOut, tokensRestored, unscannable, policies, places } =
    receipt;
  const decided = {
    sent: t('Sent'),
    blocked: t('Blocked'),
    failed: t('Failed'),
    unguarded: t('Unguarded'),
  }[decision];
  const found = Object.entries(byCategory).map(([category, count]) => `${category} ${count}`);
  const clock = new Date(time).toLocaleTimeString(vscode.env.language);
  const lines = [
    `- **${decided}** · ${plain(clock)} · ${plain(model)} (${plain(provider)})`,
    `  - ${t('Secrets kept back: {0}', found.length === 0 ? t('no secrets') : found.join(', '))}`,
    ...(places === undefined || places.length === 0
      ? []
      : [`  - ${t('Places: {0}', places.map((one) => code(shownPath(one))).join(', '))}`]),
    `  - ${t('Bytes sent: {0}. Tokens restored in the answer: {1}.', decision === 'blocked' ? 0 : bytesOut, tokensRestored)}`,
    ...(unscannable.length === 0 ? [] : [`  - ${t('Could not be scanned: {0}', unscannable.map(plain).join(', '))}`]),
    ...(policies.length === 0 ? [] : [`  - ${t('Policies: {0}', policies.map(({ name }) => code(name)).join(', '))}`]),
  ];
  return `${lines.join('\n')}\n`;
}

export async function policy({ shell }: CommandDeps, { stream }: At): Promise<void> {
  const { t } = vscode.l10n;
  const { policies, state, organization } = shell;
  const set = await policies.get();
  const posture = {
    protect: t('Protect: the policies decide.'),
    monitor: t('Monitor: nothing is held, no notices; secrets leave as tokens all the same.'),
    paused: t('Paused: requests leave as they are, without tokens.'),
  }[state.posture];
  const lines = [
    `- ${posture}`,
    `- ${state.zdr ? t('Zero data retention is on: answers keep their tokens, receipts keep no places.') : t('Zero data retention is off: answers get their values back.')}`,
    ...(organization.name === undefined
      ? []
      : [`- ${t('Organization: {0}, revision {1}', plain(organization.name), set.revision)}`]),
  ];
  const refusal = set.refusal();
  if (refusal !== undefined) lines.push(`- **${sentence(localized(refusal.message))}**`);
  stream.markdown(`${lines.join('\n')}\n\n`);
  const does = {
    block: t('held until you answer'),
    warn: t('sent with tokens, with a notice'),
    monitor: t('sent with tokens'),
  };
  for (const each of set.describe().filter(({ inForce }) => inForce)) {
    const kept = each.locked ? ` · ${t('locked')}` : '';
    const about = [each.description, ...each.notes]
      .filter((text) => text !== '')
      .map((text) => sentence(localized(text)));
    stream.markdown(
      `- ${code(each.name)}: **${does[each.enforcement]}**${kept} · ${plain(each.origin ?? each.source)}\n  ${about.join(' · ')}\n`,
    );
  }
  stream.markdown(
    `\n${t('What a policy does is in the setting {0}. Secrets leave as tokens in each mode.', code('takumo.policies.modes'))}`,
  );
  stream.button({ command: 'takumo.showPolicies', title: t('Show Policies in Force') });
}

export function help({ stream }: Pick<At, 'stream'>): void {
  const { t } = vscode.l10n;
  stream.markdown(
    [
      t(
        'Ask @takumo as you would ask the model that you have picked. Secrets in your question, in what you attach and in this conversation leave as tokens, and come back as themselves in the answer.',
      ),
      [
        `- ${code('/scan')} ${t('looks for secrets in what is attached, the open file, or (with the word "changes") the files that git sees changed.')}`,
        `- ${code('/review')} ${t('looks for weaknesses in code: why, how they are attacked, what is safe, and a fix where there is one.')}`,
        `- ${code('/receipt')} ${t('says what left this machine in this conversation.')}`,
        `- ${code('/policy')} ${t('says which policies are in force and what they do.')}`,
      ].join('\n'),
      t(
        'The commands are answered on this machine, without any model. @takumo gives models no tools; for an agent, pick a guarded model. Other participants and models that are not guarded pass Takumo by.',
      ),
    ].join('\n\n'),
  );
}

function sayWhat(stream: vscode.ChatResponseStream, { texts, left, source }: ToLookAt): void {
  const { t } = vscode.l10n;
  for (const { uri, range } of texts) {
    if (uri !== undefined) stream.reference(range === undefined ? uri : new vscode.Location(uri, range));
  }
  if (source === 'nothing') {
    stream.markdown(t('There is nothing to look at: attach a file, open one, or change one that git knows.'));
  }
  if (left.length > 0) stream.markdown(`${left.map((one) => `- ${plain(one)}`).join('\n')}\n\n`);
}

/** The place as a link that opens it. */
function place(stream: vscode.ChatResponseStream, { texts }: ToLookAt, label: string, line: number): void {
  const uri = texts.find((each) => each.label === label)?.uri;
  if (uri === undefined) {
    anchor(stream, undefined, line, code(`${label}:${line}`));
  } else {
    stream.anchor(new vscode.Location(uri, new vscode.Position(line - 1, 0)), `${label}:${line}`);
  }
}
