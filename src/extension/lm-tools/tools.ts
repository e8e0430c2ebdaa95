/**
 * The tools' work, a bundle of its own that is read when an agent first calls one. Whatever they answer, also an error, is masked as a
 * whole before it leaves: it may go to a model that nobody guards.
 */
import * as vscode from 'vscode';
import { isTakumoError } from '../../engine/errors.ts';
import { projectLicense } from '../sentinel/sentinel-host.ts';
import type { Shell } from '../shell.ts';
import { type Choice, findNamed, isInside, readFiles, reviewLimits, scanLimits, type Walked } from './choose-files.ts';
import { activeText, changedAndActive, editorWorkspace, type Pointed } from './editor-workspace.ts';
import { readInput, type ToolInput } from './input.ts';
import { reviewReport, scanReport } from './report.ts';
import { reviewTexts } from './review-files.ts';
import { scanTexts } from './scan-files.ts';
import { type LookedAt, ToolInputError } from './workspace.ts';

/** What Sentinel has rules for. In other files it would find secrets and licences only. */
const codeFile = /\.(?:[cm]?[jt]s|[jt]sx|py[iw]?)$/i;

export type ToolShell = Pick<Shell, 'detector' | 'policies' | 'session' | 'sentinel' | 'log'>;

/** The answer of `takumo_scan`. Rejects with a `CancellationError`, or an error whose message is for the model. */
export function scan(shell: ToolShell, input: unknown, token: vscode.CancellationToken): Promise<string> {
  return answer(shell, token, async ({ detector, decide, known }) => {
    const asked = readInput(input);
    const walked: Walked = { left: [], skipped: new Set() };
    const choice = { workspace: editorWorkspace(), limits: scanLimits, cancelled: () => token.isCancellationRequested };
    const texts = await choose(choice, asked, changedAndActive, walked);
    const scanned = await scanTexts(texts, { detector, decide, known, cancelled: choice.cancelled });
    return scanReport(scanned, walked);
  });
}

/** The answer of `takumo_review`. Rejects as `scan` does. */
export function review(shell: ToolShell, input: unknown, token: vscode.CancellationToken): Promise<string> {
  return answer(shell, token, async ({ detector, known }) => {
    const asked = readInput(input);
    if (asked.text !== undefined && asked.language === undefined) {
      throw new ToolInputError(
        'Say in "language" what "text" is written in, as a VS Code language id such as "typescript" or "python".',
      );
    }
    const walked: Walked = { left: [], skipped: new Set() };
    const choice = {
      workspace: editorWorkspace(),
      limits: reviewLimits,
      wanted: (path: string) => codeFile.test(path),
      cancelled: () => token.isCancellationRequested,
    };
    const texts = await choose(choice, asked, activeText, walked);
    const reviewed = await reviewTexts(texts, {
      sentinel: await shell.sentinel.get(),
      holdsSecret: (lines, whole) => holdsSecret(lines, whole, detector, known),
      licenseOf: licences(),
      cancelled: choice.cancelled,
      now: () => performance.now(),
    });
    return reviewReport(reviewed, walked);
  });
}

/** What the tools need of the window: the detector with the policies' rules, their word on a finding, the known values. */
async function lookFor({ detector, policies, session }: ToolShell) {
  const [base, set, live] = await Promise.all([detector(), policies.get(), session.get()]);
  const withRules = set.patternDetector(base);
  const decide = (finding: Parameters<typeof set.decide>[0], path: string | undefined) =>
    set.decide(finding, { surface: 'agent', direction: 'outbound', ...(path === undefined ? {} : { path }) });
  return { detector: withRules, decide, known: (text: string) => live.known(text), live };
}

type Looking = Awaited<ReturnType<typeof lookFor>>;

async function answer(
  shell: ToolShell,
  token: vscode.CancellationToken,
  work: (looking: Looking) => Promise<string>,
): Promise<string> {
  const stop = () => {
    if (token.isCancellationRequested) throw new vscode.CancellationError();
  };
  stop();
  try {
    const looking = await lookFor(shell);
    const text = await work(looking);
    stop();
    return masked(text, looking);
  } catch (error) {
    stop();
    if (error instanceof vscode.CancellationError) throw error;
    // These messages are made of our own words alone. Any other could hold anything.
    if (error instanceof ToolInputError) throw new Error(error.message);
    if (isTakumoError(error)) throw new Error([error.message, error.details.action].filter(Boolean).join(' '));
    shell.log.error('a tool of an agent failed', error);
    throw new Error(
      'Takumo could not look at this, so nothing is known about it. Try fewer files; the Takumo log in the editor says more.',
    );
  }
}

/** The answer with tokens for whatever value stands in it against all expectation. Policies that redact, redact. */
function masked(text: string, { live, detector, decide }: Looking): string {
  const { texts } = live.mask({
    leaves: [{ text }],
    detector,
    decide: (finding) => (decide(finding, undefined).transform === 'redact' ? 'redact' : 'tokenize'),
  });
  return texts[0]!;
}

/** The files that paths name, or the editor points to; and the given text. */
async function choose(
  choice: Choice<vscode.Uri>,
  { paths, text, language }: ToolInput,
  pointed: () => Pointed,
  walked: Walked,
): Promise<AsyncIterable<LookedAt>> {
  const given: LookedAt[] = text === undefined ? [] : [{ text, ...(language === undefined ? {} : { language }) }];
  const { files, texts } =
    paths !== undefined
      ? { files: await findNamed(choice, paths), texts: [] }
      : text === undefined
        ? await stillThere(choice, pointed())
        : { files: [], texts: [] };
  return (async function* () {
    yield* given;
    yield* texts;
    yield* readFiles(choice, files, walked);
  })();
}

/** Version control also names what was deleted, and links. */
async function stillThere({ workspace }: Choice<vscode.Uri>, { files, texts }: Pointed): Promise<Pointed> {
  const inside = await Promise.all(files.map((uri) => isInside(workspace, uri)));
  const there = files.filter((_, index) => inside[index]);
  if (there.length + texts.length === 0) {
    throw new ToolInputError(
      'What is changed or active is no file inside the workspace folders. Give "paths" or "text".',
    );
  }
  return { files: there, texts };
}

/** True when a line shows a secret of any kind: one that is known, one with a format, or one that was found in its text, however short. */
function holdsSecret(lines: string, whole: LookedAt, detector: Looking['detector'], known: Looking['known']): boolean {
  const { path, text, language } = whole;
  const context = {
    ...(path === undefined ? {} : { path }),
    ...(language === undefined ? {} : { languageId: language }),
  };
  if (detector.detect(lines, context).length > 0 || known(lines).length > 0) return true;
  return detector.detect(text, context).some(({ start, end }) => end > start && lines.includes(text.slice(start, end)));
}

/** Licences of the projects, each folder's read once. */
function licences(): (path: string | undefined) => Promise<string | undefined> {
  const read = new Map<string, Promise<string | undefined>>();
  return (path) => {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const named = folders.length > 1 ? folders.find(({ name }) => path?.startsWith(`${name}/`)) : undefined;
    const folder = named ?? folders[0];
    if (folder === undefined) return Promise.resolve(undefined);
    const key = folder.uri.toString();
    let license = read.get(key);
    if (license === undefined) {
      license = projectLicense(folder.uri);
      read.set(key, license);
    }
    return license;
  };
}
