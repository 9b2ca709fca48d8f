// What the page runs in the browser: each static figure gives way to the interactive one. Bundled with the
// Vega runtime by scripts/build-assets.mjs; a figure that fails stays the static picture that it was.

/** Undoes `packFigures` (pack.ts): tables of columns become rows, images come from the static picture. */
export function unpack(value, images, shared) {
  if (Array.isArray(value)) return value.map((item) => unpack(item, images, shared));
  if (value === null || typeof value !== "object") return value;
  if ("$image" in value) return images[value.$image].getAttribute("xlink:href");
  if ("$table" in value) return rowsOf(shared[value.$table]);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unpack(item, images, shared)]));
}

function rowsOf({ length, columns }) {
  const rows = Array.from({ length }, () => ({}));
  for (const { name, words, values } of columns) {
    for (let i = 0; i < length; i++) rows[i][name] = words ? words[values[i]] : values[i];
  }
  return rows;
}

/** Figures hold their data and pictures themselves; nothing may be fetched. */
const loader = {
  load: () => Promise.reject(new Error("a report loads nothing")),
  sanitize: (href) =>
    /^data:image\/png;base64,/.test(href) ? Promise.resolve({ href }) : Promise.reject(new Error("a report loads nothing")),
};

async function show(vega, plot, spec) {
  const stage = document.createElement("div");
  const view = new vega.View(vega.parse(spec, null, { ast: true }), {
    expr: vega.expressionInterpreter,
    loader,
    renderer: "svg",
    hover: true,
    tooltip: (_handler, event, _item, text) => (text ? tell(event, [text]) : hush()),
    logLevel: 1,
  });
  view.initialize(stage);
  await view.runAsync();
  plot.replaceChildren(stage);
  plot.classList.add("live");
  const lines = spec.usermeta?.lines;
  if (lines) {
    const read = readLines(view, lines);
    stage.addEventListener("pointermove", (event) => tell(event, read(event)));
    stage.addEventListener("pointerleave", hush);
  }
  return view;
}

let note;
function hush() {
  if (note) note.hidden = true;
}

function tell(event, texts) {
  if (!texts.length) return hush();
  if (!note) {
    note = document.createElement("div");
    note.className = "note";
    document.body.append(note);
  }
  note.replaceChildren(
    ...texts.map((text) => {
      const line = document.createElement("div");
      line.textContent =
        typeof text === "string"
          ? text
          : Object.entries(text)
              .map(([key, value]) => `${key}: ${value}`)
              .join("\n");
      return line;
    }),
  );
  note.hidden = false;
  const right = event.clientX + note.offsetWidth + 24 > window.innerWidth;
  note.style.left = `${event.clientX + (right ? -note.offsetWidth - 14 : 14)}px`;
  note.style.top = `${event.clientY + 14}px`;
}

/** Under the pointer: the nearest recorded x, and the value there of every line that reaches so far. */
function readLines(view, { data, x, y, series, xTitle }) {
  const lines = grouped(data, series);
  return (event) => {
    const box = view.container().querySelector("svg").getBoundingClientRect();
    const px = event.clientX - box.left - view.origin()[0];
    if (px < 0 || px > view.width()) return [];
    const scale = view.scale("x");
    const at = scale.invert(px);
    const found = [...lines]
      .map(([name, rows]) => [name, nearest(rows, x, at)])
      .filter(([, row]) => Math.abs(scale(row[x]) - px) < 12);
    if (!found.length) return [];
    const close = found.reduce(
      (best, [, row]) => (Math.abs(row[x] - at) < Math.abs(best - at) ? row[x] : best),
      Number.POSITIVE_INFINITY,
    );
    return [`${xTitle} ${readable(close)}`, ...found.slice(0, 12).map(([name, row]) => `${name}: ${readable(row[y])}`)];
  };
}

function grouped(rows, field) {
  const groups = new Map();
  for (const row of rows) {
    if (!groups.has(row[field])) groups.set(row[field], []);
    groups.get(row[field]).push(row);
  }
  return groups;
}

const readable = (value) =>
  value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e5)
    ? value.toExponential(3)
    : String(Number(value.toPrecision(5)));

/** The row whose x is nearest; rows ascend in x. */
function nearest(rows, x, at) {
  let low = 0;
  let high = rows.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (rows[middle][x] < at) low = middle;
    else high = middle;
  }
  return Math.abs(rows[low][x] - at) <= Math.abs(rows[high][x] - at) ? rows[low] : rows[high];
}

/** `lines.data` names a data set of the spec; the page does not hold it twice. */
function withLines(spec) {
  const lines = spec.usermeta?.lines;
  const data = lines && spec.data.find(({ name }) => name === lines.data)?.values;
  return data ? { ...spec, usermeta: { lines: { ...lines, data } } } : { ...spec, usermeta: {} };
}

async function showFigure(vega, figure, { views, tables }) {
  const plot = figure.querySelector(".plot");
  // The static picture shrinks with a narrow window, which the interactive one cannot.
  if (plot.clientWidth < plot.querySelector("svg").viewBox.baseVal.width) return;
  const images = [...plot.querySelectorAll("image")];
  const specs = views.map((view) => withLines(unpack(view, images, tables)));
  let view = await show(vega, plot, structuredClone(specs[0]));
  const tools = figure.querySelector(".tools");
  tools.hidden = false;
  const button = tools.querySelector("button");
  button?.addEventListener("click", async () => {
    const pressed = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(pressed));
    view.finalize();
    view = await show(vega, plot, structuredClone(specs[pressed ? 1 : 0]));
  });
}

export async function showFigures(vega) {
  const packed = JSON.parse(document.getElementById("figures").textContent);
  for (const [id, figure] of Object.entries(packed)) {
    try {
      await showFigure(vega, document.getElementById(id), figure);
    } catch (error) {
      console.error(`figure ${id} stays static:`, error);
    }
  }
}
