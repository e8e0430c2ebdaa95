/** The file that a tool call names, so that a finding in its result or its arguments can say `path:line`. */

const pathKeys = [
  'filePath',
  'file_path',
  'path',
  'file',
  'filename',
  'fileName',
  'uri',
  'target_file',
  'absolute_path',
];
const lineKeys = ['startLine', 'start_line', 'startLineNumber', 'startLineNumberBaseOne', 'offset', 'line'];

/** Path and first line (1-based) of a call that names one file. */
export function fileOfCall(name: string, input: unknown): { readonly path?: string; readonly line?: number } {
  if (typeof input !== 'object' || input === null) {
    return {};
  }
  const fields = input as Record<string, unknown>;
  const path = pathKeys.map((key) => fields[key]).find((value) => typeof value === 'string' && value !== '');
  if (typeof path !== 'string' || path.length > 1024) {
    return {};
  }
  const line = /read|view|open|cat/i.test(name)
    ? lineKeys.map((key) => fields[key]).find((value) => Number.isSafeInteger(value) && (value as number) > 0)
    : undefined;
  return { path, ...(typeof line === 'number' ? { line } : {}) };
}
