/**
 * What a person attached to a question of `@takumo`, read: files and selections as they stand in the editor, strings, problems, pictures.
 * What can't be read is named, never left out silently. Nothing is cut: half of a secret is one that nobody recognizes.
 */
import * as vscode from 'vscode';

export interface Attachment {
  /** Unique among the attachments of a conversation. */
  readonly id: string;
  /** As a person names it: a path relative to the workspace, or what the chat calls it. */
  readonly label: string;
  readonly uri?: vscode.Uri;
  /** The part of the file that was selected. */
  readonly range?: vscode.Range;
  readonly languageId?: string;
  readonly content:
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'data'; readonly mime: string; readonly data: Uint8Array };
}

export interface Resolved {
  readonly attachments: readonly Attachment[];
  /** What was not read and why, one sentence each, for the person. */
  readonly left: readonly string[];
}

const mostBytes = 512 * 1024;
const mostImageBytes = 5 * 1024 * 1024;
const imageTypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
};

/** In the order in which they stand in the question. */
export async function resolveReferences(references: readonly vscode.ChatPromptReference[]): Promise<Resolved> {
  const results = await Promise.all([...references].reverse().map(resolve));
  const attachments = new Map(
    results.flatMap(({ attachment }) => (attachment === undefined ? [] : [[attachment.id, attachment]])),
  );
  return { attachments: [...attachments.values()], left: results.flatMap(({ left }) => left ?? []) };
}

interface One {
  readonly attachment?: Attachment;
  readonly left?: string;
}

async function resolve(reference: vscode.ChatPromptReference): Promise<One> {
  const { value } = reference;
  const name = nameOf(reference);
  try {
    if (typeof value === 'string') {
      const text = reference.modelDescription === undefined ? value : `${reference.modelDescription}\n${value}`;
      return {
        attachment: { id: `text:${name}:${value.length}:${value}`, label: name, content: { kind: 'text', text } },
      };
    }
    if (value instanceof vscode.Uri) return await readFile(value, undefined);
    if (value instanceof vscode.Location) return await readFile(value.uri, value.range);
    if (isBinary(value)) return await readBinary(name, value);
    if (isDiagnostics(value)) return readDiagnostics(name, value);
  } catch {
    return { left: vscode.l10n.t('{0} could not be read.', name) };
  }
  return { left: vscode.l10n.t("{0} was not read: @takumo doesn't know this kind of attachment.", name) };
}

async function readFile(uri: vscode.Uri, range: vscode.Range | undefined): Promise<One> {
  const label = vscode.workspace.asRelativePath(uri);
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open === undefined) {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if ((type & vscode.FileType.Directory) !== 0) {
      return { left: vscode.l10n.t('{0} is a folder: @takumo reads files only. Attach the files that matter.', label) };
    }
    const mime = imageTypes[/\.(\w+)$/.exec(uri.path)?.[1]?.toLowerCase() ?? ''];
    if (mime !== undefined && size <= mostImageBytes) {
      const data = await vscode.workspace.fs.readFile(uri);
      return { attachment: { id: uri.toString(), label, uri, content: { kind: 'data', mime, data } } };
    }
    if (size > mostBytes) return { left: tooLarge(label) };
  }
  const document = open ?? (await vscode.workspace.openTextDocument(uri));
  const text = document.getText(range);
  if (text.length > mostBytes) return { left: tooLarge(label) };
  const id =
    range === undefined
      ? uri.toString()
      : `${uri.toString()}#${range.start.line}:${range.start.character}-${range.end.line}:${range.end.character}`;
  return {
    attachment: {
      id,
      label,
      uri,
      ...(range === undefined ? {} : { range }),
      languageId: document.languageId,
      content: { kind: 'text', text },
    },
  };
}

/** Not in the API that this extension is built against: a picture, as `{ mimeType, data() }`. */
interface BinaryValue {
  readonly mimeType: string;
  readonly data: () => Thenable<Uint8Array>;
}

function isBinary(value: unknown): value is BinaryValue {
  const { mimeType, data } = (value ?? {}) as Partial<BinaryValue>;
  return typeof mimeType === 'string' && typeof data === 'function';
}

async function readBinary(label: string, value: BinaryValue): Promise<One> {
  const data = await value.data();
  return data.length > mostImageBytes
    ? { left: tooLarge(label) }
    : {
        attachment: {
          id: `data:${label}:${data.length}`,
          label,
          content: { kind: 'data', mime: value.mimeType, data },
        },
      };
}

/** Nor is this: the problems of some files. */
interface DiagnosticsValue {
  readonly diagnostics: readonly (readonly [vscode.Uri, readonly vscode.Diagnostic[]])[];
}

function isDiagnostics(value: unknown): value is DiagnosticsValue {
  return Array.isArray((value as Partial<DiagnosticsValue> | null)?.diagnostics);
}

function readDiagnostics(label: string, { diagnostics }: DiagnosticsValue): One {
  const lines = diagnostics.flatMap(([uri, problems]) =>
    problems.map(
      ({ range, severity, message, source }) =>
        `${vscode.workspace.asRelativePath(uri)}:${range.start.line + 1}: ${vscode.DiagnosticSeverity[severity]?.toLowerCase() ?? ''}: ${message}${source === undefined ? '' : ` (${source})`}`,
    ),
  );
  const text = lines.join('\n');
  return { attachment: { id: `problems:${text}`, label, content: { kind: 'text', text } } };
}

const tooLarge = (label: string): string =>
  vscode.l10n.t('{0} was not read: it is too large. Attach a selection of it.', label);

function nameOf(reference: vscode.ChatPromptReference): string {
  const { name } = reference as { name?: unknown };
  return typeof name === 'string' && name !== '' ? name : reference.id;
}
