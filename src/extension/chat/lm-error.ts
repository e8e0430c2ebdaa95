/** What went wrong with a model of another extension, as an error of ours: which of VS Code's reasons it was, and what to do. */
import * as vscode from 'vscode';
import { isTakumoError, TakumoError } from '../../engine/errors.ts';

/**
 * `name` is the model's, `vendor` whose it is. A reason that nobody knows is a refused request (`upstream-bad-request`), so that it is
 * tried once more without remembered reasoning where there is some.
 */
export function lmError(error: unknown, name: string, vendor: string): TakumoError {
  if (isTakumoError(error)) {
    return error;
  }
  const { t } = vscode.l10n;
  const { name: kind = '', code = '', message = '' } = (error ?? {}) as Partial<vscode.LanguageModelError>;
  const said = message === '' ? '' : ` ${message}`;
  if (code === 'NoPermissions') {
    return new TakumoError('upstream-forbidden', t('VS Code does not let Takumo use {0} of {1}.', name, vendor), {
      action: t(
        'It asks once, when a model is first used: choose Allow. A refusal is taken back in the Accounts menu, under "Manage Language Model Access…".',
      ),
    });
  }
  if (code === 'NotFound') {
    return new TakumoError('upstream-not-found', t('{0} of {1} is no longer there.', name, vendor), {
      action: t('Sign in to {0} again, or choose another model.', vendor),
    });
  }
  if (kind === 'ChatQuotaExceeded' || /\bquota\b/i.test(message)) {
    return new TakumoError('upstream-rate-limited', `${t('The quota of {0} is used up.', vendor)}${said}`, {
      action: t('Wait until it is renewed, or choose another model.'),
    });
  }
  if (kind === 'ChatRateLimited' || /\brate.?limit|too many requests\b/i.test(message)) {
    return new TakumoError('upstream-rate-limited', `${t('{0} limits the rate of requests.', vendor)}${said}`, {
      action: t('Wait a little, then send the request again.'),
    });
  }
  if (code === 'Blocked') {
    return new TakumoError('upstream-forbidden', `${t('{0} blocked this request.', vendor)}${said}`, {
      action: t('Change the request, or choose another model.'),
    });
  }
  return new TakumoError('upstream-bad-request', `${t('{0} of {1} answered with an error.', name, vendor)}${said}`);
}
