/** The context of each sink. */
import type { RehydrateOptions } from '../tokenize/types.ts';
import { codeContext } from './code.ts';
import { proseContext } from './prose.ts';
import { shellContext } from './shell.ts';
import { plainContext, type SinkContext } from './sink.ts';

export function contextFor(options: RehydrateOptions | undefined): SinkContext {
  switch (options?.sink) {
    case 'prose':
      return proseContext();
    case 'code':
      return codeContext(options.languageId);
    case 'shell':
      return shellContext();
    default:
      return plainContext();
  }
}
