import { deflateSync } from "node:zlib";

/** A picture of at most 256 colours: `pixels` are indices into `palette`, row after row. */
export interface IndexedPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
  /** Red, green, blue and, where not opaque, alpha; each 0 to 255. */
  readonly palette: readonly (readonly number[])[];
}

/** The bytes of a PNG file with a palette (ISO/IEC 15948, colour type 3). Throws RangeError for sizes that do not agree. */
export function encodePng({ width, height, pixels, palette }: IndexedPicture): Uint8Array {
  if (!(width > 0 && height > 0) || pixels.length !== width * height)
    throw new RangeError(`a ${width}×${height} picture needs as many pixels, got ${pixels.length}`);
  if (palette.length < 1 || palette.length > 256) throw new RangeError(`a palette has 1 to 256 colours, got ${palette.length}`);

  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8); // 8 bits, palette, deflate, no filter method but 0, not interlaced

  // Each line begins with its filter, 0 for none: the other filters take differences, which mean nothing between indices.
  const lines = Buffer.alloc(height * (width + 1));
  for (let row = 0; row < height; row++) lines.set(pixels.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);

  const colours = Buffer.from(palette.flatMap((colour) => colour.slice(0, 3)));
  const alphas = Buffer.from(palette.map((colour) => colour[3] ?? 255));
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("PLTE", colours),
    chunk("tRNS", alphas),
    chunk("IDAT", deflateSync(lines, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

export const pngUri = (picture: IndexedPicture): string =>
  `data:image/png;base64,${Buffer.from(encodePng(picture)).toString("base64")}`;

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  out.set(body, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** CRC-32 of PNG and zip (reflected polynomial 0xEDB88320). node:zlib has it from Node 22 on only. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = table[(crc ^ byte) & 255] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
