// Draws the plot of an equation anew when a number, the variable or an axis changes. `calc.js` loads it when somebody does so, and
// brings the evaluator; until then the picture is the one drawn when the site was built, which this repeats (kg/publish/plot.py).
"use strict";

function replot(form, run) {
  const figure = document.querySelector("[data-plot]"), old = figure.querySelector("svg.plot"), NS = old.namespaceURI;
  const spots = JSON.parse(figure.dataset.spots), controls = form.elements, name = controls["plot-x"].value;
  const [W, H, LEFT, RIGHT, TOP, BOTTOM, SAMPLES] = [420, 290, 60, 16, 14, 46, 60];
  const inputs = [...form.querySelectorAll("input[data-scale]")], field = inputs.find((one) => one.name === name);
  const told = figure.querySelector("[data-told]"), given = new Map(inputs.map((one) => [one.name, Number(one.value.trim() || NaN)]));
  const values = new Map(inputs.map((one) => [one.name, given.get(one.name) * Number(one.dataset.scale)]));
  let low = Number(controls["plot-from"].value || NaN), high = Number(controls["plot-to"].value || NaN);
  const logx = controls["plot-logx"].checked, logy = controls["plot-logy"].checked;
  const refuse = (words) => { told.textContent = words; };
  if (!(low < high) || !Number.isFinite(low) || !Number.isFinite(high)) return refuse("The plot runs from a smaller number to a larger one, such as 0 and 10.");
  if (logx && low <= 0) return refuse("An axis in powers of ten begins above 0.");

  const at = (axis, value) => axis.log ? Math.log(value / axis.low) / Math.log(axis.high / axis.low) : (value - axis.low) / (axis.high - axis.low);
  const x = { low, high, log: logx };
  const options = form.querySelector("[data-fits]") ? [...form.querySelector("[data-fits]").options] : [null];
  const chosen = options[0] ? form.querySelector("[data-fits]").selectedIndex : 0;
  const curves = options.slice(0, 6).map((option, index) => {
    const own = new Map(values);
    // The numbers in the form stand for the chosen fit; the others keep theirs.
    if (option && index !== chosen) for (const [key, [value, scale]] of Object.entries(JSON.parse(option.dataset.constants))) own.set(key, value * scale);
    const points = [];
    for (let i = 0; i <= SAMPLES; i++) {
      const value = logx ? low * (high / low) ** (i / SAMPLES) : low + (high - low) * i / SAMPLES;
      own.set(name, value * Number(field.dataset.scale));
      let found = NaN;
      try { found = run(own) / Number(form.dataset.scale); } catch (error) { if (!(error instanceof Fault)) throw error; }
      points.push([value, Number.isFinite(found) && (!logy || found > 0) ? found : null]);
    }
    return points;
  });
  const near = (a, b) => Math.abs(a - b) <= 1e-6 * Math.max(Math.abs(a), Math.abs(b));
  const marks = spots.filter((spot) => name in spot.inputs).map((spot) => ({
    ...spot, x: spot.inputs[name], beside: Object.entries(spot.inputs).some(([key, value]) => key !== name && !near(given.get(key), value)),
  }));
  const heights = [...curves.flat().map(([, y]) => y), ...marks.filter((mark) => mark.x >= low && mark.x <= high).map((mark) => mark.value)].filter((y) => y !== null && (!logy || y > 0));
  if (heights.length < 2) return refuse(logy ? "Nothing above 0 to draw here." : "The equation has no value here.");
  let bottom = Math.min(...heights), top = Math.max(...heights);
  if (logy) { bottom = 10 ** Math.floor(Math.log10(bottom)); top = 10 ** Math.ceil(Math.log10(top)); if (top === bottom) top *= 10; }
  else { const room = (top - bottom || Math.abs(top) || 1) * 0.06; bottom -= room; top += room; }
  const y = { low: bottom, high: top, log: logy };
  const place = (a, b) => [LEFT + (W - LEFT - RIGHT) * at(x, a), TOP + (H - TOP - BOTTOM) * (1 - at(y, b))].map((one) => Math.round(one * 10) / 10);

  const svg = old.cloneNode(false);
  const make = (kind, attributes, text) => {
    const made = document.createElementNS(NS, kind);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    svg.append(made);
    return made;
  };
  for (const value of ticks(y)) {
    const [, b] = place(low, value);
    make("path", { class: "axis", d: `M${LEFT} ${b}H${W - RIGHT}` });
    make("text", { class: "caption end", x: LEFT - 6, y: b + 4 }, shown(value));
  }
  for (const value of ticks(x)) {
    const [a] = place(value, bottom);
    make("path", { class: "axis", d: `M${a} ${TOP}V${H - BOTTOM}` });
    make("text", { class: "caption", x: a, y: H - BOTTOM + 16 }, shown(value));
  }
  const named = (symbol, unit) => unit ? `${symbol} [${unit}]` : symbol;
  make("text", { class: "caption", x: (LEFT + W - RIGHT) / 2, y: H - 8 }, named(name, field.dataset.unit));
  make("text", { class: "caption turned", transform: `translate(12 ${(TOP + H - BOTTOM) / 2}) rotate(-90)` }, named(form.dataset.name, form.dataset.unit));
  curves.forEach((points, index) => {
    let path = "", open = false;
    for (const [a, b] of points) {
      if (b === null) { open = false; continue; }
      path += `${open ? "L" : "M"}${place(a, b).join(" ")}`;
      open = true;
    }
    if (path) make("path", { class: `curve curve-${index}`, d: path });
  });
  for (const mark of marks) {
    if (!(mark.x >= low && mark.x <= high && mark.value >= bottom && mark.value <= top)) continue;
    const [a, b] = place(mark.x, mark.value);
    const shape = mark.kind === "observed" ? `M${a} ${b - 6}l6 6l-6 6l-6-6z` : `M${a - 4.5} ${b}a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z`;
    if (mark.error && !(logy && mark.value <= mark.error)) {
      const [c, d] = [place(mark.x, mark.value + mark.error)[1], place(mark.x, mark.value - mark.error)[1]];
      make("path", { class: "bar", d: `M${a} ${c}V${d}M${a - 4} ${c}h8M${a - 4} ${d}h8` });
    }
    const title = document.createElementNS(NS, "title");
    title.textContent = `${mark.label}: ${shown(mark.value)}${mark.beside ? " (at other inputs)" : ""}`;
    const group = make("g", { class: `spot ${mark.kind}${mark.beside ? " beside" : ""}` });
    group.append(title, make("path", { d: shape }));
  }
  svg.setAttribute("aria-label", `${form.dataset.name} over ${name}, from ${shown(low)} to ${shown(high)}`);
  old.replaceWith(svg);
  const ends = curves[chosen].filter(([, b]) => b !== null);
  told.textContent = ends.length ? `${form.dataset.name} goes from ${shown(ends[0][1])} at ${name} = ${shown(ends[0][0])} to ${shown(ends[ends.length - 1][1])} at ${shown(ends[ends.length - 1][0])}.` : "";
}

// Round numbers inside an axis: powers of ten, or steps of 1, 2 or 5.
function ticks({ low, high, log }) {
  if (log) {
    const first = Math.ceil(Math.log10(low) - 1e-9), last = Math.floor(Math.log10(high) + 1e-9), every = Math.max(1, Math.ceil((last - first) / 6));
    if (last > first) return Array.from({ length: Math.floor((last - first) / every) + 1 }, (_, i) => 10 ** (first + i * every));
  }
  const rough = (high - low) / 5, power = 10 ** Math.floor(Math.log10(rough)), step = power * [1, 2, 5, 10].find((factor) => power * factor >= rough * 0.999);
  const start = Math.ceil(low / step - 1e-9), found = [];
  for (let i = start; i <= Math.floor(high / step + 1e-9); i++) found.push(Number((i * step).toPrecision(12)));
  return found;
}
