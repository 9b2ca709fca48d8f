import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { crc32, encodePng } from "../../src/report/png.ts";
import { finiteRange, rasterize } from "../../src/report/raster.ts";

/** The chunks of a PNG file, each CRC checked. */
function chunks(file: Buffer): Map<string, Buffer> {
  expect([...file.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
  const found = new Map<string, Buffer>();
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    const body = file.subarray(at + 4, at + 8 + length);
    expect(file.readUInt32BE(at + 8 + length)).toBe(crc32(body));
    found.set(body.toString("latin1", 0, 4), body.subarray(4));
    at += 12 + length;
  }
  return found;
}

describe("PNG", () => {
  it("knows the CRC of the standard's check word", () => expect(crc32(Buffer.from("123456789"))).toBe(0xcbf43926));

  it("decodes to the pixels that went in", () => {
    const pixels = Uint8Array.of(0, 1, 2, 2, 1, 0);
    const found = chunks(
      Buffer.from(
        encodePng({
          width: 3,
          height: 2,
          pixels,
          palette: [
            [1, 2, 3],
            [4, 5, 6],
            [7, 8, 9, 10],
          ],
        }),
      ),
    );
    expect([...found.keys()]).toEqual(["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]);
    expect([...found.get("IHDR")!]).toEqual([0, 0, 0, 3, 0, 0, 0, 2, 8, 3, 0, 0, 0]);
    expect([...found.get("PLTE")!]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect([...found.get("tRNS")!]).toEqual([255, 255, 10]);
    expect([...inflateSync(found.get("IDAT")!)]).toEqual([0, 0, 1, 2, 0, 2, 1, 0]);
  });

  it("refuses sizes that do not agree", () => {
    expect(() => encodePng({ width: 2, height: 2, pixels: new Uint8Array(3), palette: [[0, 0, 0]] })).toThrow(RangeError);
    expect(() => encodePng({ width: 1, height: 1, pixels: new Uint8Array(1), palette: [] })).toThrow(RangeError);
  });
});

describe("a raster", () => {
  it("turns column-major entries into rows of pixels, least to greatest, and NaN into a colour of its own", () => {
    const picture = { label: "", rows: 2, cols: 3, data: Float64Array.of(0, 1, Number.NaN, 0, 1, 0) };
    const { width, height, pixels, palette } = rasterize(picture, finiteRange([picture]));
    const [top, missing] = [palette.length - 2, palette.length - 1];
    expect([width, height]).toEqual([3, 2]);
    expect([...pixels]).toEqual([0, missing, top, top, 0, 0]);
  });

  it("averages what is too large, leaving NaN out of the means", () => {
    const data = Float64Array.from({ length: 2000 * 4 }, (_, i) => (i % 2000 < 1000 ? (i % 2 === 0 ? Number.NaN : 1) : 3));
    const { width, height, pixels } = rasterize({ label: "", rows: 2000, cols: 4, data }, [0, 4], 100);
    expect([width, height]).toEqual([1, 100]);
    expect(new Set(pixels.subarray(0, 50))).toEqual(new Set([24]));
    expect(new Set(pixels.subarray(50))).toEqual(new Set([72]));
  });

  it("has a range for every picture", () => {
    const of = (...values: number[]) =>
      finiteRange([{ label: "", rows: 1, cols: values.length, data: Float64Array.from(values) }]);
    expect(of(1, Number.NaN, 3, Infinity)).toEqual([1, 3]);
    expect(of(2, 2)).toEqual([1.5, 2.5]);
    expect(of(Number.NaN)).toEqual([0, 1]);
  });
});
