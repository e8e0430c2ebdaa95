/** What a model gave a tool: checked here, whatever the host has checked, and bounded. */
import { ToolInputError } from './workspace.ts';

/** The input of both tools. */
export interface ToolInput {
  /** Files and folders; absent for the tool's default. */
  readonly paths?: readonly string[];
  readonly text?: string;
  /** Of `text`: a VS Code language id. */
  readonly language?: string;
}

const mostPaths = 100;
/** UTF-16 code units. */
const mostText = 1_000_000;
const longestPath = 4096;

/** Throws a `ToolInputError` that says what is wrong with which field, without repeating what stands in it. */
export function readInput(input: unknown): ToolInput {
  const { paths, text, language } = (typeof input === 'object' && input !== null ? input : {}) as Record<
    string,
    unknown
  >;
  if (paths !== undefined && paths !== null) {
    if (!Array.isArray(paths) || paths.some((path) => typeof path !== 'string')) {
      throw new ToolInputError('"paths" must be a list of strings: paths of files or folders.');
    }
    if (paths.length > mostPaths) {
      throw new ToolInputError(
        `"paths" may hold ${mostPaths} paths at most. Give the folder that they are in, or call again with the rest.`,
      );
    }
    const long = paths.findIndex((path: string) => path.length > longestPath);
    if (long >= 0) throw new ToolInputError(`"paths[${long}]" is too long for a path. Give source code as "text".`);
  }
  if (text !== undefined && text !== null && typeof text !== 'string') {
    throw new ToolInputError('"text" must be a string.');
  }
  if (typeof text === 'string' && text.length > mostText) {
    throw new ToolInputError(
      `"text" may be ${mostText} characters at most. Give it in parts, or as a file in "paths".`,
    );
  }
  const named = typeof language === 'string' && language !== '';
  if (named && !/^[\w+#.-]{1,40}$/.test(language)) {
    throw new ToolInputError('"language" must be a VS Code language id, such as "typescript" or "python".');
  }
  return {
    ...(Array.isArray(paths) && paths.length > 0 ? { paths: paths as string[] } : {}),
    ...(typeof text === 'string' && text !== '' ? { text } : {}),
    ...(named ? { language } : {}),
  };
}
