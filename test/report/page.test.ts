import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { type Page, renderPage } from "../../src/report/page.ts";
import { runPage } from "../../src/report/run-page.ts";
import { runsPage } from "../../src/report/runs-page.ts";
import { Table } from "../../src/table/table.ts";
import { buildAssets } from "./built-assets.ts";
import { parseTags } from "./markup.ts";
import { sampleHistory, sampleResult } from "./sample-run.ts";

beforeAll(buildAssets);

const picture = (label: string) => ({
  label,
  rows: 30,
  cols: 20,
  data: Float64Array.from({ length: 600 }, (_, i) => (i % 7 === 0 ? Number.NaN : Math.sin(i))),
});

describe("a page", () => {
  it("nests, has one SVG a figure and a content policy that admits its script alone", async () => {
    const page = runPage({
      result: sampleResult(),
      history: sampleHistory(400),
      pictures: [picture("observed"), picture("completed")],
    });
    const tags = parseTags(await renderPage(page));
    expect(tags.filter(({ name }) => name === "figure")).toHaveLength(4);
    expect(tags.filter(({ name }) => name === "svg")).toHaveLength(4);

    const scripts = tags.filter(({ name, attributes }) => name === "script" && attributes.type !== "application/json");
    expect(scripts).toHaveLength(1);
    const policy =
      tags.find(({ attributes }) => attributes["http-equiv"] === "Content-Security-Policy")?.attributes.content ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src 'sha256-${createHash("sha256").update(scripts[0].text).digest("base64")}';`);
  });

  it("fetches nothing", async () => {
    const html = await renderPage(
      runPage({ result: sampleResult(), history: sampleHistory(100), pictures: [picture("observed")] }),
    );
    for (const { name, attributes } of parseTags(html)) {
      for (const key of ["src", "href", "xlink:href", "srcset", "data", "action", "poster"]) {
        expect(attributes[key] ?? "data:", `${key} of ${name}`).toMatch(/^(data:|#)/);
      }
      for (const value of Object.values(attributes)) expect(value).not.toMatch(/url\((?!#)/);
    }
    const style = parseTags(html).find(({ name }) => name === "style")?.text ?? "";
    expect(style).not.toMatch(/url\(|@import/);
  });

  it("keeps names of its clip paths and gradients apart", async () => {
    const html = await renderPage(
      runPage({ result: sampleResult(), history: sampleHistory(100), pictures: [picture("observed")] }),
    );
    const ids = parseTags(html).flatMap(({ attributes }) => (attributes.id ? [attributes.id] : []));
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of html.slice(0, html.indexOf("<script")).matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(id);
  });

  it("shows hostile names as text", async () => {
    const evil = `</script><img src=x onerror=alert(1)>"'&\u2028\u2029<svg onload=alert(2)>\u202e`;
    const result = sampleResult({
      reason: evil,
      seed: evil,
      solver: { name: evil, reference: evil, options: { [evil]: evil } },
      warnings: [{ code: evil, message: evil }],
      task: { [evil]: evil },
    });
    const run = {
      result,
      history: sampleHistory(50),
      label: evil,
      unit: evil,
      pictures: [picture(evil), { label: evil, rows: 2, cols: 2, data: new Float64Array(4), basis: [evil, `${evil}2`] }],
    };
    const small = {
      ...run,
      pictures: run.pictures.slice(1),
      tables: [{ heading: evil, columns: [evil], rows: [[evil]], caption: evil }],
    };
    const pages: Page[] = [runPage(run), runPage(small), runsPage([run, small], evil)];
    for (const page of pages) {
      const html = await renderPage({ ...page, generated: evil });
      const tags = parseTags(html);
      expect(tags.some(({ name }) => name === "img")).toBe(false);
      expect(tags.filter(({ name }) => name === "script")).toHaveLength(2);
      expect(tags.flatMap(({ attributes }) => Object.keys(attributes)).filter((key) => key.startsWith("on"))).toEqual([]);
      expect(/[\u2028\u2029\u202e]/.test(html)).toBe(false);
    }
  });

  it("stays below a megabyte for 20,000 iterations", async () => {
    const history = sampleHistory(20_000, 20);
    const html = await renderPage(
      runPage({ result: sampleResult(), history, pictures: [picture("observed"), picture("completed")] }),
    );
    expect(Buffer.byteLength(html)).toBeLessThan(1e6);
  });

  it("is the same bytes when written again", async () => {
    const page = runPage({ result: sampleResult(), history: sampleHistory(50), pictures: [picture("observed")] });
    const [first, second] = [await renderPage(page), await renderPage(page)];
    expect(first === second).toBe(true);
  });

  it("needs no scripts without figures", async () => {
    const html = await renderPage({
      title: "t",
      verdict: { status: "s", good: undefined, sentence: "." },
      sections: [{ heading: "h", table: { columns: ["a"], rows: [[1.5], [Number.NaN]] } }],
    });
    expect(html).toContain("script-src 'none'");
    expect(parseTags(html).some(({ name }) => name === "script")).toBe(false);
  });

  it("is written for a run that recorded nothing", async () => {
    const result = sampleResult({ status: "aborted", reason: "", relativeResidual: null, relativeError: null, spectrum: [] });
    const html = await renderPage(runPage({ result, history: new Table() }));
    expect(parseTags(html).filter(({ name }) => name === "svg")).toHaveLength(1);
    parseTags(await renderPage(runsPage([])));
  });
});

describe("a verdict", () => {
  it("says that a small residual is not recovery", () => {
    const { verdict } = runPage({ result: sampleResult({ relativeError: 0.4 }), history: new Table() });
    expect(verdict.good).toBeUndefined();
    expect(verdict.sentence).toContain("not recovered");
    expect(runPage({ result: sampleResult(), history: new Table() }).verdict).toMatchObject({ good: true, status: "converged" });
  });

  it("never calls divergence good", () => {
    for (const status of ["diverged", "breakdown"])
      expect(runPage({ result: sampleResult({ status, converged: false }), history: new Table() }).verdict.good).toBe(false);
    for (const status of ["stalled", "budget", "aborted"])
      expect(runPage({ result: sampleResult({ status, converged: false }), history: new Table() }).verdict.good).toBeUndefined();
  });

  it("names the best of several runs, and tells runs of one name apart", () => {
    const runs = [sampleResult({ relativeError: 1e-3 }), sampleResult({ relativeError: 1e-5 })].map((result) => ({
      result,
      history: sampleHistory(20),
    }));
    const page = runsPage(runs);
    expect(page.verdict.sentence).toContain("scaled-gd (2)");
    expect(page.sections[0].table?.rows.map(([name]) => name)).toEqual(["scaled-gd (1)", "scaled-gd (2)"]);
  });
});
