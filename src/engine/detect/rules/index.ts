/** All rule families, in the order they are listed. A new provider is a file beside this one and a line here. */
import type { RuleFamily } from '../types.ts';
import { anthropic } from './anthropic.ts';
import { assignments } from './assignments.ts';
import { aws } from './aws.ts';
import { databaseUrls } from './database-urls.ts';
import { github } from './github.ts';
import { google } from './google.ts';
import { hosts } from './hosts.ts';
import { jwt } from './jwt.ts';
import { npm } from './npm.ts';
import { openai } from './openai.ts';
import { pii } from './pii.ts';
import { privateKeys } from './private-keys.ts';
import { slack } from './slack.ts';
import { stripe } from './stripe.ts';
import { urls } from './urls.ts';

export const families: readonly RuleFamily[] = [
  aws,
  databaseUrls,
  stripe,
  github,
  openai,
  anthropic,
  google,
  slack,
  npm,
  jwt,
  privateKeys,
  urls,
  hosts,
  assignments,
  pii,
];
