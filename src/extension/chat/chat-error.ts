/**
 * What a person reads in the chat when a request did not work. It is thrown, so that the chat shows it as an error under the turn and it
 * never becomes part of the conversation that the model reads.
 */
import * as vscode from 'vscode';
import { isTakumoError, type TakumoError } from '../../engine/errors.ts';
import { localized } from '../localize.ts';

/** An error of ours, of the provider's, or of anybody's, for the chat. `clean` takes secrets out of a provider's words. */
export function toChatError(error: unknown, clean: (text: string) => string, keyAdvice?: string): Error {
  if (!isTakumoError(error)) {
    return new Error(
      vscode.l10n.t('Takumo could not send this request. Nothing was sent unguarded. See the Takumo log.'),
    );
  }
  return shown(clean(sentences(error, keyAdvice)));
}

/** Message, what to do, and the provider's request id, as sentences. `keyAdvice`: where the key of this model is set. */
export function sentences(error: TakumoError, keyAdvice?: string): string {
  const { retryAfterMs, requestId } = error.details;
  const action =
    error.code === 'upstream-unauthorized'
      ? (keyAdvice ?? vscode.l10n.t('Set the key with "Takumo: Set Model API Key…".'))
      : error.details.action && localized(error.details.action);
  return [
    localized(error.message),
    ...(retryAfterMs === undefined
      ? []
      : [vscode.l10n.t('It asks to wait {0} seconds.', Math.max(1, Math.ceil(retryAfterMs / 1000)))]),
    ...(action === undefined || action === '' ? [] : [action]),
    ...(requestId === undefined ? [] : [vscode.l10n.t("The provider's request id is {0}.", requestId)]),
  ].join(' ');
}

/** The chat prints an error's stack after its message; and the stack of a LanguageModelError is the host's own, so that class isn't used. */
function shown(message: string): Error {
  const error = new Error(message);
  delete error.stack;
  return error;
}
