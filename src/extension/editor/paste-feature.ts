/**
 * Pasting and dropping into a person's own files. Tokens of the live session come back as their values: a person's gesture into a local
 * file, and so under ZDR too, but never in a chat's input, a commit message or a review comment, which are sent on. A secret that is pasted
 * into a file which will be committed gets one more entry in the paste widget, below the plain text: move it to `.env`.
 */
import * as vscode from 'vscode';
import type { Log } from '../log.ts';
import { settings } from '../settings.ts';
import { DisposableStore } from '../store.ts';
import { willBeCommitted } from './git.ts';
import { aboutOf, findMovable, overlap, type SecretDeps } from './movable-secrets.ts';
import { addFiles, environmentFileOf, planFor, titleOf } from './move-edit.ts';
import type { EnvironmentMoves } from './move-feature.ts';
import { splitPaste } from './paste-plan.ts';
import { type CopyNote, distribute, readCopyNote, sinkOfPaste } from './paste-text.ts';
import { mayHoldToken } from './restore-lines.ts';
import { createRestore, type TokenDeps } from './restoring.ts';
import { isOwnText, textOf } from './where.ts';

/** UTF-16 code units. A larger paste is pasted as it is. */
const mostText = 500_000;
/** Nothing that isn't here in this time is worth waiting for: a paste must feel like one. */
const patienceMs = 1500;

function restoreKind(): vscode.DocumentDropOrPasteEditKind {
  return vscode.DocumentDropOrPasteEditKind.Empty.append('takumo', 'restore');
}

function environmentKind(): vscode.DocumentDropOrPasteEditKind {
  return vscode.DocumentDropOrPasteEditKind.Empty.append('takumo', 'environment');
}

/** An edit of either kind: what it inserts at the pasted ranges, and what else it changes. */
interface Offer {
  readonly title: string;
  readonly kind: vscode.DocumentDropOrPasteEditKind;
  readonly insert: string;
  readonly additional: vscode.WorkspaceEdit | undefined;
  /** Offered below the plain text. */
  readonly second: boolean;
}

export function registerPaste(deps: TokenDeps & SecretDeps, moves: EnvironmentMoves, log: Log): vscode.Disposable {
  const store = new DisposableStore();
  const offers = async (
    document: vscode.TextDocument,
    ranges: readonly vscode.Range[],
    data: vscode.DataTransfer,
    cancellation: vscode.CancellationToken,
  ): Promise<readonly Offer[]> => {
    if (!isOwnText(document) || !(settings.pasteRestores() || settings.offerEnvironment())) return [];
    try {
      const text = (await data.get('text/plain')?.asString()) ?? '';
      if (text === '' || text.length > mostText) return [];
      const note = readCopyNote(await data.get('vscode-editor-data')?.asString());
      const made = makeOffers(deps, moves, { document, ranges, text, note });
      const found = await inTime(made);
      return cancellation.isCancellationRequested ? [] : found;
    } catch (error) {
      log.error('a paste could not be looked at', error);
      return [];
    }
  };
  store.add(
    vscode.languages.registerDocumentPasteEditProvider(
      { pattern: '**' },
      {
        async provideDocumentPasteEdits(document, ranges, data, context, cancellation) {
          const found = await offers(document, ranges, data, cancellation);
          return found.filter(({ kind }) => context.only?.contains(kind) !== false).map(toPaste);
        },
      },
      { providedPasteEditKinds: [restoreKind(), environmentKind()], pasteMimeTypes: ['text/plain'] },
    ),
  );
  store.add(
    vscode.languages.registerDocumentDropEditProvider(
      { pattern: '**' },
      {
        async provideDocumentDropEdits(document, position, data, cancellation) {
          // A file or a link, of which the text is only the name.
          if (data.get('text/uri-list') !== undefined) return [];
          return (await offers(document, [new vscode.Range(position, position)], data, cancellation)).map(toDrop);
        },
      },
      { providedDropEditKinds: [restoreKind(), environmentKind()], dropMimeTypes: ['text/plain'] },
    ),
  );
  return store;
}

async function inTime(made: Promise<readonly Offer[]>): Promise<readonly Offer[]> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<readonly Offer[]>((resolve) => {
    timer = setTimeout(() => resolve([]), patienceMs);
  });
  try {
    return await Promise.race([made, late]);
  } finally {
    clearTimeout(timer);
  }
}

interface Paste {
  readonly document: vscode.TextDocument;
  readonly ranges: readonly vscode.Range[];
  readonly text: string;
  readonly note: CopyNote;
}

async function makeOffers(
  deps: TokenDeps & SecretDeps,
  moves: EnvironmentMoves,
  paste: Paste,
): Promise<readonly Offer[]> {
  const restored = settings.pasteRestores() && mayHoldToken(paste.text) ? await restoredOf(deps, paste) : undefined;
  const first = restored === undefined ? [] : [restored.offer];
  if (!settings.offerEnvironment() || paste.ranges.length !== 1) return first;
  const environment = await environmentOffer(deps, moves, { ...paste, text: restored?.text ?? paste.text });
  return environment === undefined ? first : [...first, environment];
}

async function restoredOf(deps: TokenDeps, paste: Paste): Promise<{ offer: Offer; text: string } | undefined> {
  const restore = await createRestore(deps, sinkOfPaste(paste.document.languageId));
  const result = restore?.(paste.text);
  if (restore === undefined || result === undefined || result.rehydratedCount === 0) return undefined;
  const { pieces } = paste.note;
  const note =
    pieces === undefined ? paste.note : { ...paste.note, pieces: pieces.map((piece) => restore(piece).content) };
  const title = vscode.l10n.t('Paste with Values Restored');
  const base = { title, kind: restoreKind(), second: false };
  const places = placesOf(paste);
  if (places === undefined)
    return { offer: { ...base, insert: result.content, additional: undefined }, text: result.content };
  const spread = vscode.workspace.getConfiguration('editor', paste.document).get('multiCursorPaste') !== 'full';
  const texts = distribute(result.content, places.length, note, spread);
  const additional = new vscode.WorkspaceEdit();
  for (const [index, place] of places.entries()) additional.replace(paste.document.uri, place, texts[index] ?? '');
  return { offer: { ...base, insert: '', additional }, text: result.content };
}

/** Where the text goes when that is not simply the one range: a whole line goes above the cursor's, and each cursor gets its own text. */
function placesOf({ ranges, note }: Paste): readonly vscode.Range[] | undefined {
  const [only] = ranges;
  if (ranges.length > 1 || only === undefined) return ranges;
  return note.wholeLine && only.isEmpty ? [new vscode.Range(only.start.line, 0, only.start.line, 0)] : undefined;
}

async function environmentOffer(deps: SecretDeps, moves: EnvironmentMoves, paste: Paste): Promise<Offer | undefined> {
  const { document, text: pasted } = paste;
  const whole = textOf(document);
  const [range] = placesOf(paste) ?? paste.ranges;
  if (whole === undefined || range === undefined) return undefined;
  const at = document.offsetAt(range.start);
  const replaced = document.offsetAt(range.end) - at;
  const text = whole.slice(0, at) + pasted + whole.slice(at + replaced);
  const about = aboutOf(document);
  // The line that it is pasted into tells what it is: `apiKey: "|"`.
  const lineStart = whole.lastIndexOf('\n', at - 1) + 1;
  const from = at - lineStart > 2000 ? at : lineStart;
  const newline = text.indexOf('\n', at + pasted.length);
  const to = Math.min(newline < 0 ? text.length : newline, at + pasted.length + 2000);
  const file = await environmentFileOf(document);
  if (file === undefined) return undefined;
  const arriving = { start: at, end: at + pasted.length };
  const secrets = (await findMovable(deps, text.slice(from, to), about, file.values))
    .map((secret) => ({ ...secret, start: secret.start + from, end: secret.end + from }))
    .filter((secret) => overlap(secret, arriving));
  if (secrets.length === 0 || !(await willBeCommitted(document.uri))) return undefined;
  moves.expect(document, file);
  const plan = await planFor({ text, ...about }, secrets, file);
  const additional = new vscode.WorkspaceEdit();
  if (plan === undefined || !(await addFiles(additional, plan, file))) return undefined;
  const { insert, others } = splitPaste(text, { at, pasted: pasted.length, replaced }, plan.edits);
  for (const edit of others) {
    additional.replace(
      document.uri,
      new vscode.Range(document.positionAt(edit.start), document.positionAt(edit.end)),
      edit.text,
    );
  }
  const ownLine = insert !== undefined && placesOf(paste) !== undefined;
  if (ownLine) additional.replace(document.uri, range, insert);
  return {
    title: titleOf(plan),
    kind: environmentKind(),
    insert: ownLine ? '' : (insert ?? ''),
    additional,
    second: true,
  };
}

function toPaste({ title, kind, insert, additional, second }: Offer): vscode.DocumentPasteEdit {
  const edit = new vscode.DocumentPasteEdit(insert, title, kind);
  if (additional !== undefined) edit.additionalEdit = additional;
  if (second) edit.yieldTo = [vscode.DocumentDropOrPasteEditKind.Text, restoreKind()];
  return edit;
}

function toDrop({ title, kind, insert, additional, second }: Offer): vscode.DocumentDropEdit {
  const edit = new vscode.DocumentDropEdit(insert, title, kind);
  if (additional !== undefined) edit.additionalEdit = additional;
  if (second) edit.yieldTo = [vscode.DocumentDropOrPasteEditKind.Text, restoreKind()];
  return edit;
}
