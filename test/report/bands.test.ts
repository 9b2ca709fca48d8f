import { expect, it } from "vitest";
import { law } from "../../src/report/law.ts";

const plain = {
  series: [{ label: "path", x: [1, 2, 3], y: [1, 10, 100], kind: "measured" as const }],
  xTitle: "t",
  yTitle: "σ",
  xLog: false,
  yLog: true,
};
const bands = [
  { from: 0, to: 2, label: "spectral" },
  { from: 2, to: 3, label: "escape" },
];

it("shades stretches of x below the points, names them, and tells neighbours apart", () => {
  const layers = law({ ...plain, bands }).spec.layer as {
    mark: { type: string; opacity?: number };
    encoding: object;
    data: object;
  }[];
  expect(layers.map(({ mark }) => mark.type)).toEqual(["rect", "text", "rect", "text", "point"]);
  expect(layers[0].encoding).toEqual({ x: { datum: 0, type: "quantitative" }, x2: { datum: 2 } });
  expect(layers[1].data).toEqual({ values: [{ label: "spectral" }] });
  expect(layers[0].mark.opacity).not.toBe(layers[2].mark.opacity);
  expect(layers[1].encoding).not.toEqual(layers[3].encoding);
});

it("changes nothing where there are none", () => expect(law(plain)).toEqual(law({ ...plain, bands: [] })));
