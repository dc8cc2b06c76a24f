// The stack map: lights up the chain through the entry in focus, and moves along it with the arrow keys. The rows of the table
// beside it say which chain that is; without this script the map and the table are still there.
"use strict";

for (const box of document.querySelectorAll("[data-walk]")) {
  const now = box.querySelector("[data-now]"), spare = now.innerHTML;
  const rows = new Map([...box.querySelectorAll("tr[data-way]")].map((row) => [row.dataset.n, row]));
  for (const svg of box.querySelectorAll(".stack-map")) walk(svg, rows, now, spare);
}

function walk(svg, rows, now, spare) {
  const nodes = [...svg.querySelectorAll(".node")], at = (svg.dataset.at || "").split(" ");
  const stops = [...svg.querySelectorAll(".floor, .node")];
  const trail = document.createElementNS(svg.namespaceURI, "g");
  trail.setAttribute("aria-hidden", "true");
  svg.insertBefore(trail, nodes[0] || null);
  const place = (node) => (node.querySelector("path") || node).getBBox();
  const make = (name, attributes, text = "") => {
    const made = document.createElementNS(svg.namespaceURI, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    trail.append(made);
  };
  let lit = null, held = null;

  function clear() {
    lit = null;
    svg.classList.remove("lit");
    trail.replaceChildren();
    for (const node of nodes) node.classList.remove("on", "end");
    now.replaceChildren();
    now.innerHTML = spare;
  }

  function light(node) {
    if (node === lit) return;
    clear();
    lit = node;
    const row = rows.get(node.dataset.n);
    if (!row) return;
    const title = document.createElement("p");
    title.className = "title";
    title.textContent = row.cells[0].textContent.trim();
    now.replaceChildren(title, ...[...row.cells[1].children].map((part) => part.cloneNode(true)));
    node.classList.add("on", "end");
    const steps = row.dataset.way.split(" ").filter(Boolean).map((number) => nodes[at[number]]);
    if (!steps.length) return;
    svg.classList.add("lit");
    const cuts = new Set((row.dataset.cut || "").split(" ").filter(Boolean).map(Number)), half = row.dataset.how === "half";
    steps.forEach((one) => one && one.classList.add("on"));
    // Two entries may share a box that counts several: nothing is to be drawn between them.
    steps.slice(1).forEach((lower, index) => {
      const upper = steps[index];
      if (upper && lower && upper !== lower) join(place(upper), place(lower), cuts.has(index), half);
    });
    const last = steps[steps.length - 1];
    if (cuts.has(steps.length - 1) && last) snip(place(last).x - 11, place(last).y + 19);
  }

  function join(a, b, cut, half) {
    const down = a.y <= b.y, level = a.y === b.y;
    const x1 = a.x + a.width / 2, x2 = b.x + b.width / 2, y1 = a.y + (down || level ? a.height : 0), y2 = level ? b.y + b.height : b.y + (down ? 0 : b.height);
    const bend = Math.max(Math.abs(y2 - y1) / 2, 14) * (down ? 1 : -1);
    make("path", { class: `trail${cut ? " cut" : ""}${half ? " half" : ""}`, d: `M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 - (level ? -bend : bend)} ${x2} ${y2}` });
    if (cut) snip((x1 + x2) / 2, (y1 + y2) / 2 + 5);
  }
  const snip = (x, y) => make("text", { class: "snip", x, y }, "✂");

  // Rows of boxes as they stand, whatever their layer, for the arrows up and down; a layer's own boxes for left and right.
  const middle = (stop) => { const { x, width } = stop.getBBox(); return x + width / 2; };
  const lines = () => Map.groupBy ? Map.groupBy(stops, (stop) => Math.round(stop.getBBox().y)) : stops.reduce((found, stop) => found.set(Math.round(stop.getBBox().y), [...(found.get(Math.round(stop.getBBox().y)) || []), stop]), new Map());
  const floors = [...svg.querySelectorAll(".floor")].map((floor) => [floor.parentNode.querySelector("rect"), floor]);
  const bandOf = (stop) => floors.findIndex(([rect]) => { const band = rect.getBBox(), own = stop.getBBox(); return own.y >= band.y - 1 && own.y < band.y + band.height; });

  function next(stop, key) {
    const band = bandOf(stop), mates = stops.filter((one) => bandOf(one) === band).sort((a, b) => a.getBBox().y - b.getBBox().y || a.getBBox().x - b.getBBox().x);
    switch (key) {
      case "ArrowRight": return mates[mates.indexOf(stop) + 1];
      case "ArrowLeft": return mates[mates.indexOf(stop) - 1];
      case "Home": return mates[0];
      case "End": return mates[mates.length - 1];
      case "PageDown": return (floors[band + 1] || [])[1];
      case "PageUp": return (floors[band - 1] || [])[1];
      case "ArrowDown": case "ArrowUp": {
        const sorted = [...lines()].sort(([a], [b]) => a - b), own = sorted.findIndex(([, line]) => line.includes(stop));
        const [, line] = sorted[own + (key === "ArrowDown" ? 1 : -1)] || [0, []];
        return [...line].sort((a, b) => Math.abs(middle(a) - middle(stop)) - Math.abs(middle(b) - middle(stop)))[0];
      }
    }
  }

  const reach = (stop) => { for (const one of stops) one.tabIndex = one === stop ? 0 : -1; };
  svg.addEventListener("keydown", (event) => {
    const stop = event.target.closest(".node, .floor");
    if (!stop || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") { clear(); return; }
    const goal = next(stop, event.key);
    if (!/^(Arrow|Home$|End$|Page)/.test(event.key)) return;
    event.preventDefault();
    if (goal) { reach(goal); goal.focus(); }
  });
  svg.addEventListener("focusin", (event) => {
    const stop = event.target.closest(".node, .floor");
    if (!stop) return;
    reach(stop);
    if (stop.matches(".node")) light(stop); else clear();
  });
  svg.addEventListener("focusout", (event) => { if (!svg.contains(event.relatedTarget)) clear(); });
  // A finger cannot point without pressing: the first tap lights the chain, the second opens the entry.
  let fresh = false;
  svg.addEventListener("pointerdown", (event) => {
    const node = event.target.closest(".node");
    fresh = event.pointerType === "touch" && Boolean(node) && node !== held && rows.has(node.dataset.n);
    held = node;
  }, true);
  svg.addEventListener("click", (event) => { if (fresh) { event.preventDefault(); light(held); } });
  svg.addEventListener("pointerover", (event) => { const node = event.target.closest(".node"); if (node) light(node); });
  svg.addEventListener("pointerleave", () => { const kept = document.activeElement.closest(".node"); if (kept && svg.contains(kept)) light(kept); else clear(); });
  // A drawing that listens for the focus would be a stop of its own.
  svg.setAttribute("tabindex", "-1");
  reach(stops[0]);
}
