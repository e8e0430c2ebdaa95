/** What Test Connection found, in words: for the list that is shown, and as a report to copy. The key is in neither. */
import * as vscode from 'vscode';
import type { TakumoError } from '../../engine/errors.ts';
import type { Redacted } from '../../engine/model.ts';
import type { Diagnosis, DiagnosisStepName, Suggestion } from '../../platform/upstream/diagnosis.ts';
import type { GuardedModel } from '../chat/models.ts';
import { localized } from '../localize.ts';
import { plainName } from './plain-name.ts';

type Key = Redacted<string> | undefined;

export interface StepLine {
  readonly icon: 'check' | 'error' | 'circle-slash' | 'warning';
  readonly label: string;
  /** The icon in words, and how long it took. */
  readonly state: string;
  /** What is wrong, where something is. */
  readonly detail?: string;
}

/** One for each step, then one for each warning. */
export function stepLines({ steps, warnings }: Diagnosis, key: Key): readonly StepLine[] {
  const lines = steps.map(({ name, ok, error, ms }): StepLine => {
    const label = stepName(name);
    if (ok === 'skipped') return { icon: 'circle-slash', label, state: vscode.l10n.t('not checked') };
    if (ok) {
      const state = ms === undefined ? vscode.l10n.t('OK') : vscode.l10n.t('OK, {0} ms', Math.round(ms));
      return { icon: 'check', label, state };
    }
    const detail = error === undefined ? {} : { detail: withoutKey(localized(error.message), key) };
    return { icon: 'error', label, state: vscode.l10n.t('failed'), ...detail };
  });
  return [
    ...lines,
    ...warnings.map((warning) => ({
      icon: 'warning' as const,
      label: vscode.l10n.t('Warning'),
      state: '',
      detail: both(warning, key),
    })),
  ];
}

/** One line for all of it. */
export function verdict(model: GuardedModel, { ok, firstTextMs, steps }: Diagnosis): string {
  if (ok) {
    return firstTextMs === undefined
      ? vscode.l10n.t('{0} works.', model.name)
      : vscode.l10n.t('{0} works. Its first words came after {1} ms.', model.name, Math.round(firstTextMs));
  }
  const failed = steps.find((step) => step.ok === false);
  return failed === undefined
    ? vscode.l10n.t('{0} does not work.', model.name)
    : vscode.l10n.t('{0} does not work. What failed: {1}', model.name, stepName(failed.name));
}

/** What to do about the step that failed, one or two sentences. */
export function advice({ error }: Diagnosis, key: Key): string | undefined {
  const action = error?.details.action;
  return action === undefined || action === '' ? undefined : withoutKey(localized(action), key);
}

/** For a bug report: what was asked and found. */
export function report(model: GuardedModel, diagnosis: Diagnosis, key: Key): string {
  const marks = { check: '[x]', error: '[!]', 'circle-slash': '[-]', warning: '[?]' };
  const next = advice(diagnosis, key);
  return [
    'Takumo: Test Connection',
    `model: ${model.model}`,
    `api: ${model.api}`,
    `address: ${model.baseUrl}`,
    `key: ${key === undefined ? 'none' : 'set'}`,
    '',
    ...stepLines(diagnosis, key).map(({ icon, label, state, detail }) => `${marks[icon]} ${label}: ${detail ?? state}`),
    ...(next === undefined ? [] : [`=> ${next}`]),
    ...diagnosis.suggestions.map((suggestion) => `=> ${suggestionText(suggestion)}`),
    '',
  ].join('\n');
}

export function suggestionText(suggestion: Suggestion): string {
  const value = suggestion.field === 'baseUrl' ? suggestion.value : plainName(suggestion.value);
  switch (suggestion.field) {
    case 'model':
      return vscode.l10n.t('Use the model {0}', value);
    case 'baseUrl':
      return vscode.l10n.t('Use the address {0}', value);
    case 'api':
      return suggestion.baseUrl === undefined
        ? vscode.l10n.t('Use the API {0}', value)
        : vscode.l10n.t('Use the API {0} at {1}', value, suggestion.baseUrl);
  }
}

/** A provider may echo what it was sent. One line, in which a quick pick makes no icon. */
function withoutKey(text: string, key: Key): string {
  const plain = text.replace(/\s+/g, ' ').replace(/\$\(/g, '(');
  return key === undefined ? plain : plain.split(key.reveal()).join('[key]');
}

function both({ message, details }: TakumoError, key: Key): string {
  const action = details.action === undefined ? '' : ` ${localized(details.action)}`;
  return withoutKey(`${localized(message)}${action}`, key);
}

function stepName(name: DiagnosisStepName): string {
  switch (name) {
    case 'address':
      return vscode.l10n.t('Address');
    case 'network':
      return vscode.l10n.t('Server');
    case 'tls':
      return vscode.l10n.t('Encryption');
    case 'key':
      return vscode.l10n.t('API key');
    case 'model':
      return vscode.l10n.t('Model');
    case 'answer':
      return vscode.l10n.t('Answer');
  }
}
