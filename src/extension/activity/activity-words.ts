/** The localized words of the Activity view. */
import * as vscode from 'vscode';
import type { ActivityWords } from '../../views/activity/messages.ts';
import { categoryWords } from '../receipts/receipt-words.ts';

export function activityWords(): ActivityWords {
  const t = vscode.l10n.t;
  return {
    title: t('Activity'),
    period: t('Period'),
    periods: { day: t('24 hours'), week: t('7 days') },
    showTable: t('Show as Table'),
    empty: t('No request of a guarded model in this period.'),
    openChat: t('Open Chat'),
    requests: t('Requests'),
    keptBack: t('Secrets kept back'),
    restored: t('Tokens restored'),
    blocked: t('Requests blocked'),
    unguarded: t('Sent unguarded'),
    added: t('Time added'),
    median: t('Median'),
    p95: t('95th percentile'),
    byType: t('Kept back, by type'),
    findings: t('Sentinel findings, by rule'),
    none: t('None in this period.'),
    time: t('Time'),
    count: t('Count'),
    type: t('Type'),
    rule: t('Rule'),
    pair: t('{0}: {1}', '{0}', '{1}'),
    categories: categoryWords(),
  };
}
