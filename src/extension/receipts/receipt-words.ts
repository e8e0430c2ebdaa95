/** The localized words about receipts, for the native views and for the webviews. */
import * as vscode from 'vscode';
import type { Category } from '../../engine/model.ts';
import type { ReceiptWords, WhatLeftWords } from '../../views/what-left/words.ts';

/** What a person calls the values of a category, as the heading of a list. */
export function categoryWords(): Readonly<Record<Category, string>> {
  const t = vscode.l10n.t;
  return {
    KEY: t('API keys'),
    SECRET: t('Passwords and secrets'),
    CONN: t('Connection URLs'),
    HOST: t('Private hosts'),
    TOKEN: t('Access tokens'),
    USER: t('User names'),
    PII: t('Personal data'),
  };
}

export function receiptWords(): ReceiptWords {
  const t = vscode.l10n.t;
  return {
    decisions: { sent: t('Sent'), blocked: t('Blocked'), failed: t('Failed'), unguarded: t('Unguarded') },
    surfaces: {
      chat: t('Chat'),
      agent: t('Agent'),
      participant: '@takumo',
      editor: t('Editor'),
      terminal: t('Terminal'),
      gateway: t('Gateway'),
      'self-test': t('Self-test'),
      cli: t('Command line'),
    },
    categories: categoryWords(),
    requests: t('Requests'),
    keptBack: t('Secrets kept back'),
    restored: t('Tokens restored'),
    blocked: t('Blocked'),
    unguarded: t('Sent unguarded'),
    nothingFound: t('no secrets'),
    time: t('Time'),
    model: t('Model'),
    modelAt: t('{0} at {1}', '{0}', '{1}'),
    sent: t('Sent'),
    received: t('Received'),
    found: t('Found'),
    rules: t('Rules'),
    policies: t('Policies'),
    findings: t('Findings in the answer'),
    unscannable: t('Could not be scanned'),
    places: t('Places'),
    added: t('Added by Takumo'),
    provider: t('Time of the provider'),
    modelTokens: t('Model tokens'),
    inOut: t('{0} in, {1} out', '{0}', '{1}'),
    inCachedOut: t('{0} in ({1} from the cache), {2} out', '{0}', '{1}', '{2}'),
    pair: t('{0}: {1}', '{0}', '{1}'),
  };
}

export function whatLeftWords(): WhatLeftWords {
  const t = vscode.l10n.t;
  return {
    ...receiptWords(),
    title: t('What left this machine'),
    intro: t(
      'Each request of a guarded model, by conversation: what was found in it, and what became of it. Receipts hold no secrets and stay on this machine, encrypted.',
    ),
    zdr: t('Zero data retention is on: new receipts keep no places.'),
    empty: t('Nothing here yet. Pick a guarded model in the chat and ask something.'),
    noMatch: t('No receipt matches the search.'),
    openChat: t('Open Chat'),
    damaged: t(
      'Older receipts that can not be read: {0}. The key they were encrypted with is gone. "Takumo: Delete All Receipts…" removes them.',
      '{0}',
    ),
    onlyNewest: t('The newest {0} of {1} receipts are shown. The export has them all.', '{0}', '{1}'),
    search: t('Search by model, rule, place, policy…'),
    matches: t('{0} of {1} requests match.', '{0}', '{1}'),
    clearSearch: t('Clear Search'),
    more: t('Show More ({0} left)', '{0}'),
    exportJson: t('Export as JSON'),
    copyText: t('Copy as Text'),
    conversations: t('Conversations'),
  };
}
