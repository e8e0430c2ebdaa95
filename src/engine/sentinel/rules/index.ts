/** All families, in the order in which their findings are looked for. A new family is a file beside this and a line here. */
import { code } from './code.ts';
import { command } from './command.ts';
import { crypto } from './crypto.ts';
import { data } from './data.ts';
import { path } from './path.ts';
import { random } from './random.ts';
import { request } from './request.ts';
import type { Rule, RuleFamily } from './schema.ts';
import { secret } from './secret.ts';
import { setting } from './setting.ts';
import { sql } from './sql.ts';
import { tls } from './tls.ts';
import { xss } from './xss.ts';

export const ruleFamilies: readonly RuleFamily[] = [
  sql,
  command,
  code,
  xss,
  crypto,
  random,
  tls,
  secret,
  data,
  path,
  request,
  setting,
];
export const rules: readonly Rule[] = ruleFamilies.flatMap((family) => family.rules);
