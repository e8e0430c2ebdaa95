/** Keeps values text: text instead of HTML in the page, escaped values in a response, escaping switched on. */
import type { Node } from '../syntax/node.ts';
import { partsOf } from './compose.ts';
import type { Maker } from './workshop.ts';

const markup = /<[a-z!/]/i;
const textName: Readonly<Record<string, string>> = {
  innerHTML: 'textContent',
  insertAdjacentHTML: 'insertAdjacentText',
  html: 'text',
};

export const textContent: Maker = ({ hit, edit }) => {
  const { event, subject } = hit;
  // With markup in the fixed text the element would be lost.
  if (subject?.text !== undefined && markup.test(subject.text)) return undefined;
  const target = event.kind === 'assign' ? event.node.target : event.kind === 'call' ? event.node.callee : undefined;
  if (target?.kind !== 'member') return undefined;
  const name = textName[target.property];
  if (name === undefined) return undefined;
  return {
    title: `Set it as text, with ${name}`,
    edits: [edit(target.end - target.property.length, target.end, name)],
  };
};

export const escapeValues: Maker = ({ hit, parsed, edit, imported }) => {
  const { event, subject } = hit;
  if (subject === undefined) return undefined;
  const parts = partsOf(subject.origin) ?? [subject.origin];
  const here = event.node;
  const edits = parts.flatMap((part) => {
    if (typeof part === 'string' || part.kind === 'literal') return [];
    return [edit(part.start, part.end, `escape(${parsed.slice(part.start, part.end)})`)];
  });
  if (edits.length === 0) return undefined;
  // What was put together elsewhere may go elsewhere too.
  if (subject.origin.start < here.start && partsOf(subject.origin) === undefined) {
    const argument: Node | undefined = event.kind === 'call' ? event.args[0]?.node : event.node;
    if (argument === undefined) return undefined;
    return {
      title: 'Escape the value',
      edits: [
        edit(argument.start, argument.end, `escape(${parsed.slice(argument.start, argument.end)})`),
        ...imported('markupsafe', 'from markupsafe import escape'),
      ],
    };
  }
  return { title: 'Escape the values', edits: [...edits, ...imported('markupsafe', 'from markupsafe import escape')] };
};

export const autoescapeOn: Maker = ({ hit, parsed, edit }) => {
  const { event } = hit;
  if (event.kind !== 'call') return undefined;
  const given = event.args.find((argument) => argument.keyword === 'autoescape');
  const title = 'Switch autoescape on';
  if (given !== undefined) return { title, edits: [edit(given.node.start, given.node.end, 'True')] };
  const closing = event.node.end - 1;
  if (parsed[closing] !== ')') return undefined;
  const separator = event.args.length === 0 ? '' : ', ';
  return { title, edits: [edit(closing, closing, `${separator}autoescape=True`)] };
};
