/** Numbers, times and sizes in the language of VS Code's interface. Pure: the extension formats its native views with the same. */

export interface Formats {
  number(value: number): string;
  /** Milliseconds, with one digit after the point below ten. */
  ms(value: number): string;
  bytes(value: number): string;
  /** Day and time. */
  moment(iso: string): string;
  /** The time alone when it was today, the day and the time otherwise: for rows with little room. */
  recent(iso: string, now: number): string;
  /** Time of the day, with seconds. */
  time(iso: string): string;
  day(time: number): string;
  hour(time: number): string;
  list(items: readonly string[]): string;
}

export function createFormats(language: string): Formats {
  const locale = known(language);
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const unit = (name: string) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: 1 });
  const units = { ms: unit('millisecond'), B: unit('byte'), kB: unit('kilobyte'), MB: unit('megabyte') };
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });
  const short = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' });
  const day = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric' });
  const hour = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
  const list = new Intl.ListFormat(locale, { style: 'short', type: 'unit' });
  const date = (iso: string): Date | undefined => (Number.isNaN(Date.parse(iso)) ? undefined : new Date(iso));
  const shown = (format: Intl.DateTimeFormat, iso: string): string => {
    const at = date(iso);
    return at === undefined ? iso : format.format(at);
  };
  return {
    number: (value) => number.format(value),
    ms: (value) => units.ms.format(value < 10 ? value : Math.round(value)),
    bytes: (value) =>
      value < 1000
        ? units.B.format(value)
        : value < 1_000_000
          ? units.kB.format(value / 1000)
          : units.MB.format(value / 1_000_000),
    moment: (iso) => shown(moment, iso),
    recent: (iso, now) => shown(new Date(iso).toDateString() === new Date(now).toDateString() ? hour : short, iso),
    time: (iso) => shown(time, iso),
    day: (at) => day.format(at),
    hour: (at) => hour.format(at),
    list: (items) => list.format(items),
  };
}

/** The language if Intl knows such a tag: the pseudo-locale and others are no reason to show nothing. */
function known(language: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(language)[0];
  } catch {
    return undefined;
  }
}

/** Puts values into the places `{0}`, `{1}` of a localized sentence. */
export function insert(sentence: string, ...values: readonly string[]): string {
  return sentence.replace(/\{(\d)\}/g, (place, index: string) => values[Number(index)] ?? place);
}
