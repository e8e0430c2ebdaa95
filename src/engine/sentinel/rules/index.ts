/** All families, in the order in which their findings are looked for. A new family is a file beside this and a line here. */
import { code } from './code.ts';
import { command } from './command.ts';
import { crypto } from './crypto.ts';
import { random } from './random.ts';
import type { Rule, RuleFamily } from './schema.ts';
import { secret } from './secret.ts';
import { sql } from './sql.ts';
import { tls } from './tls.ts';
import { xss } from './xss.ts';

export const ruleFamilies: readonly RuleFamily[] = [sql, command, code, xss, crypto, random, tls, secret];
export const rules: readonly Rule[] = ruleFamilies.flatMap((family) => family.rules);
