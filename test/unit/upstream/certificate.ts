/** A self-signed certificate made on the spot, as DER by hand: Node can read them and not write them. Source: RFC 5280. */
import { generateKeyPairSync, sign } from 'node:crypto';

export interface MadeCertificate {
  readonly key: string;
  readonly cert: string;
}

/** For these names, valid from an hour ago until `days` from now (negative: it has expired). */
export function makeCertificate(names: readonly string[], days = 1): MadeCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const algorithm = sequence(oid('06082a8648ce3d040302'));
  const name = sequence(tlv(0x31, sequence(oid('0603550403'), tlv(0x0c, Buffer.from('Takumo test')))));
  const end = Date.now() + days * 86_400_000;
  const validity = sequence(time(Math.min(Date.now(), end) - 3_600_000), time(end));
  const alternatives = sequence(...names.map((each) => tlv(0x82, Buffer.from(each))));
  const extensions = sequence(
    sequence(oid('0603551d11'), tlv(0x04, alternatives)),
    sequence(oid('0603551d13'), tlv(0x01, Buffer.of(0xff)), tlv(0x04, sequence(tlv(0x01, Buffer.of(0xff))))),
  );
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.of(2))),
    tlv(0x02, Buffer.of(0x11, 0x22, 0x33)),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, extensions),
  );
  const signature = tlv(0x03, Buffer.concat([Buffer.of(0), sign('sha256', body, privateKey)]));
  const der = sequence(body, algorithm, signature).toString('base64');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${der.replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  };
}

function tlv(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => tlv(0x30, Buffer.concat(parts));
const oid = (hex: string): Buffer => Buffer.from(hex, 'hex');
const time = (at: number): Buffer =>
  tlv(0x18, Buffer.from(new Date(at).toISOString().replace(/[-:T]|\.\d+/g, ''), 'latin1'));
