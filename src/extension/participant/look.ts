/** Looks for secrets and weaknesses in texts for `@takumo`, on this machine: nothing is masked, learned or counted by it. */
import type { SentinelReview } from '../../engine/sentinel/index.ts';
import { type Scanned, scanTexts } from '../lm-tools/scan-files.ts';
import type { LookedAt } from '../lm-tools/workspace.ts';
import { projectLicense } from '../sentinel/sentinel-host.ts';
import type { Shell } from '../shell.ts';
import type { TextToLookAt } from './what-to-look-at.ts';

export async function lookForSecrets(
  shell: Shell,
  texts: readonly LookedAt[],
  cancelled: () => boolean,
): Promise<Scanned> {
  const [base, set, session] = await Promise.all([shell.detector(), shell.policies.get(), shell.session.get()]);
  return scanTexts(texts, {
    detector: set.patternDetector(base),
    decide: (finding, path) =>
      set.decide(finding, {
        surface: 'participant',
        direction: 'outbound',
        ...(path === undefined ? {} : { path }),
      }),
    known: (text) => session.known(text),
    cancelled,
  });
}

export async function lookForWeaknesses(shell: Shell, looked: TextToLookAt): Promise<SentinelReview> {
  const { text, label, uri, languageId } = looked;
  const license = uri === undefined ? undefined : await projectLicense(uri);
  const sentinel = await shell.sentinel.get();
  return sentinel.review({
    text,
    language: languageId ?? 'plaintext',
    path: label,
    ...(license === undefined ? {} : { projectLicense: license }),
  });
}
