// The whole graph as a table to filter and sort. What is chosen stands in the address. `kg/publish/exploring.py` writes the parts of
// the graph; each is a script, so that this works from the file system too, and only those are asked for that a filter needs.
"use strict";

const kgAwaited = new Map();
const kgRows = (name, value) => kgAwaited.get(name)(value);

const explore = (form) => {
  const box = document.querySelector("[data-rows]"), count = document.querySelector("[data-count]");
  const more = document.querySelector("[data-more]"), on = document.querySelector("[data-further]");
  const fields = [...form.elements].filter((field) => field.name);
  const base = form.dataset.explore, PARTS = 25;
  const state = { sort: "", down: false, rows: 200, parts: PARTS };
  const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const words = (name) => name.replaceAll("_", " ");
  const names = new Map([...form.elements.layer.options].map((option) => [option.value, option.textContent]));
  const parts = new Map();
  let index = null;

  // Head, what to sort by, and the entry that a cell leads to.
  const COLUMNS = {
    entries: [
      ["Title", (row) => row.title, (row) => row], ["Kind", (row) => row.kind],
      ["Layer", (row) => row.layers.map((name) => names.get(name) || name).join(", ")],
      ["Standing", (row) => words(row.standing)], ["Links", (row) => row.degree],
    ],
    links: [
      ["From", (row) => row.from.title, (row) => row.from], ["Relation", (row) => words(row.relation)],
      ["To", (row) => row.to.title, (row) => row.to], ["Standing", (row) => row.standing],
      ["For", (row) => row.supports], ["Against", (row) => row.disputes],
    ],
  };

  function load(name) {
    const found = parts.get(name) || new Promise((done, failed) => {
      const script = document.createElement("script");
      kgAwaited.set(name, done);
      script.onerror = () => { parts.delete(name); script.remove(); failed(new Error(name)); };
      script.src = `${base}explore/${name}.js${index ? `?${index.version}` : ""}`;
      document.head.append(script);
    }).then((value) => name === "index" ? value : name[0] === "e" ? value.map(entry) : linked(value));
    parts.set(name, found);
    return found;
  }

  function entry([id, title, layers, standing, degree]) {
    return { id, title, kind: id.split("/")[0], layers: layers.map((number) => index.layers[number]), standing: index.words[standing] || "", degree, text: fold(title) };
  }

  function linked({ ends, rows }) {
    const known = ends.map(entry);
    return rows.map(([source, relation, target, standing, supports, disputes]) => ({
      from: known[source], relation: index.relations[relation], to: known[target], standing: index.words[standing], supports, disputes,
      text: `${known[source].text} ${known[target].text}`,
    }));
  }

  // The parts that may hold what is asked for.
  function wanted(asked) {
    const name = asked.view ? "l" : "e", layer = index.layers.indexOf(asked.layer), standing = index.words.indexOf(asked.standing);
    return index[name].map((inside, number) => [name + number, inside]).filter(([, [kinds, layers, standings]]) =>
      (!asked.kind || kinds.includes(asked.kind)) && (!asked.layer || layers.includes(layer)) && (!asked.standing || standings.includes(standing)))
      .map(([part]) => part);
  }

  function chosen(asked, all) {
    const typed = fold(asked.q).split(/\s+/).filter(Boolean), view = asked.view || "entries";
    const fits = (row) => typed.every((word) => row.text.includes(word)) && (!asked.standing || row.standing === asked.standing)
      && (view === "links" ? [row.from, row.to] : [row]).some((end) => (!asked.kind || end.kind === asked.kind) && (!asked.layer || end.layers.includes(asked.layer)));
    const rows = all.filter(fits), column = COLUMNS[view].find(([head]) => head === state.sort);
    if (column) {
      const key = column[1], sign = state.down ? -1 : 1;
      const order = (a, b) => typeof a === "number" ? a - b : a.localeCompare(b);
      rows.sort((a, b) => sign * order(key(a), key(b)));
    }
    return rows;
  }

  let turn = 0;
  async function show(after) {
    const pairs = fields.map((field) => [field.name, field.value]), asked = Object.fromEntries(pairs), now = ++turn;
    if (state.sort) pairs.push(["sort", (state.down ? "-" : "") + state.sort]);
    const query = new URLSearchParams(pairs.filter(([, value]) => value)).toString();
    history.replaceState(null, "", query ? `?${query}` : location.pathname);
    let names, all;
    try {
      index = await load("index");
      names = wanted(asked);
      all = (await Promise.all(names.slice(0, state.parts).map(load))).flat();
    } catch {
      count.textContent = "The graph could not be loaded; the table below leads to the lists of each kind.";
      return;
    }
    // Meanwhile something else may have been chosen.
    if (now !== turn) return;
    draw(asked, chosen(asked, all), all.length, names.length - state.parts);
    if (after) after();
  }

  function draw(asked, rows, searched, left) {
    const view = asked.view || "entries", columns = COLUMNS[view];
    const noun = rows.length === 1 ? { entries: "entry", links: "link" }[view] : view;
    const first = rows.length > state.rows ? `, the first ${state.rows} are shown` : "";
    count.textContent = `${rows.length} ${noun}${left > 0 ? ` among the first ${searched} looked at; a filter narrows the search` : ""}${first}`;
    on.hidden = left <= 0;
    const heads = columns.map(([head]) => {
      const cell = make("th"), button = make("button", head);
      cell.scope = "col";
      button.type = "button";
      if (head === state.sort) cell.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      button.addEventListener("click", () => {
        state.down = state.sort === head && !state.down;
        state.sort = head;
        show(() => [...box.tHead.querySelectorAll("button")].find((one) => one.textContent === head).focus());
      });
      cell.append(button);
      return cell;
    });
    const row = make("tr");
    row.append(...heads);
    box.tHead.replaceChildren(row);
    box.tBodies[0].replaceChildren(...rows.slice(0, state.rows).map((item) => line(item, columns)));
    more.hidden = rows.length <= state.rows;
  }

  function line(item, columns) {
    const row = make("tr");
    for (const [, key, target] of columns) {
      const cell = make("td", target ? "" : String(key(item)));
      if (target) {
        const link = make("a", key(item));
        link.href = `${base}${target(item).id}/`;
        cell.append(link);
      } else if (typeof key(item) === "number") cell.className = "num";
      row.append(cell);
    }
    return row;
  }

  function make(name, text = "") {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  }

  const asked = new URLSearchParams(location.search);
  for (const field of fields) {
    field.value = asked.get(field.name) || "";
    if (field.selectedIndex < 0) field.selectedIndex = 0;
  }
  state.sort = (asked.get("sort") || "").replace(/^-/, "");
  state.down = (asked.get("sort") || "").startsWith("-");
  let timer = 0;
  const again = () => Object.assign(state, { rows: 200, parts: PARTS });
  form.addEventListener("input", () => { again(); clearTimeout(timer); timer = setTimeout(() => show(), 120); });
  form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  more.addEventListener("click", () => { state.rows += 200; show(); });
  on.addEventListener("click", () => { state.parts += PARTS; show(); });
  show();
};

{
  const form = document.querySelector("form[data-explore]");
  if (form) explore(form);
}
