/**
 * Makes a screenshot small: a PNG with a palette of at most 256 colours, which the picture of a window hardly has more of. Takes what the
 * browser writes (8 bits, RGB or RGBA, not interlaced). Source: https://www.w3.org/TR/png-3/
 */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Gives the smaller PNG. Throws on one of another kind. */
export function shrink(png) {
  const { width, height, pixels } = decode(png);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const palette = paletteOf(counts);
  const index = new Map([...counts.keys()].map((color) => [color, nearest(palette, color)]));
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = index.get(pixels[y * width + x]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colors = Buffer.from(palette.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255]));
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', colors),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** `pixels`: one number 0xRRGGBB each, from the top left. */
function decode(png) {
  if (!png.subarray(0, 8).equals(signature)) throw new Error('not a PNG');
  const data = [];
  let header;
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const kind = png.toString('latin1', at + 4, at + 8);
    if (kind === 'IHDR') header = png.subarray(at + 8, at + 8 + length);
    if (kind === 'IDAT') data.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const bytes = { 2: 3, 6: 4 }[header[9]];
  if (header[8] !== 8 || bytes === undefined || header[12] !== 0) throw new Error('a PNG of another kind');
  const raw = unfilter(inflateSync(Buffer.concat(data)), width * bytes, height, bytes);
  const pixels = new Uint32Array(width * height);
  for (let at = 0; at < pixels.length; at++)
    pixels[at] = (raw[at * bytes] << 16) | (raw[at * bytes + 1] << 8) | raw[at * bytes + 2];
  return { width, height, pixels };
}

/** Undoes the filter that each row names (chapter 9 of the specification). */
function unfilter(data, stride, height, bytes) {
  const raw = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = data[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const left = x >= bytes ? raw[y * stride + x - bytes] : 0;
      const up = y > 0 ? raw[(y - 1) * stride + x] : 0;
      const corner = y > 0 && x >= bytes ? raw[(y - 1) * stride + x - bytes] : 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      raw[y * stride + x] = data[y * (stride + 1) + 1 + x] + guess;
    }
  }
  return raw;
}

function paeth(left, up, corner) {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/** Median cut, weighted by how often a colour is there; the most frequent colours stay exactly as they are. */
function paletteOf(counts) {
  const colors = [...counts].sort(([, one], [, other]) => other - one);
  const kept = colors.slice(0, 96).map(([color]) => color);
  const boxes = [colors.slice(96)].filter((box) => box.length > 0);
  while (boxes.length > 0 && boxes.length < 160) {
    const widest = boxes
      .map((box) => spread(box))
      .reduce((best, each, at, all) => (each.weight > all[best].weight ? at : best), 0);
    const { shift, range } = spread(boxes[widest]);
    if (range === 0) break;
    const box = boxes[widest].toSorted(([one], [other]) => ((one >> shift) & 255) - ((other >> shift) & 255));
    const total = box.reduce((sum, [, count]) => sum + count, 0);
    let seen = 0;
    const half = box.findIndex(([, count]) => {
      seen += count;
      return seen >= total / 2;
    });
    const cut = Math.min(box.length - 1, Math.max(1, half));
    boxes.splice(widest, 1, box.slice(0, cut), box.slice(cut));
  }
  return [...kept, ...boxes.map(mean)];
}

/** The channel (as a shift) in which a box is widest, how wide, and how much that matters. */
function spread(box) {
  const ranges = [16, 8, 0].map((shift) => {
    const channel = box.map(([color]) => (color >> shift) & 255);
    return { shift, range: Math.max(...channel) - Math.min(...channel) };
  });
  const widest = ranges.reduce((best, each) => (each.range > best.range ? each : best));
  return { ...widest, weight: widest.range * Math.sqrt(box.reduce((sum, [, count]) => sum + count, 0)) };
}

function mean(box) {
  const total = box.reduce((sum, [, count]) => sum + count, 0);
  const channel = (shift) =>
    Math.round(box.reduce((sum, [color, count]) => sum + ((color >> shift) & 255) * count, 0) / total);
  return (channel(16) << 16) | (channel(8) << 8) | channel(0);
}

function nearest(palette, color) {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [at, each] of palette.entries()) {
    const distance =
      ((each >> 16) - (color >> 16)) ** 2 +
      (((each >> 8) & 255) - ((color >> 8) & 255)) ** 2 +
      ((each & 255) - (color & 255)) ** 2;
    if (distance < least) [best, least] = [at, distance];
  }
  return best;
}

function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(data.length);
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(crc32(body) >>> 0);
  return Buffer.concat([head, body, tail]);
}
