/** Activity as plain text, for screen readers, mail and tickets. Pure. */
import type { Category } from '../../engine/model.ts';
import type { ActivityWords } from '../../views/activity/messages.ts';
import type { Activity, Ranked, Step } from '../../views/activity/summary.ts';
import { createFormats, insert } from '../../views/base/formats.ts';

export function activityText(activities: readonly Activity[], words: ActivityWords, language: string): string {
  const formats = createFormats(language);
  const line = (name: string, value: string): string => insert(words.pair, name, value);
  const list = (title: string, ranked: readonly Ranked[], nameOf: (name: string) => string): string[] =>
    ranked.length === 0
      ? []
      : [title, ...ranked.map(({ name, count }) => `  ${line(nameOf(name), formats.number(count))}`)];
  const stepLine = (step: Step, when: string): string => {
    const parts = [
      line(words.keptBack, formats.number(step.keptBack)),
      line(words.restored, formats.number(step.restored)),
      line(words.blocked, formats.number(step.blocked)),
      ...(step.p50 === undefined ? [] : [line(words.median, formats.ms(step.p50))]),
      ...(step.p95 === undefined ? [] : [line(words.p95, formats.ms(step.p95))]),
    ];
    return `  ${when}\t${parts.join('\t')}`;
  };
  const section = (activity: Activity): string[] => {
    const { period, p50, p95 } = activity;
    const busy = activity.steps.filter(
      (step) => step.keptBack + step.restored + step.blocked > 0 || step.p50 !== undefined,
    );
    const when = ({ start }: Step): string => (period === 'day' ? formats.hour(start) : formats.day(start));
    return [
      `# ${words.periods[period]}`,
      line(words.requests, formats.number(activity.requests)),
      line(words.keptBack, formats.number(activity.keptBack)),
      line(words.restored, formats.number(activity.restored)),
      line(words.blocked, formats.number(activity.blocked)),
      line(words.unguarded, formats.number(activity.unguarded)),
      ...(p50 === undefined || p95 === undefined
        ? []
        : [
            line(`${words.added} (${words.median})`, formats.ms(p50)),
            line(`${words.added} (${words.p95})`, formats.ms(p95)),
          ]),
      ...list(words.byType, activity.byCategory, (name) => words.categories[name as Category] ?? name),
      ...list(words.rule, activity.byDetector, (name) => name),
      ...list(words.findings, activity.bySentinelRule, (name) => name),
      ...(busy.length === 0 ? [] : [words.time, ...busy.map((step) => stepLine(step, when(step)))]),
    ];
  };
  return `${activities.map((activity) => section(activity).join('\n')).join('\n\n')}\n`;
}
