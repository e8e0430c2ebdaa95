/** What the guarded models get of the shell: the one place where the chat's needs and the shell's parts meet. */
import * as vscode from 'vscode';
import type { Category } from '../engine/model.ts';
import type { ChatDeps, HeldRequest, HeldToolCall } from './chat/provider.ts';
import { fingerprint } from './hold/fingerprints.ts';
import type { HoldDetection, HoldOutcome, HoldRequest } from './hold/holds.ts';
import { localized } from './localize.ts';
import { settings } from './settings.ts';
import type { Shell } from './shell.ts';

export function createChatDeps(shell: Shell): ChatDeps {
  const { models, session, policies, state, receipts, log } = shell;
  return {
    getModels: () => models.entries(),
    onDidChangeModels: models.onDidChange,
    getApiKey: (model) => models.key(model),
    session: () => session.get(),
    detector: () => shell.detector(),
    policies: () => policies.get(),
    posture: () => state.posture,
    zdr: () => state.zdr,
    hold: (request, token) => hold(shell, request, token),
    holdToolCall: (call, token) => holdToolCall(shell, call, token),
    onSent: () => session.touch(),
    recordReceipt(receipt) {
      receipts.add(receipt);
      session.touch();
    },
    onInboundFindings(report) {
      log.info('findings in an answer', { count: report.findings.length, kind: report.kind });
      shell.answers.found(report);
    },
    onWarning: (warning) => shell.answers.warned(warning),
    onModelProblems: (problems) => models.setProblems(problems),
    sentinel: async () => (settings.sentinelAnswers() ? shell.sentinel.get() : undefined),
    log,
  };
}

async function hold(shell: Shell, held: HeldRequest, token: vscode.CancellationToken): Promise<'send' | 'refuse'> {
  const { onWaiting } = held;
  const request: HoldRequest = {
    surface: onWaiting === undefined ? 'chat' : 'participant',
    model: held.modelName,
    detections: held.findings.map(toDetection),
    locked: held.locked,
    fingerprints: await fingerprintsOf(shell, held),
    run: held.conversation,
    ...(onWaiting === undefined ? {} : { inAnswer: true }),
  };
  const listener = shell.holds.onDidAsk((waiting) => waiting.request === request && onWaiting?.(waiting.id));
  try {
    return (await ask(shell, token, request)) === 'send' ? 'send' : 'refuse';
  } finally {
    listener.dispose();
  }
}

async function holdToolCall(
  shell: Shell,
  call: HeldToolCall,
  token: vscode.CancellationToken,
): Promise<'restore' | 'keep'> {
  const { tool: name, sink, tokens, preview } = call;
  const outcome = await ask(shell, token, {
    surface: 'agent',
    model: call.modelName,
    detections: await detectionsOf(shell, call),
    locked: false,
    fingerprints: [],
    run: call.run,
    tool: { name, sink, tokens, ...(preview === undefined ? {} : { preview }) },
  });
  return outcome === 'send' ? 'restore' : 'keep';
}

/** What each token stands for, and where its value was seen first. */
async function detectionsOf(shell: Shell, call: HeldToolCall): Promise<readonly HoldDetection[]> {
  const known = new Map((await shell.session.get()).tokens().map((each) => [each.token, each]));
  const found = call.tokens.flatMap((token): HoldDetection[] => {
    const about = known.get(token);
    if (about === undefined) return [];
    const title = about.title === '' ? kindOf(about.category) : localized(about.title);
    const [place] = about.places;
    if (place === undefined) return [{ title, policy: '' }];
    const { path, line } = place;
    return [
      { title, policy: '', path: vscode.workspace.asRelativePath(path), ...(line === undefined ? {} : { line }) },
    ];
  });
  return found.length > 0 ? found : call.categories.map((category) => ({ title: kindOf(category), policy: '' }));
}

/** What a person calls a value of this category. */
function kindOf(category: Category): string {
  const { t } = vscode.l10n;
  switch (category) {
    case 'KEY':
      return t('API key');
    case 'SECRET':
      return t('password or secret');
    case 'CONN':
      return t('connection URL');
    case 'HOST':
      return t('private host');
    case 'TOKEN':
      return t('access token');
    case 'USER':
      return t('user name');
    case 'PII':
      return t('personal data');
  }
}

async function ask(shell: Shell, token: vscode.CancellationToken, request: HoldRequest): Promise<HoldOutcome> {
  const abort = new AbortController();
  const listener = token.onCancellationRequested(() => abort.abort());
  if (token.isCancellationRequested) abort.abort();
  try {
    const outcome = await shell.holds.ask(request, { seconds: settings.holdSeconds(), signal: abort.signal });
    shell.log.info('held request answered', { outcome, findings: request.detections.length });
    return outcome;
  } finally {
    listener.dispose();
  }
}

function toDetection(finding: HeldRequest['findings'][number]): HoldDetection {
  const given = finding.file ?? finding.source?.path;
  const path = given === undefined ? undefined : vscode.workspace.asRelativePath(given);
  const line = finding.file === undefined ? finding.source?.line : finding.line;
  return {
    title: localized(finding.title),
    policy: finding.decision.policy,
    ...(path === undefined ? {} : { path }),
    ...(line === undefined ? {} : { line }),
  };
}

/** One fingerprint for each blocked value. A finding without a token (redacted) has none that lasts, so it is always asked about. */
async function fingerprintsOf(shell: Shell, request: HeldRequest): Promise<readonly string[]> {
  const [session, key] = await Promise.all([shell.session.get(), shell.machineKey()]);
  const marks = request.findings.map((finding, index) => {
    const value = finding.token === undefined ? undefined : session.reveal(finding.token);
    return value === undefined
      ? `unique:${request.conversation}:${index}`
      : fingerprint(key, finding.decision.policy, value);
  });
  return [...new Set(marks)];
}
