/** Hosts that exist only inside a company: names under private top-level domains, and private addresses in URLs. `localhost` is never one. */
import { ALNUM, DASH, DIGIT, DOT, is, runEnd, runStart } from '../chars.ts';
import type { Match, RuleFamily, Scan } from '../types.ts';
import { urlAt } from '../url.ts';

const privateAddresses = 'https://www.rfc-editor.org/rfc/rfc1918';
const privateNames =
  'https://www.icann.org/en/board-activities-and-meetings/materials/approved-resolutions-special-meeting-of-the-icann-board-29-07-2024-en';

export const hosts: RuleFamily = {
  policy: 'private-hosts',
  rules: [
    {
      id: 'internal-hostname',
      title: 'Internal host name',
      category: 'HOST',
      tier: 3,
      confidence: 'medium',
      source: privateNames,
      why: 'A name under a top-level domain that only private networks use',
      literals: [
        '.internal',
        '.local',
        '.corp',
        '.lan',
        '.intranet',
        '.intra',
        '.home.arpa',
        '.localdomain',
        '://intranet',
      ],
      verify: internalName,
    },
    {
      id: 'private-address',
      title: 'Private address in a URL',
      category: 'HOST',
      tier: 3,
      confidence: 'medium',
      source: privateAddresses,
      why: 'A URL to an address of a private network',
      literals: ['://10.', '://192.168.', '://172.', '@10.', '@192.168.', '@172.'],
      verify: privateAddress,
    },
  ],
};

const NAME = ALNUM | DASH | DOT;

function internalName({ text }: Scan, at: number, end: number): Match | undefined {
  const intranet = text.charCodeAt(at) === 58;
  if (intranet && !is(text.charCodeAt(at - 1), ALNUM)) return undefined;
  const start = intranet ? at + 3 : runStart(text, at, NAME, 200);
  const stop = intranet ? runEnd(text, at + 3, NAME, 200) : end;
  const after = text.charCodeAt(stop);
  if (!intranet && (is(after, ALNUM | DASH) || after === 95 || after === 40 || after === 64)) return undefined;
  // `.internal.example.com` is a public zone's business, and `this.local.x` a member.
  if (after === 46 && is(text.charCodeAt(stop + 1), ALNUM)) return undefined;
  const before = text.charCodeAt(start - 1);
  if (before === 95 || before === 36 || before === 92 || !is(text.charCodeAt(start), ALNUM)) return undefined;
  const name = text.slice(start, stop).toLowerCase();
  if (publicKnowledge.test(name)) return undefined;
  const inUrl = text.startsWith('://', start - 3) || (before === 64 && isUserinfo(text, start - 1));
  const port = after === 58 && is(text.charCodeAt(stop + 1), DIGIT);
  if (inUrl) return { start, end: stop, confidence: 'high' };
  const labels = name.split('.');
  if (intranet || labels.length < 2 || labels.some((label) => label === '')) return undefined;
  // Outside a URL a dotted name may be a package or a member: only a port, or a numbered or hyphenated machine in quotes, makes it a host.
  const machine = labels.slice(0, -1).some((label) => /[a-z].*\d|-/.test(label));
  if (port && (machine || labels.length > 2)) return { start, end: stop };
  const standsAlone =
    (isQuote(before) && isQuote(after)) || ((before === 61 || before === 32) && (Number.isNaN(after) || after <= 32));
  return machine && standsAlone && labels.length > 2 ? { start, end: stop } : undefined;
}

const isQuote = (code: number): boolean => code === 34 || code === 39 || code === 96;

/** An `@` whose line shows `://` before it. */
function isUserinfo(text: string, at: number): boolean {
  const from = Math.max(0, at - 200);
  const colon = text.slice(from, at).lastIndexOf('://');
  return colon >= 0 && !/[\s"'<>]/.test(text.slice(from + colon, at));
}

/** Names every cloud or container has. */
const publicKnowledge =
  /^(?:host\.docker\.internal|gateway\.docker\.internal|kubernetes\.docker\.internal|metadata\.google\.internal|metadata\.internal|(?:.*\.)?example\.(?:internal|local|corp|lan)|(?:foo|bar|test|my|your|some|example|host|hostname|server|domain|app|site|myapp|mysite|myhost|foobar|printer|raspberrypi|homeassistant|kubernetes\.default\.svc\.cluster)\.(?:internal|local|corp|lan|localdomain|intranet)|localhost\.localdomain|svc\.cluster\.local|cluster\.local)$/;

function privateAddress({ text }: Scan, at: number, end: number): Match | undefined {
  const start = text.charCodeAt(at) === 64 ? at + 1 : at + 3;
  if (text.charCodeAt(at) === 64 && !isUserinfo(text, at)) return undefined;
  const stop = runEnd(text, start, DIGIT | DOT, 16);
  const octets = text.slice(start, stop).split('.').map(Number);
  if (octets.length !== 4 || octets.some((octet) => !(octet <= 255)) || end > stop) return undefined;
  const [first, second, third, last] = octets as [number, number, number, number];
  if (first === 172 && (second < 16 || second > 31)) return undefined;
  if (is(text.charCodeAt(stop), ALNUM)) return undefined;
  // What every home router and container bridge answers to, and network addresses.
  if (third <= 1 && last <= 2) return undefined;
  if (last === 0 || last === 255 || (text.charCodeAt(stop) === 47 && isMask(text, stop + 1))) return undefined;
  const colon = text.charCodeAt(at) === 58 ? at : text.lastIndexOf('://', at);
  return urlAt(text, colon) === undefined ? undefined : { start, end: stop };
}

/** `/24`: the address names a network. */
const isMask = (text: string, from: number): boolean => {
  const stop = runEnd(text, from, DIGIT, 3);
  return stop > from && stop - from <= 2 && !is(text.charCodeAt(stop), ALNUM);
};
