/**
 * The bill of materials of what is shipped, as CycloneDX 1.6 JSON: `dist/takumo-guard.cdx.json`, beside the package and not in it. The same
 * sources give the same bytes: no time, no random number. (`npm sbom` lists what is installed, not what is bundled, and differs each time.)
 * Source: https://cyclonedx.org/docs/1.6/json/
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** `packages`: as `shippedPackages` gives them. */
export function writeSbom(root, packages) {
  const read = (file) => JSON.parse(readFileSync(join(root, file), 'utf8'));
  const text = `${JSON.stringify(billOf(read('package.json'), read('package-lock.json').packages, packages), null, 2)}\n`;
  writeFileSync(join(root, 'dist/takumo-guard.cdx.json'), text);
}

/** `locked`: the `packages` of package-lock.json. Throws when a shipped package is not locked, by version and integrity. */
function billOf(manifest, locked, packages) {
  const own = { ...identityOf(manifest.name, manifest.version), type: 'application', name: manifest.name };
  const components = packages.map(({ keys, name, version, license }) => {
    const entry = locked[keys[0]];
    if (entry?.version !== version)
      throw new Error(`${name} ${version} is shipped, but package-lock.json has another.`);
    return {
      ...identityOf(name, version),
      type: 'library',
      ...nameOf(name),
      version,
      scope: 'required',
      hashes: [hashOf(name, entry.integrity)],
      licenses: [/ (?:AND|OR|WITH) /.test(license) ? { expression: license } : { license: { id: license } }],
    };
  });
  const shipped = new Map(
    packages.flatMap(({ keys, name, version }) => keys.map((key) => [key, identityOf(name, version)['bom-ref']])),
  );
  const direct = [...shipped].filter(([key]) => key.slice('node_modules/'.length) in (manifest.dependencies ?? {}));
  const bill = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      lifecycles: [{ phase: 'build' }],
      component: { ...own, version: manifest.version, licenses: [{ license: { id: manifest.license } }] },
    },
    components,
    dependencies: [
      { ref: own['bom-ref'], dependsOn: direct.map(([, ref]) => ref).sort(byText) },
      ...packages.map(({ keys }) => ({ ref: shipped.get(keys[0]), dependsOn: needsOf(keys[0], locked, shipped) })),
    ],
  };
  return { ...bill, serialNumber: `urn:uuid:${uuidOf(JSON.stringify(bill))}` };
}

function identityOf(name, version) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return { 'bom-ref': purl, purl };
}

function nameOf(name) {
  const [group, rest] = name.split('/');
  return rest === undefined ? { name } : { group, name: rest };
}

/** The lock file's integrity is of the package as its registry gives it. */
function hashOf(name, integrity) {
  const [, base64] = /^sha512-(\S+)$/.exec(integrity ?? '') ?? [];
  if (base64 === undefined) throw new Error(`package-lock.json has no integrity of ${name}.`);
  return { alg: 'SHA-512', content: Buffer.from(base64, 'base64').toString('hex') };
}

/** The shipped ones of what a package depends on, found as Node finds them: nested first, then upwards. */
function needsOf(key, locked, shipped) {
  const found = Object.keys(locked[key].dependencies ?? {}).map((name) => {
    const places = [];
    for (
      let at = key;
      at !== '';
      at = at.includes('/node_modules/') ? at.slice(0, at.lastIndexOf('/node_modules/')) : ''
    )
      places.push(`${at}/node_modules/${name}`);
    return [...places, `node_modules/${name}`].find((place) => place in locked);
  });
  return found.flatMap((place) => shipped.get(place) ?? []).sort(byText);
}

/** A name-based UUID (version 8) of the content. */
function uuidOf(text) {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(hex[16], 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** The same everywhere: no language has a say. */
function byText(one, other) {
  return one < other ? -1 : one > other ? 1 : 0;
}
