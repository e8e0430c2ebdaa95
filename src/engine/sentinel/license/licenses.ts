/**
 * Finds licences that reach into the project: SPDX tags, and notices that name one together with words that grant it. Identifiers, kernel
 * macros, talk about compatibility and licence checkers' lists are no grants. Permissive licences are silent.
 */

import type { PlaceOf } from '../../lines.ts';
import type { Confidence, Severity } from '../../model.ts';
import type { LicenseCategory, SentinelFinding } from '../types.ts';
import { isCompatible, judge } from './compatible.ts';
import { between, licenseNames } from './names.ts';

const gate = /SPDX|licen[sc]e|GPL|MPL|GFDL|copyleft|affero|CeCILL|CDDL|EUPL|Commons Clause|creativecommons|CC[ -]BY/i;
const tag =
  /SPDX-License-Identifier:[ \t]*(\(?[A-Za-z0-9][\w.+-]*(?:[ \t]+(?:OR|AND|WITH|or|and|with)[ \t]+\(?[\w.+-]+\)?)*\)?)/g;

const compiled = licenseNames.map((name) => ({
  name,
  pattern: new RegExp(name.pattern.replaceAll('~', between), 'gi'),
}));

/** Licences stand at the top of a file or in a block of their own; more is data. */
const longestRead = 200_000;
const mostFindings = 5;

export function findLicenses(text: string, project: string | undefined, placeOf: PlaceOf): SentinelFinding[] {
  const read = text.length > longestRead ? text.slice(0, longestRead) : text;
  if (!gate.test(read)) return [];
  const found: SentinelFinding[] = [];
  const taken: { start: number; end: number }[] = [];
  const report = (
    start: number,
    end: number,
    license: string,
    category: LicenseCategory,
    confidence: Confidence,
  ): void => {
    taken.push({ start, end });
    if (project !== undefined && isCompatible(license, project)) return;
    if (found.some((one) => one.license === license) || found.length >= mostFindings) return;
    found.push(findingOf(start, end, license, category, confidence, project, placeOf));
  };
  for (const match of read.matchAll(tag)) {
    const expression = (match[1] ?? '').replace(/(?<=\s)(?:or|and|with)(?=\s)/g, (word) => word.toUpperCase());
    const end = match.index + match[0].length;
    const judged = judge(expression);
    if (judged === undefined) taken.push({ start: match.index, end });
    else report(match.index, end, judged.license, judged.category, 'certain');
  }
  const alternatives = hasPermissiveAlternative(read);
  for (const { name, pattern } of compiled) {
    for (const match of read.matchAll(pattern)) {
      const start = match.index;
      const end = start + match[0].length;
      if (taken.some((one) => start < one.end && end > one.start)) continue;
      const grant = isGrant(read, start, end);
      if (!grant) continue;
      taken.push({ start, end });
      if (alternatives) continue;
      report(start, end, idOf(name, read.slice(start, end + 160)), name.category, grant);
    }
  }
  return found;
}

/** `at your option, MIT or GPL`: the mild side of a dual licence is free to be taken. */
function hasPermissiveAlternative(text: string): boolean {
  return /(?:dual[- ]licen[sc]ed|licen[sc]ed under (?:either|both))[\s\S]{0,200}\b(?:MIT|BSD|Apache)\b|\b(?:MIT|BSD|Apache(?:-2\.0| 2(?:\.0)?)?)(?: License)?,? (?:or|\/) (?:the )?(?:GNU )?[AL]?GPL/i.test(
    text,
  );
}

const verbs =
  /\b(?:licen[sc]ed|sub-?licen[sc]ed|distributed?|re-?distributed?|redistribution|released?|available|published|provided?|covered|governed|protected|offered|issued|placed|modif(?:y|ied)|used?|free|permission|permitted|granted|copied|copyright|open[- ]?source|contributed|subject|put|falls?|is|are|comes?)\b(?:[^.;]|\.\d){0,110}\b(?:under|by|with|subject to|in accordance with|pursuant to|according to|terms|conditions of|as per|in|is|a)\b(?:[^.;]|\.\d){0,70}$|\bunder (?:the )?terms\b[^.;]{0,40}$|\bterms (?:and|&) conditions of[^.;]{0,30}$|\bcomplete text of (?:the )?[^.;]{0,10}$|^ ?(?:this|the|that) (?:file|program|code|library|software|script|module|work) is (?:the )?$/i;
const label =
  /(?:licen[sc]e|licen[sc]es|licen[sc]ing|licenseId|copying|rights|legal)(?:[_-]?(?:identifier|info|expression|type|id|name|text|url|terms))?_*(?![A-Za-z])["'`\])}>]*\s*(?:[:=]{1,2}>?|->|\bis\b|\bname\b|>|\(|::)?[^A-Za-z0-9]*(?:[^.;\n]{0,60}|(?:<[^>]{0,60}>\s*){0,3})$/i;
const after =
  /^[^.;]{0,80}(?:\b(?:as published by|along with|for more details|version \d|v\d|or \(at your option\)|or any later|or later|applies|apply|licen[sc]e|see (?:the )?(?:file )?(?:COPYING|LICEN[SC]E))\b|["'),])/i;

const negative =
  /(?:compatib|incompatib|EXPORT_SYMBOL|EXPORT_|_GPL\b|gpl_|GPL[- ]only|non[- ]?GPL|not (?:be )?(?:under |licensed under |covered by |subject to )?(?:the )?(?:GNU )?(?:[AL]?GPL|general)|unlike|instead of|rather than|relicens|violat|detect|checker|scan(?:ner|code)?\b|blacklist|whitelist|allow_?list|deny_?list|forbid|disallow|prohibit|avoid|infring|without|no longer|replac|convert|whether|if the|does not|do not|don['’]t|cannot|can['’]t)/i;

/** Confidence of a name with words that grant it, or undefined for a mere mention. */
function isGrant(text: string, start: number, end: number): Confidence | undefined {
  // An identifier (`gpl_compatible`, `isGPL`) or a part of a macro.
  if (
    /[A-Za-z0-9_$]$/.test(text.slice(Math.max(0, start - 1), start)) ||
    /^[A-Za-z_(]/.test(text.slice(end, end + 1).replace(/^v/i, ''))
  )
    return undefined;
  const before = flat(text.slice(Math.max(0, start - 160), start));
  const following = flat(text.slice(end, end + 160));
  const close = `${before.slice(-70)} ${text.slice(start, end)} ${following.slice(0, 40)}`;
  if (negative.test(close)) return undefined;
  if (/(?:^|[\s"'<{[(@*#_:])(?:@)?licen[sc]es?(?:Id)?(?![A-Za-rt-z])/i.test(before.slice(-60)) && label.test(before))
    return 'high';
  if (verbs.test(before)) return 'medium';
  if (
    /licen[sc]/i.test(text.slice(start, end)) &&
    after.test(following) &&
    /\bthe\b|\bunder\b|\bof\b|^\s*$/.test(before.slice(-20))
  )
    return 'medium';
  return /licen[sc]|copyleft/i.test(text.slice(start, end)) && text.trim().length < 240 && before.trim().length < 40
    ? 'low'
    : undefined;
}

/** One line without the signs of comments. */
function flat(text: string): string {
  return text.replace(/<\/?[a-z][^<>]{0,120}>|https?:\/\/[^\s<>"')]+/gi, ' ').replace(/[\s*#/;%!|]+/g, ' ');
}

/** The SPDX id with the version the text gives. */
function idOf(name: (typeof licenseNames)[number], text: string): string {
  if (name.version === '') return name.base;
  const flattened = flat(text);
  const version = /^.{0,60}?(?:\bversions?|\bv\.?|[-/ ]|[A-Z])\s*(\d(?:\.\d)?c?)\b(?!\.\d{2}|\d)/i.exec(flattened)?.[1];
  const full = version === undefined ? name.version : version.includes('.') ? version : `${version}.0`;
  if (name.later !== true) return `${name.base}-${full}`;
  const later =
    /or (?:\(at your option\) |, at your option, )?any (?:later|newer)|or later|or newer|\d\+|or above|and later/i.test(
      flattened,
    );
  return `${name.base}-${full}-${later ? 'or-later' : 'only'}`;
}

const reach: Readonly<Record<LicenseCategory, { readonly severity: Severity; readonly why: string }>> = {
  strong: {
    severity: 'error',
    why: 'Its terms reach the whole program that holds this code: it would have to be published under the same licence.',
  },
  network: {
    severity: 'error',
    why: 'Its terms reach the whole program even if it only runs as a service: its users may ask for the source.',
  },
  weak: {
    severity: 'warning',
    why: 'Its terms reach the files or the library this code stands in: changes to them must be published.',
  },
  restricted: {
    severity: 'error',
    why: 'It limits what the code may be used for, so it is no open-source licence: commercial use may be forbidden.',
  },
};

function findingOf(
  start: number,
  end: number,
  license: string,
  category: LicenseCategory,
  confidence: Confidence,
  project: string | undefined,
  placeOf: PlaceOf,
): SentinelFinding {
  const { severity, why } = reach[category];
  return {
    start,
    end,
    line: placeOf(start).line,
    endLine: placeOf(Math.max(start, end - 1)).line,
    rule: `license/${license}`,
    cwe: 0,
    family: 'license',
    severity,
    confidence,
    message:
      project === undefined
        ? `This code is under ${license}.`
        : `This code is under ${license}, the project under ${project}.`,
    why,
    attack: 'Nobody has to break in: the author can demand the source or damages.',
    safe: 'Write the part anew from its description, use a library under a permissive licence, or ask the author for another licence.',
    license,
    category,
  };
}
