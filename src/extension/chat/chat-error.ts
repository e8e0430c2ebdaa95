/**
 * What a person reads in the chat when a request did not work. It is thrown, so that the chat shows it as an error under the turn and it
 * never becomes part of the conversation that the model reads.
 */
import * as vscode from 'vscode';
import { isTakumoError, type TakumoError } from '../../engine/errors.ts';
import type { RequestFinding } from '../../engine/guard/dependencies.ts';
import type { BlockedRequest } from '../../engine/guard.ts';

const mostListed = 12;

/** An error of ours, of the provider's, or of anybody's, for the chat. `clean` takes secrets out of a provider's words. */
export function toChatError(error: unknown, clean: (text: string) => string): Error {
  if (!isTakumoError(error)) {
    return new Error(
      vscode.l10n.t('Takumo could not send this request. Nothing was sent unguarded. See the Takumo log.'),
    );
  }
  if (error.code === 'aborted') {
    return new vscode.CancellationError();
  }
  return withCode(error, clean(sentences(error)));
}

/** A request that a policy holds back: what was found, where, and how to go on. */
export function blockedError(blocked: BlockedRequest): Error {
  const lines = [vscode.l10n.t('Takumo did not send this request. Nothing has left this machine.'), ''];
  if (blocked.error !== undefined) {
    lines.push(sentences(blocked.error));
    return vscode.LanguageModelError.Blocked(lines.join('\n'));
  }
  const places = [...new Set(blocked.findings.map(describe))];
  lines.push(...places.slice(0, mostListed).map((place) => `- ${place}`));
  if (places.length > mostListed) {
    lines.push(vscode.l10n.t('- and {0} more', places.length - mostListed));
  }
  lines.push(
    '',
    blocked.locked
      ? vscode.l10n.t(
          "Your organization's policy does not allow sending them. Remove them from the request or the files.",
        )
      : vscode.l10n.t(
          'To go on, send the request again and choose "Send with Tokens" in the notification: the model then sees tokens in their place. Or change the policy\'s mode in the Takumo menu of the status bar.',
        ),
  );
  return vscode.LanguageModelError.Blocked(lines.join('\n'));
}

/** `AWS access key id, src/config.ts:12`; a value known from another file says so. */
function describe(finding: RequestFinding): string {
  const where =
    finding.file === undefined
      ? vscode.l10n.t('{0}, line {1}', finding.place, finding.line)
      : `${relative(finding.file)}:${finding.line}`;
  const source =
    finding.source === undefined || finding.source.path === finding.file
      ? ''
      : vscode.l10n.t(
          ' (known from {0})',
          `${relative(finding.source.path)}${finding.source.line === undefined ? '' : `:${finding.source.line}`}`,
        );
  return `${finding.title}, ${where}${source}`;
}

function relative(path: string): string {
  return /^(?:\/|[A-Za-z]:)/.test(path) ? vscode.workspace.asRelativePath(path) : path;
}

function sentences(error: TakumoError): string {
  const { action, retryAfterMs, requestId } = error.details;
  return [
    error.message,
    ...(retryAfterMs === undefined
      ? []
      : [vscode.l10n.t('It asks to wait {0} seconds.', Math.max(1, Math.ceil(retryAfterMs / 1000)))]),
    ...(action === undefined ? [] : [action]),
    ...(requestId === undefined ? [] : [vscode.l10n.t("The provider's request id is {0}.", requestId)]),
  ].join(' ');
}

function withCode(error: TakumoError, message: string): Error {
  switch (error.code) {
    case 'upstream-unauthorized':
    case 'upstream-forbidden':
    case 'model-key-missing':
      return vscode.LanguageModelError.NoPermissions(message);
    case 'upstream-not-found':
    case 'model-misconfigured':
      return vscode.LanguageModelError.NotFound(message);
    case 'upstream-rate-limited':
    case 'request-blocked':
    case 'outbound-refused':
    case 'unscannable-blocked':
    case 'vault-full':
      return vscode.LanguageModelError.Blocked(message);
    default:
      return new Error(message);
  }
}
