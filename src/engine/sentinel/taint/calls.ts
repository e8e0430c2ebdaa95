/** What a call gives back: a sanitizer's result is harmless for its sinks, text methods pass on what they work on, the rest is unknown. */
import type { RuleLanguage } from '../languages/language.ts';
import type { Call } from '../syntax/node.ts';
import type { ArgumentValue } from './events.ts';
import type { Knowledge } from './knowledge.ts';
import { lastSegment } from './path.ts';
import { cleaned, constant, either, everywhere, formatted, isDynamic, joined, type Value } from './value.ts';

export interface CallSite {
  readonly node: Call;
  readonly path: string;
  readonly args: readonly ArgumentValue[];
  readonly receiver: Value | undefined;
  readonly known: Knowledge;
  readonly language: RuleLanguage;
}

export function callResult(site: CallSite): Value {
  const { node, args, receiver, known } = site;
  const path = `${site.path}()`;
  const last = lastSegment(site.path);
  if (site.path === 'require' && args[0]?.value.text !== undefined) {
    return { ...constant(node), path: args[0].value.text.replace(/^node:/, '') };
  }
  const values = args.map((argument) => argument.value);
  const special = specialResult(site, last, values);
  if (special !== undefined) return { ...special, path };
  const passed =
    known.passing.has(last) || isAllowListReplacement(site, last)
      ? [...(receiver === undefined ? [] : [receiver]), ...values]
      : undefined;
  let bits = 0;
  for (const sanitizer of known.sanitizers) if (sanitizer.callee.test(path)) bits |= sanitizer.bits;
  if (isAllowListReplacement(site, last)) bits = everywhere;
  if (passed !== undefined || bits !== 0) {
    const all = either(node, passed ?? values);
    return { ...cleaned(all, bits), origin: node, path };
  }
  // Another function's result: nobody knows. What an outsider gave it may be in there, but that is a guess.
  const source = receiver?.tainted === everywhere ? receiver.source : undefined;
  const unknownBits = everywhere & ~bits;
  return {
    tainted: receiver !== undefined && receiver.tainted === everywhere ? everywhere : 0,
    unknown: unknownBits,
    built: false,
    origin: node,
    path,
    ...(source === undefined ? {} : { source }),
  };
}

/** Methods whose result has a shape of its own. */
function specialResult(site: CallSite, last: string, values: readonly Value[]): Value | undefined {
  const { node, receiver, language } = site;
  const [first] = values;
  switch (last) {
    case 'format':
    case 'format_map':
      return receiver?.text === undefined ? undefined : formatted(node, receiver, ...values);
    case 'join': {
      // Python joins its argument, JavaScript its receiver; `path.join` joins all of them.
      if (site.path.endsWith('path.join')) return joined(node, values, '/');
      const [list, separator] = language === 'python' ? [first, receiver] : [receiver, first];
      if (list === undefined) return undefined;
      if (!isDynamic(list)) return constant(node, list.text ?? '');
      const parts = list.entries === undefined ? [list] : [...list.entries.values()];
      const between = separator?.text ?? ',';
      // A list of unknown length with a separator is put together from pieces as much as a template is.
      const text =
        parts.length === 1 ? joined(node, [...parts, constant(node, between), ...parts]) : joined(node, parts, between);
      return { ...text, built: text.built || list.built || parts.length > 1 };
    }
    case 'concat':
      return receiver === undefined ? undefined : joined(node, [receiver, ...values]);
    case 'alloc':
    case 'bytes':
    case 'bytearray':
    case 'Uint8Array':
      // Zeros, or bytes of what is given.
      return values.some(isDynamic) ? undefined : constant(node, first?.text);
    case 'fill':
    case 'map':
      // The items of the result are what the callback returns.
      return first === undefined ? undefined : { ...first, origin: node };
    case 'replace':
    case 'sub':
      return undefined;
    case 'quote':
      return undefined;
    default:
      return undefined;
  }
}

/** `x.replace(/[^a-z0-9]/g, '')`, `re.sub('[^a-z]', '', x)`: what is left is of a known alphabet. */
function isAllowListReplacement(site: CallSite, last: string): boolean {
  const [first, second] = site.args;
  if (last !== 'replace' && last !== 'replaceAll' && last !== 'sub') return false;
  const pattern = first?.value.text ?? '';
  return /^\/?\[\^[^\]]+\][+*]?(?:\/[a-z]*)?$/.test(pattern) && /^[\w-]?$/.test(second?.value.text ?? '?');
}
