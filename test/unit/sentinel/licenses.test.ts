/** Licences: tags and notices are found, mentions are not, and the project's own licence decides. */
import { describe, expect, test } from 'vitest';
import { sentinel } from './support.ts';

async function licensesOf(text: string, projectLicense?: string): Promise<string[]> {
  const review = await sentinel.review({
    text,
    language: 'typescript',
    ...(projectLicense === undefined ? {} : { projectLicense }),
  });
  return review.findings
    .filter((finding) => finding.family === 'license')
    .map((finding) => `${finding.license} ${finding.category}`);
}

describe('found', () => {
  test.each([
    ['// SPDX-License-Identifier: GPL-3.0-only\nx', 'GPL-3.0-only strong'],
    ['/* SPDX-License-Identifier: AGPL-3.0-or-later */', 'AGPL-3.0-or-later network'],
    ['# SPDX-License-Identifier: LGPL-2.1+', 'LGPL-2.1+ weak'],
    ['// SPDX-License-Identifier: MIT AND GPL-2.0-only', 'GPL-2.0-only strong'],
    ['// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0', 'GPL-2.0-only weak'],
    ['// SPDX-License-Identifier: SSPL-1.0', 'SSPL-1.0 restricted'],
    ['// SPDX-License-Identifier: BUSL-1.1', 'BUSL-1.1 restricted'],
    [
      '/*\n * This program is free software; you can redistribute it and/or modify\n * it under the terms of the GNU General Public License as published by\n * the Free Software Foundation; either version 2 of the License, or\n * (at your option) any later version.\n */',
      'GPL-2.0-or-later strong',
    ],
    ['// Licensed under the GNU Affero General Public License, version 3.', 'AGPL-3.0-only network'],
    ['"license": "LGPL-3.0"', 'LGPL-3.0-only weak'],
    ['/* This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0. */', 'MPL-2.0 weak'],
    ['# This file is distributed under the Business Source License 1.1', 'BUSL-1.1 restricted'],
  ])('%s', async (text, expected) => {
    expect(await licensesOf(text)).toEqual([expected]);
  });
});

describe('silent', () => {
  test.each([
    ['// SPDX-License-Identifier: MIT'],
    ['// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only'],
    ['// SPDX-License-Identifier: (MIT OR LGPL-2.1-only)'],
    ['EXPORT_SYMBOL_GPL(my_function);'],
    ['if (info.gpl_compatible) return isGPL(license);'],
    ['// The Apache licence is compatible with the GPL.'],
    ["const copyleft = ['GPL-2.0', 'GPL-3.0', 'AGPL-3.0'];"],
    ['// Do not use code under the GPL here.'],
    ['Dual licensed under the MIT or GPL licenses.'],
    ['const pgpl = 1; const simpl = 2;'],
  ])('%s', async (text) => {
    expect(await licensesOf(text)).toEqual([]);
  });
});

describe('the project’s own licence', () => {
  test.each([
    ['GPL-2.0-or-later', 'GPL-3.0-only', true],
    ['GPL-2.0-only', 'GPL-3.0-only', false],
    ['LGPL-2.1-or-later', 'GPL-3.0-or-later', true],
    ['MPL-2.0', 'GPL-3.0-only', true],
    ['AGPL-3.0-only', 'AGPL-3.0-only', true],
    ['GPL-3.0-only', 'MIT', false],
    ['GPL-3.0-only', 'MIT OR GPL-3.0-only', true],
    ['GPL-3.0-only', 'UNLICENSED', false],
    ['SSPL-1.0', 'GPL-3.0-only', false],
  ])('%s in a project under %s', async (license, project, silent) => {
    expect((await licensesOf(`// SPDX-License-Identifier: ${license}`, project)).length).toBe(silent ? 0 : 1);
  });
});

test('a finding names the place and what to do', async () => {
  const text = 'const a = 1;\n// SPDX-License-Identifier: GPL-3.0-only\n';
  const [finding] = (await sentinel.review({ text, language: 'text', path: 'a.ts' })).findings;
  expect(finding).toMatchObject({
    line: 2,
    endLine: 2,
    rule: 'license/GPL-3.0-only',
    license: 'GPL-3.0-only',
    category: 'strong',
    severity: 'error',
    confidence: 'certain',
    cwe: 0,
  });
  expect(text.slice(finding?.start, finding?.end)).toBe('SPDX-License-Identifier: GPL-3.0-only');
});
