import { describe, expect, test } from "vitest";
import { importsOf, sources } from "./tree.ts";

/** The rooms, lowest floor first. A room imports from itself and from lower floors; rooms on one floor are strangers. */
const FLOORS = [
  ["kernels", "parameters", "table"],
  ["linalg"],
  ["random", "losses"],
  ["io", "operators"],
  ["parallel", "problem"],
  ["solve"],
  ["solvers", "diagnostics", "theory"],
  ["tasks", "experiments"],
  ["report", "bench"],
  ["cli"],
];

const floorOf = (room: string): number => FLOORS.findIndex((rooms) => rooms.includes(room));
const roomOf = (path: string): string => path.split("/")[1];

const files = sources("src", /\.(ts|js|mjs)$/);

describe("imports go down", () => {
  test("every file is in a room, or is index.ts", () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter(({ path }) => path !== "src/index.ts" && floorOf(roomOf(path)) < 0).map(({ path }) => path)).toEqual([]);
  });

  test("a room knows itself and what is below", () => {
    const wrong = files
      .filter(({ path }) => path !== "src/index.ts")
      .flatMap((file) =>
        importsOf(file)
          .filter((name) => name.startsWith("src/"))
          .filter(
            (name) =>
              roomOf(name) !== roomOf(file.path) &&
              !(floorOf(roomOf(name)) >= 0 && floorOf(roomOf(name)) < floorOf(roomOf(file.path))),
          )
          .map((name) => `${file.path} imports ${name}`),
      );
    expect(wrong).toEqual([]);
  });

  test("nothing imports index.ts, or leaves src", () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((name) => name === "src/index.ts" || name.startsWith("../") || /^(test|bench|scripts|native)\//.test(name))
        .map((name) => `${file.path} imports ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  test("relative imports end in .ts", () => {
    const own = files.flatMap((file) => importsOf(file).filter((name) => name.startsWith("src/")));
    expect(own.length).toBeGreaterThan(100);
    expect(own.filter((name) => !/\.(ts|js)$/.test(name))).toEqual([]);
  });

  test("the reader of imports sees every form", () => {
    const text = `import a from "./a.ts";\nimport type { B } from '../kernels/b.ts';\nexport * from "./c.ts";\nconst d = await import("./d.ts");\nimport "./e.ts"; // import "./no.ts"\nimport {\n  f,\n} from "./f.ts";\n/* from "./no.ts" */`;
    expect(importsOf({ path: "src/linalg/x.ts", text })).toEqual([
      "src/linalg/a.ts",
      "src/kernels/b.ts",
      "src/linalg/c.ts",
      "src/linalg/d.ts",
      "src/linalg/e.ts",
      "src/linalg/f.ts",
    ]);
  });
});
