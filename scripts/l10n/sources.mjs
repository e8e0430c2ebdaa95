/**
 * Finds every text that is to be translated: the literals of `l10n.t(…)` in src/extension, the sentences and titles that src/engine and
 * src/platform give a person (they know no l10n; the extension looks them up, see src/extension/localize.ts), and package.nls.json.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Language, Parser } from 'web-tree-sitter';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const locales = ['de', 'es', 'fr', 'ja', 'zh-cn'];
/** Ends the key of an engine's text in the bundle; it is what `l10n.t` appends for the comment `engine`. */
const engineMark = '/engine';

/** `l10n.t(` or a `t` taken from it, and the string literal that follows. */
const call = /(?<![\w$.])(?:vscode\.l10n\.)?t\(\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")/g;
/** Properties whose text a person reads wherever it stands. */
const shownProperties = new Set(['message', 'why', 'attack', 'safe', 'title', 'description', 'action', 'incomplete']);
/** Constant tables whose values are parts of what a person reads. */
const shownTables = new Set(['summaries', 'reasons', 'actions']);
/** Where in a request a text stands, as a finding says it. */
const place = /^(?:message|arguments of|result of|reasoning in) \{0\}$|^tool result$/;
/** A capital or a code span, words, and the end of a sentence. */
const sentence = /^(?:[A-Z]|`|\{0\} )[\s\S]*[a-z][\s\S]* [\s\S]*\.$/;
/**
 * What stays English: words about the text of a policy file, as a compiler's (the command line says the same); what goes to a model or the
 * log only; the self-test's invented files.
 */
const english = [
  /^src\/engine\/policy\/(?!(?:built-in|resolve|set)\.ts$)/,
  /^src\/engine\/detect\/(?!secret-files\.ts$)/,
  /^src\/engine\/tokenize\/mask\.ts$/,
  /^src\/platform\/(?:self-test\/|sync\/sync\.ts$)/,
];

const typescript = await loadGrammar();
/** Said to a model, not to a person. */
const toModels = new Set([
  'Any word.',
  'Reports that the connection works. It need not be called.',
  'There is no result: this call was not carried out.',
]);
const detectorTitles = await loadDetectorTitles();

/** Read once: the sources don't change while a script runs. */
let collected;

/** Every key of the bundle, sorted: the extension's own strings as they are, the engine's with their mark. */
export function collectStrings() {
  collected ??= [...new Set([...extensionStrings(), ...engineTexts().map((text) => text + engineMark)])].sort(
    byCodeUnit,
  );
  return collected;
}

/** The text that a key stands for. */
export const englishOf = (key) => (key.endsWith(engineMark) ? key.slice(0, -engineMark.length) : key);

/** The manifest's texts by their keys, in the order of the file. */
export const manifestTexts = () => JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8'));

function extensionStrings() {
  return sourceFiles('src/extension').flatMap(({ text }) =>
    [...text.matchAll(call)].map(([, literal]) => unquote(literal)),
  );
}

/** The engine's texts with `{0}`, `{1}` … for what is put in. */
function engineTexts() {
  const found = new Set(detectorTitles);
  for (const { name, text } of [...sourceFiles('src/engine'), ...sourceFiles('src/platform')]) {
    if (english.some((pattern) => pattern.test(name))) continue;
    const tree = typescript.parse(text);
    for (const node of literalsOf(tree.rootNode)) {
      const value = textOf(node);
      if (isShown(node, value) && !toModels.has(value)) found.add(value);
    }
    tree.delete();
  }
  return [...found];
}

function isShown(node, value) {
  if (!/[A-Za-z]{3}/.test(value.replace(/\{\d\}/g, '')) || value.includes('\n') || !value.includes(' ')) return false;
  if (place.test(value) || isFallback(node)) return true;
  const pair = pairOf(node);
  if (pair === undefined) return sentence.test(value);
  const key = pair.childForFieldName('key').text;
  return shownProperties.has(key) || shownTables.has(tableOf(pair)) || sentence.test(value);
}

/** `summaries[code] ?? 'This.'`: what stands for a table's value. */
function isFallback(node) {
  const { parent } = node;
  const table = parent?.type === 'binary_expression' ? /^(\w+)\[/.exec(parent.text)?.[1] : undefined;
  return table !== undefined && shownTables.has(table);
}

/** The pair whose value a literal is, through a condition's branches. */
function pairOf(node) {
  let parent = node.parent;
  while (parent?.type === 'ternary_expression' || parent?.type === 'parenthesized_expression') parent = parent.parent;
  return parent?.type === 'pair' ? parent : undefined;
}

/** The name of the constant whose object a pair stands in. */
function tableOf(pair) {
  const declarator = pair.parent?.parent;
  return declarator?.type === 'variable_declarator' ? declarator.childForFieldName('name').text : undefined;
}

/** Imports and types are no texts. */
function literalsOf(node) {
  return node
    .descendantsOfType(['string', 'template_string'])
    .filter((each) => each !== null && !/^(?:import|export)_statement$|^literal_type$/.test(each.parent?.type ?? ''));
}

function textOf(node) {
  let place = 0;
  const text = node.namedChildren.map((child) => {
    if (child.type === 'template_substitution') return `{${place++}}`;
    return child.type === 'escape_sequence' ? escaped(child.text.slice(1)) : child.text;
  });
  return text.join('');
}

function unquote(literal) {
  return literal.slice(1, -1).replace(/\\(u[0-9a-fA-F]{4}|.)/g, (_, code) => escaped(code));
}

function escaped(code) {
  if (/^[ux]./.test(code)) return String.fromCodePoint(Number.parseInt(code.replace(/[ux{}]/g, ''), 16));
  return { n: '\n', t: '\t' }[code] ?? code;
}

function sourceFiles(folder) {
  return readdirSync(join(root, folder), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => ({
      name: `${folder}/${name.replaceAll('\\', '/')}`,
      text: readFileSync(join(root, folder, name), 'utf8'),
    }));
}

/** The rules' titles, read as data: some rules are made by functions. Names of one word (a token's kind) stay as they are. */
async function loadDetectorTitles() {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'src/engine/detect/rules/index.ts')],
    bundle: true,
    format: 'esm',
    write: false,
  });
  const { families } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`
  );
  return families.flatMap(({ rules }) => rules.map(({ title }) => title)).filter((title) => title.includes(' '));
}

async function loadGrammar() {
  const { resolve } = createRequire(import.meta.url);
  await Parser.init();
  const folder = dirname(resolve('@vscode/tree-sitter-wasm/package.json'));
  const parser = new Parser();
  parser.setLanguage(await Language.load(readFileSync(join(folder, 'wasm/tree-sitter-typescript.wasm'))));
  return parser;
}

const byCodeUnit = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
