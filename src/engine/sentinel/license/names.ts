/**
 * The licences that reach into the code they are joined with, and how texts name them. Permissive ones are not listed: they are never
 * reported. Categories follow the licences' own terms; identifiers are SPDX's.
 */
import type { LicenseCategory } from '../types.ts';

export interface LicenseName {
  /** SPDX id without its version. */
  readonly base: string;
  readonly category: LicenseCategory;
  /** How a text names it. `~` stands for the white space and comment signs between two words. */
  readonly pattern: string;
  /** The version that is meant where none is given, as in an SPDX id. */
  readonly version: string;
  /** SPDX ids of the family end with `-only` or `-or-later`. */
  readonly later?: true;
}

/** More telling names first: a place that one of them has named is not looked at again. */
export const licenseNames: readonly LicenseName[] = [
  {
    base: 'AGPL',
    category: 'network',
    version: '3.0',
    later: true,
    pattern: 'affero~(?:gnu~)?(?:general~)?public~licen[sc]e|affero~GPL|\\bA-?GPL(?=[\\W\\d_v]|$)|licenses/agpl',
  },
  {
    base: 'LGPL',
    category: 'weak',
    version: '2.1',
    later: true,
    pattern:
      '(?:lesser|library)~(?:general~)?(?:GNU~)?public~licen[sc]e|\\b(?:lesser|library)~GPL|\\bLGPL(?=[\\W\\d_v]|$)|(?:licenses|copyleft)/lgpl|(?:licenses|copyleft)/lesser',
  },
  { base: 'SSPL', category: 'restricted', version: '1.0', pattern: 'server~side~public~licen[sc]e|\\bSSPL\\b' },
  {
    base: 'GFDL',
    category: 'weak',
    version: '1.3',
    later: true,
    pattern: 'GNU~free~documentation~licen[sc]e|\\bGFDL\\b|licenses/fdl',
  },
  {
    base: 'GPL',
    category: 'strong',
    version: '2.0',
    later: true,
    pattern:
      '(?:gnu|\\bthe|\\bgnu/?gpl)?~?general~public~licen[sc]e|gnu~public~licen[sc]e|\\bGNU~GPL(?=[\\W\\d_v]|$)|\\bGPL(?=[\\W\\d_v]|$)|(?:licenses|copyleft)/gpl|old-licenses/gpl',
  },
  {
    base: 'MPL',
    category: 'weak',
    version: '2.0',
    pattern: 'mozilla~public~licen[sc]e|\\bMPL(?=[\\W\\d_v]|$)|mozilla\\.org/MPL',
  },
  {
    base: 'EPL',
    category: 'weak',
    version: '1.0',
    pattern: 'eclipse~public~licen[sc]e|\\bEPL(?=[\\W\\d_v]|$)|legal/epl-',
  },
  {
    base: 'CDDL',
    category: 'weak',
    version: '1.0',
    pattern: 'common~development~(?:and|&)~distribution~licen[sc]e|\\bCDDL\\b',
  },
  { base: 'CPL', category: 'weak', version: '1.0', pattern: '\\bcommon~public~licen[sc]e|\\bCPL(?=[\\W\\d_v]|$)' },
  { base: 'IPL', category: 'weak', version: '1.0', pattern: '\\bIBM~public~licen[sc]e' },
  {
    base: 'EUPL',
    category: 'strong',
    version: '1.2',
    pattern: 'european~union~public~licen[sc]e|\\bEUPL(?=[\\W\\d_v]|$)',
  },
  { base: 'CECILL', category: 'strong', version: '2.1', pattern: '\\bCeCILL(?!-B\\b)(?=[\\W\\d_v]|$)' },
  { base: 'OSL', category: 'strong', version: '3.0', pattern: '\\bopen~software~licen[sc]e|\\bOSL(?=[\\W\\d_v]|$)' },
  {
    base: 'CC-BY-SA',
    category: 'weak',
    version: '4.0',
    pattern: 'attribution[\\s-]*share[\\s-]*alike|\\bCC[\\s-]*BY[\\s-]*SA\\b|licenses/by-sa',
  },
  {
    base: 'CC-BY-NC',
    category: 'restricted',
    version: '4.0',
    pattern: 'attribution[\\s-]*non-?commercial|\\bCC[\\s-]*BY[\\s-]*NC\\b|licenses/by-nc',
  },
  {
    base: 'OFL',
    category: 'weak',
    version: '1.1',
    pattern: 'SIL~open~font~licen[sc]e|\\bOFL\\b|\\bopen~font~licen[sc]e',
  },
  { base: 'LPPL', category: 'weak', version: '1.3c', pattern: 'latex~project~public~licen[sc]e|\\bLPPL\\b' },
  {
    base: 'Artistic',
    category: 'weak',
    version: '2.0',
    pattern: '\\bartistic[-~]licen[sc]e|\\bartistic~(?:2\\.0|1\\.0)',
  },
  { base: 'QPL', category: 'strong', version: '1.0', pattern: '\\bQ~public~licen[sc]e|\\bQPL\\b' },
  { base: 'MS-RL', category: 'weak', version: '', pattern: 'microsoft~reciprocal~licen[sc]e|\\bMs-RL\\b' },
  { base: 'NPL', category: 'weak', version: '1.1', pattern: '\\bnetscape~public~licen[sc]e' },
  { base: 'RPL', category: 'network', version: '1.5', pattern: '\\breciprocal~public~licen[sc]e' },
  { base: 'Sleepycat', category: 'strong', version: '', pattern: '\\bsleepycat~licen[sc]e' },
  { base: 'BUSL', category: 'restricted', version: '1.1', pattern: '\\bbusiness~source~licen[sc]e|\\bBUSL\\b' },
  { base: 'LicenseRef-Commons-Clause', category: 'restricted', version: '', pattern: '\\bcommons~clause' },
  { base: 'Elastic', category: 'restricted', version: '2.0', pattern: '\\belastic~licen[sc]e' },
  {
    base: 'PolyForm-Noncommercial',
    category: 'restricted',
    version: '1.0.0',
    pattern: '\\bpolyform~(?:non-?commercial|small~business|strict|shield)',
  },
];

/** Between the words of a licence's name: white space and the signs that begin a comment's line. */
export const between = '[\\s*#/;%!|,."\'\\\\-]{1,24}';

/** The category of an SPDX id; undefined for a permissive or unknown one. */
export function categoryOf(id: string): LicenseCategory | undefined {
  const upper = id.toUpperCase();
  const named = licenseNames.find(
    ({ base }) => upper === base.toUpperCase() || upper.startsWith(`${base.toUpperCase()}-`),
  );
  return upper.startsWith('CECILL-B') ? undefined : named?.category;
}
