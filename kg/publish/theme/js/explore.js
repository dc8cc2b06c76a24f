// The whole graph as a table to filter and sort. What is chosen stands in the address.
"use strict";

const explore = (form) => {
  const box = document.querySelector("[data-rows]"), count = document.querySelector("[data-count]"), more = document.querySelector("[data-more]");
  const fields = [...form.elements].filter((field) => field.name);
  const base = form.dataset.explore.replace(/[^/]*$/, "");
  const state = { sort: "", down: false, rows: 200 };
  const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const words = (name) => name.replaceAll("_", " ");
  let data = null;

  // Head, what to sort by, and the entry that a cell leads to.
  const COLUMNS = {
    entries: [
      ["Title", (row) => row.title, (row) => row], ["Kind", (row) => row.kind],
      ["Layer", (row) => (row.layers || []).map((name) => data.names.get(name) || name).join(", ")],
      ["Standing", (row) => row.standing || row.outcome || row.status || ""], ["Links", (row) => row.degree],
    ],
    links: [
      ["From", (row) => row.from.title, (row) => row.from], ["Relation", (row) => words(row.relation)],
      ["To", (row) => row.to.title, (row) => row.to], ["Standing", (row) => row.standing],
      ["For", (row) => row.supports || 0], ["Against", (row) => row.disputes || 0],
    ],
  };

  function prepare(graph) {
    const known = new Map(graph.entries.map((entry) => [entry.id, Object.assign(entry, { degree: 0, text: fold(entry.title) })]));
    const links = graph.links.map((link) => Object.assign(link, { from: known.get(link.source), to: known.get(link.target) }));
    for (const link of links) { link.from.degree++; link.to.degree++; link.text = `${link.from.text} ${link.to.text}`; }
    const names = new Map([...form.elements.layer.options].map((option) => [option.value, option.textContent]));
    return { entries: graph.entries, links, names };
  }

  function chosen() {
    const asked = Object.fromEntries(fields.map((field) => [field.name, field.value]));
    const typed = fold(asked.q).split(/\s+/).filter(Boolean), view = asked.view || "entries";
    const fits = (row) => typed.every((word) => row.text.includes(word)) && (!asked.standing || row.standing === asked.standing)
      && (view === "links" ? [row.from, row.to] : [row]).some((end) => (!asked.kind || end.kind === asked.kind) && (!asked.layer || (end.layers || []).includes(asked.layer)));
    const rows = data[view].filter(fits), column = COLUMNS[view].find(([head]) => head === state.sort);
    if (column) {
      const key = column[1], sign = state.down ? -1 : 1;
      const order = (a, b) => typeof a === "number" ? a - b : a.localeCompare(b);
      rows.sort((a, b) => sign * order(key(a), key(b)));
    }
    return [view, rows];
  }

  function show() {
    const asked = fields.map((field) => [field.name, field.value]);
    if (state.sort) asked.push(["sort", (state.down ? "-" : "") + state.sort]);
    const words = new URLSearchParams(asked.filter(([, value]) => value)).toString();
    history.replaceState(null, "", words ? `?${words}` : location.pathname);
    if (!data) return;
    const [view, rows] = chosen(), columns = COLUMNS[view];
    const noun = rows.length === 1 ? { entries: "entry", links: "link" }[view] : view;
    count.textContent = `${rows.length} ${noun}${rows.length > state.rows ? `, the first ${state.rows} are shown` : ""}`;
    const heads = columns.map(([head]) => {
      const cell = make("th"), button = make("button", head);
      cell.scope = "col";
      button.type = "button";
      if (head === state.sort) cell.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      button.addEventListener("click", () => {
        state.down = state.sort === head && !state.down;
        state.sort = head;
        show();
        [...box.tHead.querySelectorAll("button")].find((one) => one.textContent === head).focus();
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
  form.addEventListener("input", () => { state.rows = 200; clearTimeout(timer); timer = setTimeout(show, 120); });
  form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  more.addEventListener("click", () => { state.rows += 200; show(); });
  fetch(form.dataset.explore)
    .then((answer) => answer.ok ? answer.json() : Promise.reject(new Error(answer.status)))
    .then((graph) => { data = prepare(graph); show(); })
    .catch(() => { count.textContent = "The graph could not be loaded; the table below leads to the lists of each kind."; });
};

{
  const form = document.querySelector("form[data-explore]");
  if (form) explore(form);
}
