/**
 * Gives every entry of a zip file the same permissions, in place: they come from the disk, so they would differ with the umask of whoever
 * packages. Source of the layout: PKWARE's APPNOTE, 4.3.12 and 4.3.16.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const centralHeader = 0x02014b50;
const endOfDirectory = 0x06054b50;
/** A plain file, `rw-r--r--`, in the upper half of the external attributes. */
const plainFile = (0o100644 << 16) >>> 0;

/** Throws when `file` is no zip file, or one of the large kind (zip64), which a package of ours never is. */
export function settleModes(file) {
  const bytes = readFileSync(file);
  // The record at the end has no comment here, so it is the last 22 bytes.
  const end = bytes.length - 22;
  if (end < 0 || bytes.readUInt32LE(end) !== endOfDirectory)
    throw new Error(`${file} does not end as a zip file does.`);
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  for (let entry = 0; entry < count; entry++) {
    if (bytes.readUInt32LE(at) !== centralHeader) throw new Error(`${file} has a directory that can't be read.`);
    bytes.writeUInt32LE(plainFile, at + 38);
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  writeFileSync(file, bytes);
}
