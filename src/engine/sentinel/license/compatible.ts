/** Whether code under one licence may stand in a project under another. Only clear cases count: in doubt a licence is reported. */
import parse from 'spdx-expression-parse';
import satisfies from 'spdx-satisfies';
import type { LicenseCategory } from '../types.ts';
import { categoryOf } from './names.ts';

export interface Judged {
  /** The SPDX id that decides: of an `OR` the mildest, of an `AND` the strictest. */
  readonly license: string;
  readonly category: LicenseCategory;
}

type Tree = ReturnType<typeof parse>;

const strictness: readonly (LicenseCategory | undefined)[] = [undefined, 'weak', 'strong', 'network', 'restricted'];

/** What an SPDX expression asks for; undefined if it is permissive, or no expression. */
export function judge(expression: string): Judged | undefined {
  const tree = parsed(expression);
  if (tree === undefined) {
    const category = categoryOf(expression);
    return category === undefined ? undefined : { license: expression, category };
  }
  return decide(tree);
}

function decide(tree: Tree): Judged | undefined {
  if ('license' in tree) {
    const category = categoryOf(tree.license);
    if (category === undefined) return undefined;
    // An exception (Classpath, linking) takes the reach into other code away.
    const linked = tree.exception !== undefined && category === 'strong' ? 'weak' : category;
    return { license: tree.plus === true ? `${tree.license}+` : tree.license, category: linked };
  }
  const left = decide(tree.left);
  const right = decide(tree.right);
  const [mild, strict] =
    strictness.indexOf(left?.category) <= strictness.indexOf(right?.category) ? [left, right] : [right, left];
  return tree.conjunction === 'or' ? mild : strict;
}

/** Which licences' code a project under a copyleft licence may hold beyond its own: the published compatibility of the GPL family and MPL. */
const accepts: readonly { readonly project: RegExp; readonly found: RegExp }[] = [
  { project: /^AGPL-3/, found: /^(?:GPL-3|GPL-2\.0(?:-or-later|\+)|LGPL|MPL-2|AGPL-3|EUPL)/ },
  {
    project: /^GPL-3/,
    found: /^(?:GPL-2\.0(?:-or-later|\+)|GPL-1\.0(?:-or-later|\+)|GPL-3|LGPL|MPL-2|AGPL-3|EUPL-1\.2|Artistic-2)/,
  },
  { project: /^GPL-2/, found: /^(?:GPL-2|GPL-1\.0(?:-or-later|\+)|LGPL-2|MPL-2|Artistic-2)/ },
  { project: /^LGPL-/, found: /^(?:LGPL|MPL-2)/ },
  { project: /^MPL-2/, found: /^MPL-2/ },
];

/** True if the project's own licence allows it. */
export function isCompatible(license: string, project: string): boolean {
  const tree = parsed(project);
  if (tree === undefined) return false;
  return idsOf(tree).some((own) => {
    if (accepts.some((rule) => rule.project.test(own) && rule.found.test(license))) return true;
    try {
      return satisfies(license, [own]);
    } catch {
      return false;
    }
  });
}

function idsOf(tree: Tree): string[] {
  return 'license' in tree ? [tree.license] : [...idsOf(tree.left), ...idsOf(tree.right)];
}

function parsed(expression: string): Tree | undefined {
  try {
    return parse(expression);
  } catch {
    return undefined;
  }
}
