/**
 * The answer to a request that was held back and not sent: what was found, where, and how to go on. It is ours, not the model's: it ends
 * with a mark by which it is left out when the chat resends its history.
 */
import * as vscode from 'vscode';
import type { RequestFinding } from '../../engine/guard/dependencies.ts';
import type { BlockedRequest } from '../../engine/guard.ts';
import { localized } from '../localize.ts';
import { sentences } from './chat-error.ts';

/** A link reference definition: Markdown shows nothing of it. */
const mark = '\n\n[//]: # (takumo-notice)';
const mostListed = 12;

/** Markdown for the chat. */
export function blockedNotice(blocked: BlockedRequest): string {
  const head = `**${vscode.l10n.t('Takumo did not send this request. Nothing has left this machine.')}**`;
  if (blocked.error !== undefined) {
    return `${head}\n\n${plain(sentences(blocked.error))}${mark}`;
  }
  const places = [...new Set(blocked.findings.map(describe))];
  const list = places.slice(0, mostListed).map((place) => `- ${place}`);
  if (places.length > mostListed) {
    list.push(`- ${vscode.l10n.t('and {0} more', places.length - mostListed)}`);
  }
  const next = blocked.locked
    ? vscode.l10n.t(
        "Your organization's policy does not allow sending them, not even as tokens. Remove them from the request.",
      )
    : [
        vscode.l10n.t(
          'To go on, send the request again and choose "Send with Tokens" in the notification or in the Takumo menu of the status bar: the model then sees tokens in place of these values, and its answer gets the values back. "Always Send Here" does that without asking again.',
        ),
        vscode.l10n.t('Asked by: {0}. What a policy does is in the setting {1}.', policiesOf(blocked), modesSetting),
      ].join('\n\n');
  return `${head}\n\n${list.join('\n')}\n\n${next}${mark}`;
}

const modesSetting = '`takumo.policies.modes`';

function policiesOf({ findings }: BlockedRequest): string {
  const names = [...new Set(findings.map(({ decision }) => decision.policy))];
  const more = names.length > mostListed ? ', …' : '';
  return names.slice(0, mostListed).map(code).join(', ') + more;
}

/** True for a text that `blockedNotice` made. */
export function isNotice(text: string): boolean {
  return text.trimEnd().endsWith(mark.trim());
}

/** `AWS access key id: src/config.ts:12`; a value that is known from another file says so. */
function describe(finding: RequestFinding): string {
  const where =
    finding.file === undefined
      ? vscode.l10n.t('{0}, line {1}', localized(finding.place), finding.line)
      : code(`${relative(finding.file)}:${finding.line}`);
  const { source } = finding;
  const from =
    source === undefined || (finding.file !== undefined && relative(source.path) === relative(finding.file))
      ? ''
      : ` ${vscode.l10n.t('(known from {0})', code(source.line === undefined ? relative(source.path) : `${relative(source.path)}:${source.line}`))}`;
  return `${plain(localized(finding.title))}: ${where}${from}`;
}

function relative(path: string): string {
  return /^(?:\/|[A-Za-z]:)/.test(path) ? vscode.workspace.asRelativePath(path) : path;
}

const code = (text: string): string => `\`${text.replace(/[`\r\n]/g, ' ')}\``;

/** Words of a policy or a provider, with nothing in them that Markdown would render. */
const plain = (text: string): string => text.replace(/[\\`*_[\]<>!#|~]/g, '\\$&');
