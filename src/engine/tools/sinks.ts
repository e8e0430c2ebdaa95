/**
 * Where the arguments of a tool call go, judged by the tool's and the argument's names: a shell, the network, a file, or somewhere that
 * nothing interprets. An unknown tool is `other`, and its arguments are plain text.
 */
import type { Sink } from '../model.ts';
import { fileOfCall } from '../wire/file-of-call.ts';

export type ToolClass = 'shell' | 'network' | 'file' | 'other';

const shellNames = new Set(
  'run_in_terminal send_to_terminal create_and_run_task run_task run_command run_terminal_command run_terminal_cmd execute_command bash shell terminal powershell exec'.split(
    ' ',
  ),
);
const shellWord = /(?:^|_)(?:shell|bash|zsh|terminal|powershell|pwsh|cmd|exec|execute|ssh|docker)(?:_|$)/;
const readsTerminal = /(?:^|_)(?:get|read|last|list|kill|selection|output)(?:_|$)/;
const networkWord =
  /(?:^|_)(?:fetch|http|https|curl|wget|web|webpage|url|browser|browse|navigate|request|upload|download|post|email|mail|send|slack|webhook)(?:_|$)/;
const writesFile = /(?:^|_)(?:create|write|edit|replace|insert|patch|apply|append|update|save|str)(?:_|$)/;
const fileWord = /(?:^|_)(?:file|files|patch|edit|edits|string|notebook|replace|diff|code|into)(?:_|$)/;

/** What kind of place a tool's arguments go to. `name` in any case; a prefix as MCP servers give it doesn't matter. */
export function classifyTool(name: string): ToolClass {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();
  if (shellNames.has(words) || (shellWord.test(words) && !readsTerminal.test(words))) {
    return 'shell';
  }
  if (writesFile.test(words) && fileWord.test(words)) {
    return 'file';
  }
  return networkWord.test(words) ? 'network' : 'other';
}

const shellKeys = new Set([
  'command',
  'commands',
  'cmd',
  'script',
  'args',
  'argv',
  'commandline',
  'task',
  'input',
  'code',
]);
const notCode =
  /^(?:explanation|goal|description|reason|summary|title|filepath|file_path|path|uri|workingdirectory|cwd)$/i;

/** The sink of one top-level argument. */
export function sinkOf(tool: ToolClass, key: string | undefined): Sink {
  if (tool === 'shell') {
    return key === undefined || shellKeys.has(key.toLowerCase()) ? 'shell' : 'plain';
  }
  return tool === 'file' && key !== undefined && !notCode.test(key) ? 'code' : 'plain';
}

/** The file a call of a file tool writes, where its arguments name one. */
export function fileWrittenBy(name: string, input: unknown): string | undefined {
  return classifyTool(name) === 'file' ? fileOfCall(name, input).path : undefined;
}

const languages: Readonly<Record<string, string>> = {
  js: 'javascript',
  cjs: 'javascript',
  mjs: 'javascript',
  jsx: 'javascriptreact',
  ts: 'typescript',
  cts: 'typescript',
  mts: 'typescript',
  tsx: 'typescriptreact',
};

/** The language whose string literals a value must fit into, by a file's extension. */
export function languageOf(path: string): string | undefined {
  const extension = /\.(\w{1,4})$/.exec(path)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(languages, extension) ? languages[extension] : undefined;
}
