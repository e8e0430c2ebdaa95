/** What Test Connection found, in words: for the list that is shown, and as a report to copy. The key is in neither. */
import * as vscode from 'vscode';
import { isTakumoError } from '../../engine/errors.ts';
import type { Redacted } from '../../engine/model.ts';
import type { Diagnosis, DiagnosisStep, DiagnosisStepName, Suggestion } from '../../platform/upstream/diagnosis.ts';
import { sentences } from '../chat/chat-error.ts';
import type { GuardedModel } from '../chat/models.ts';
import { localized } from '../localize.ts';
import { plainName } from './plain-name.ts';

export interface StepLine {
  readonly icon: 'check' | 'error' | 'circle-slash';
  readonly label: string;
  /** What is wrong and what to do, or how long it took. */
  readonly detail: string;
}

export function stepLines({ steps }: Diagnosis, key: Redacted<string> | undefined): readonly StepLine[] {
  return steps.map((step) => ({
    icon: step.ok === 'skipped' ? 'circle-slash' : step.ok ? 'check' : 'error',
    label: stepName(step.name),
    detail: detailOf(step, key),
  }));
}

/** The last step names the first text, which is what a person waits for. */
export function verdict(model: GuardedModel, { ok, firstTextMs, steps, error }: Diagnosis): string {
  if (ok) {
    return firstTextMs === undefined
      ? vscode.l10n.t('{0} answers.', model.name)
      : vscode.l10n.t('{0} answers. First text after {1} ms.', model.name, Math.round(firstTextMs));
  }
  const failed = steps.find((step) => step.ok === false);
  return failed === undefined
    ? error === undefined
      ? vscode.l10n.t('The test did not end.')
      : localized(error.message)
    : vscode.l10n.t('{0} does not work: {1}', model.name, stepName(failed.name));
}

/** For a bug report: what was asked and found. */
export function report(model: GuardedModel, diagnosis: Diagnosis, key: Redacted<string> | undefined): string {
  const lines = stepLines(diagnosis, key).map(({ icon, label, detail }) => {
    const mark = { check: '[x]', error: '[!]', 'circle-slash': '[-]' }[icon];
    return detail === '' ? `${mark} ${label}` : `${mark} ${label}: ${detail}`;
  });
  return [
    'Takumo: Test Connection',
    `model: ${model.model}`,
    `api: ${model.api}`,
    `address: ${model.baseUrl}`,
    `key: ${key === undefined ? 'none' : 'set'}`,
    '',
    ...lines,
    ...diagnosis.warnings.map((warning) => `[?] ${withoutKey(sentences(warning, ''), key)}`),
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

/** A provider may echo what it was sent. */
export function withoutKey(text: string, key: Redacted<string> | undefined): string {
  const plain = text.replace(/\s+/g, ' ');
  return key === undefined ? plain : plain.split(key.reveal()).join('[key]');
}

function detailOf({ ok, error, ms }: DiagnosisStep, key: Redacted<string> | undefined): string {
  if (ok === 'skipped') return vscode.l10n.t('not checked');
  if (error !== undefined) return isTakumoError(error) ? withoutKey(sentences(error, ''), key) : '';
  return ms === undefined ? '' : vscode.l10n.t('{0} ms', Math.round(ms));
}

function stepName(name: DiagnosisStepName): string {
  switch (name) {
    case 'address':
      return vscode.l10n.t('The address is valid');
    case 'network':
      return vscode.l10n.t('The server answers');
    case 'tls':
      return vscode.l10n.t('The connection is encrypted');
    case 'key':
      return vscode.l10n.t('The API key is accepted');
    case 'model':
      return vscode.l10n.t('The model exists');
    case 'answer':
      return vscode.l10n.t('The model answers');
  }
}
