/**
 * Where the arguments of a tool call go, judged by the tool's and the argument's names: a shell, the network, another agent, a file, or
 * somewhere else on this machine. Only a tool whose whole name speaks of files, code or the editor is taken to be local; any other word in
 * it (a service, a server) makes it `unknown`, and what is put into it may leave.
 */
import type { Sink } from '../model.ts';
import { fileOfCall } from '../wire/file-of-call.ts';

export type ToolClass = 'shell' | 'network' | 'agent' | 'file' | 'local' | 'unknown';

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
const agentWord = /(?:^|_)(?:sub_?agents?|delegate)(?:_|$)/;
/** What names of local tools are made of. `mcp` is not among them: such a server is anybody's, but for the one that is named for its files. */
const localWords = new Set(
  (
    'vscode copilot get set read write view open list ls dir directory tree glob find search grep replace insert edit edits edited apply ' +
    'patch diff create make new update append delete remove rename move undo str string strings multi in into to and by for of the all ' +
    'file files filesystem folder path paths text content contents line lines code cell cells notebook notebooks jupyter output outputs ' +
    'summary editor editors selection symbol symbols definition definitions reference references usage usages implementation workspace ' +
    'project structure codebase error errors problem problems diagnostics lint changed changes change scm based tool test tests run ' +
    'todo todos manage plan ask question questions user think terminal last kill image result results'
  ).split(' '),
);
/** Names of such words whose tools ask a service, or may. */
const remoteNames = new Set(
  'search_codebase copilot_search_codebase codebase_search codebase create_new_workspace search find ask'.split(' '),
);
/** Our own tools for agents (src/extension/lm-tools): they look for secrets, so a value in their arguments would only be found again. */
const ownTools = new Set(['takumo_scan', 'takumo_review']);
const fileWord = /(?:^|_)(?:file|files|patch|edit|edits|string|notebook|replace|diff|code|into)(?:_|$)/;

/** What kind of place a tool's arguments go to. `name` in any case. */
export function classifyTool(name: string): ToolClass {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();
  if (keepsTokens(name)) {
    return 'local';
  }
  if (agentWord.test(words)) {
    return 'agent';
  }
  if (shellNames.has(words) || (shellWord.test(words) && !readsTerminal.test(words))) {
    return 'shell';
  }
  if (shellWord.test(words)) {
    return 'local';
  }
  const parts = words.replace(/^mcp_filesystem_/, '').split('_');
  if (!remoteNames.has(words) && parts.every((part) => localWords.has(part))) {
    return writesFile.test(words) && fileWord.test(words) ? 'file' : 'local';
  }
  return networkWord.test(words) ? 'network' : 'unknown';
}

/** True for a tool that gets its arguments as the model wrote them, whatever the policies let others have. */
export function keepsTokens(name: string): boolean {
  return ownTools.has(name);
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
