// Grey pictures side by side, above a chart: one SVG file without anything from outside.
import * as zlib from "node:zlib";

const [PANEL, GAP, WIDTH, CHART] = [200, 16, 880, 260];
const COLOURS = ["#2f7fd8", "#d2691e"];

/** `panels`: { label, data } of n×n column-major greys from −½ to ½, NaN where nothing is seen; `curves`: { label, psnr, stop }. */
export function drawing(panels, curves, n) {
  const across = Math.floor((WIDTH + GAP) / (PANEL + GAP));
  const rows = Math.ceil(panels.length / across);
  const top = rows * (PANEL + 36) + 24;
  const pictures = panels.map(({ label, data }, i) => {
    const [x, y] = [(i % across) * (PANEL + GAP), Math.floor(i / across) * (PANEL + 36)];
    const uri = `data:image/png;base64,${png(data, n).toString("base64")}`;
    return `<text x="${x}" y="${y + 16}">${label}</text><image x="${x}" y="${y + 22}" width="${PANEL}" height="${PANEL}" style="image-rendering:pixelated" href="${uri}"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${top + CHART + 40}" font-family="sans-serif" font-size="13">
<rect width="100%" height="100%" fill="white"/>
${pictures.join("\n")}
<g transform="translate(0 ${top})">${chart(curves)}</g>
</svg>
`;
}

/** PSNR against the iteration; a circle where held-out data stop. */
function chart(curves) {
  const all = curves.flatMap(({ psnr }) => psnr);
  const [low, high] = [Math.floor(Math.min(...all)), Math.ceil(Math.max(...all))];
  const longest = Math.max(...curves.map(({ psnr }) => psnr.length)) - 1;
  const [left, right] = [56, WIDTH - 20];
  const x = (t) => left + ((right - left) * t) / longest;
  const y = (value) => CHART - ((CHART - 20) * (value - low)) / (high - low);
  const ticks = Array.from({ length: high - low + 1 }, (_, i) => low + i).filter((v) => v % Math.ceil((high - low) / 8) === 0);
  const lines = ticks.map(
    (v) => `<path d="M${left} ${y(v)}H${right}" stroke="#ddd"/><text x="${left - 8}" y="${y(v) + 4}" text-anchor="end">${v}</text>`,
  );
  const times = [0, 0.25, 0.5, 0.75, 1].map((s) => Math.round(s * longest));
  const marks = times.map((t) => `<text x="${x(t)}" y="${CHART + 18}" text-anchor="middle">${t}</text>`);
  const paths = curves.map(({ label, psnr, stop }, i) => {
    const points = psnr.map((value, t) => `${x(t).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
    return `<polyline points="${points}" fill="none" stroke="${COLOURS[i % 2]}" stroke-width="2"/><circle cx="${x(stop)}" cy="${y(psnr[stop])}" r="6" fill="${COLOURS[i % 2]}"/><text x="${left + 12 + 340 * i}" y="10" fill="${COLOURS[i % 2]}">${label}; circle: stopped by held-out data</text>`;
  });
  return `${lines.join("")}${marks.join("")}<text x="${(left + right) / 2}" y="${CHART + 36}" text-anchor="middle">iteration t</text><text transform="rotate(-90 14 ${CHART / 2})" x="14" y="${CHART / 2}" text-anchor="middle">PSNR, dB</text>${paths.join("")}`;
}

/** An 8-bit picture of greys with alpha, row after row. */
function png(data, n) {
  const lines = Buffer.alloc(n * (2 * n + 1));
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const value = data[j * n + i];
      const at = i * (2 * n + 1) + 1 + 2 * j;
      lines[at] = Math.round(255 * Math.min(1, Math.max(0, (Number.isNaN(value) ? 0 : value) + 0.5)));
      lines[at + 1] = Number.isNaN(value) ? 40 : 255;
    }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(n, 0);
  header.writeUInt32BE(n, 4);
  header.set([8, 4, 0, 0, 0], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", zlib.deflateSync(lines)), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(type, body) {
  const named = Buffer.concat([Buffer.from(type, "latin1"), body]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

/** zlib has it from Node 22.2 on. */
function crc32(bytes) {
  if (zlib.crc32) return zlib.crc32(bytes);
  let c = -1;
  for (const byte of bytes) {
    c ^= byte;
    for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  }
  return (c ^ -1) >>> 0;
}
