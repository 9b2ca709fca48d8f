import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { convergence } from "../../src/report/convergence.ts";
import type { Figure } from "../../src/report/figure.ts";
import { heatmap } from "../../src/report/heatmap.ts";
import { law } from "../../src/report/law.ts";
import { packFigure } from "../../src/report/pack.ts";
import { singularValues } from "../../src/report/singular-values.ts";
import { spectrum } from "../../src/report/spectrum.ts";
import { compileSpec, drawSpec, renderFigureSvg } from "../../src/report/vega.ts";
import { Table } from "../../src/table/table.ts";
import { buildAssets } from "./built-assets.ts";
import { parseTags } from "./markup.ts";
import { sampleHistory } from "./sample-run.ts";

beforeAll(buildAssets);

function table(rows: readonly Record<string, number>[]): Table {
  const out = new Table();
  for (const row of rows) out.append(row);
  return out;
}

const nothing = Number.NaN;
const filled = (rows: number, cols: number, value: number) => ({
  label: "m",
  rows,
  cols,
  data: new Float64Array(rows * cols).fill(value),
});
const axes = { xTitle: "x", yTitle: "y", xLog: true, yLog: true };

const figures: Record<string, () => Figure> = {
  "convergence of nothing": () => convergence(new Table()),
  "convergence of NaN": () => convergence(table([{ iteration: 0, relativeResidual: nothing }])),
  "convergence of zero residuals": () => convergence(table([{ iteration: 0, relativeResidual: 0 }])),
  "convergence of one row": () => convergence(table([{ iteration: 0, relativeResidual: 1 }]), { chosen: 0 }),
  "convergence of equal values": () =>
    convergence(
      table([
        { iteration: 0, value: 2 },
        { iteration: 1, value: 2 },
      ]),
    ),
  "convergence of an infinity": () =>
    convergence(
      table([
        { iteration: 0, relativeResidual: 1 },
        { iteration: 1, relativeResidual: Infinity },
      ]),
    ),
  convergence: () => convergence(sampleHistory(300), { chosen: 120 }),
  "singular values of nothing": () => singularValues(new Table()),
  "singular values": () => singularValues(sampleHistory(300)),
  "many singular values": () => singularValues(sampleHistory(50, 60)),
  "a spectrum of nothing": () => spectrum([]),
  "a spectrum of NaN": () => spectrum([nothing, 0]),
  "a spectrum": () => spectrum([3, 1, 1e-3, 1e-30], { rank: 2 }),
  "no pictures": () => heatmap([]),
  "an empty picture": () => heatmap([filled(0, 5, 1)]),
  "cells of NaN": () => heatmap([filled(2, 2, nothing)]),
  "cells of zero": () => heatmap([filled(3, 2, 0)]),
  "cells of an infinity": () => heatmap([filled(3, 2, Infinity)]),
  "a raster of NaN": () => heatmap([filled(20, 20, nothing)]),
  "a raster of a constant": () => heatmap([filled(20, 50, 4), filled(20, 50, 4)]),
  "a single column": () => heatmap([filled(400, 1, 4)]),
  "a law of nothing": () => law({ ...axes, series: [] }),
  "a law of NaN": () => law({ ...axes, series: [{ label: "a", x: [1], y: [nothing], kind: "measured" }] }),
  "a law": () =>
    law({
      ...axes,
      series: [
        { label: "a", x: [1, 2, 4], y: [1, 2, 4], kind: "measured" },
        { label: "a", x: [1, 4], y: [1, 4], kind: "predicted" },
      ],
    }),
};

describe("figures", () => {
  it.each(Object.keys(figures))("%s: drawn, described, and finite", async (name) => {
    const figure = figures[name]();
    expect(figure.alt).not.toMatch(/undefined/);
    for (const spec of [figure.spec, ...(figure.alternate ? [figure.alternate.spec] : [])]) {
      const svg = await renderFigureSvg({ ...figure, spec });
      parseTags(svg);
      expect(svg).toMatch(/^<svg[^>]* role="img"><title>/);
      expect(svg).not.toMatch(/="[^"]*(NaN|undefined|Infinity)/);
    }
  });

  it("draw every line of a history, and the mark of the chosen iterate", async () => {
    const svg = await renderFigureSvg(convergence(sampleHistory(300), { chosen: 120 }));
    expect(svg).toContain("relative residual");
    expect(svg).toContain("relative error to the truth");
    expect(svg).toContain("chosen: iteration 120");
    expect(svg.match(/class="mark-line/g)).toHaveLength(2);
  });

  it("print the entries of small matrices", async () => {
    const svg = await renderFigureSvg(
      heatmap([{ label: "Re ρ", rows: 2, cols: 2, data: Float64Array.of(0.5, -0.25, -0.25, 0.5), basis: ["|0⟩", "|1⟩"] }]),
    );
    expect(svg.match(/>0\.500</g)).toHaveLength(2);
    expect(svg.match(/>−0\.250</g)).toHaveLength(2);
    expect(svg).toContain("|0⟩");
  });

  it("break a legend into rows where it would be wider than the figure", async () => {
    const series = ["with a start of one kind", "of another", "without any", "of a third kind", "of the last"].map((label) => ({
      label: `descent ${label}`,
      x: [1, 2],
      y: [1, 2],
      kind: "measured" as const,
    }));
    const width = (svg: string): number => Number(svg.match(/viewBox="0 0 ([\d.]+) /)?.[1]);
    const [few, many] = [series.slice(0, 1), series];
    const predicted = { label: "predicted", x: [1, 2], y: [1, 2], kind: "predicted" as const };
    const [narrow, wide] = await Promise.all(
      [few, many].map(async (some) => width(await renderFigureSvg(law({ ...axes, series: [...some, predicted] })))),
    );
    expect(narrow).toBeGreaterThan(720);
    expect(wide).toBeLessThan(narrow + 60);
  });

  it("refuse to load anything", async () => {
    const spec = await compileSpec({
      data: { values: [{ url: "https://example.org/x.png" }] },
      mark: "image",
      encoding: { url: { field: "url", type: "nominal" } },
    });
    expect(await drawSpec(spec)).not.toContain("example.org");
  });
});

describe("packing", () => {
  it("is undone by the page's script, and holds pictures once", async () => {
    const { unpack } = await import(pathToFileURL(new URL("../../src/report/page-script.js", import.meta.url).pathname).href);
    for (const name of ["convergence", "a raster of a constant", "a law", "cells of NaN"]) {
      const spec = await compileSpec(figures[name]().spec);
      const svg = await drawSpec(spec);
      const { views, tables } = JSON.parse(JSON.stringify(packFigure([spec, spec], svg)));
      const images = Array.from(svg.matchAll(/xlink:href="([^"]*)"/g), ([, uri]) => ({ getAttribute: () => uri }));
      expect(JSON.stringify(views)).not.toContain("base64");
      for (const view of views) expect(unpack(view, images, tables)).toEqual(JSON.parse(JSON.stringify(spec)));
    }
  });
});
