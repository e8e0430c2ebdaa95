/** The languages Sentinel parses, by every name they come under: VS Code ids, the info words of fenced blocks, file extensions. */
import { lowerJavaScript } from './javascript.ts';
import type { Language } from './language.ts';
import { lowerPython } from './python.ts';

// The TSX grammar also reads JavaScript with JSX and Flow's remains; plain TypeScript has its own for `<T>value`.
const javascript: Language = { grammar: 'javascript', rules: 'javascript', lower: lowerJavaScript };
const typescript: Language = { grammar: 'typescript', rules: 'javascript', lower: lowerJavaScript };
const tsx: Language = { grammar: 'tsx', rules: 'javascript', lower: lowerJavaScript };
const python: Language = { grammar: 'python', rules: 'python', lower: lowerPython, indented: true };

const byName: ReadonlyMap<string, Language> = new Map(
  (
    [
      [javascript, ['javascript', 'js', 'mjs', 'cjs', 'node', 'javascriptreact', 'jsx', 'ecmascript', 'es6']],
      [typescript, ['typescript', 'ts', 'mts', 'cts']],
      [tsx, ['tsx', 'typescriptreact']],
      [python, ['python', 'py', 'py3', 'python3', 'python2', 'pyw', 'pyi']],
    ] as const
  ).flatMap(([language, names]) => names.map((name): [string, Language] => [name, language])),
);

/** The language of a name, in any case; else of the path's extension; undefined for what has no grammar here. */
export function findLanguage(name: string, path?: string): Language | undefined {
  const extension = path?.match(/\.([A-Za-z0-9]+)$/)?.[1];
  return (
    byName.get(name.trim().toLowerCase()) ?? (extension === undefined ? undefined : byName.get(extension.toLowerCase()))
  );
}
