// Suggestions below the search box of every page: a combobox with a list of links to entries. Loaded when the box is first used.
"use strict";

function kgSuggest(box, base) {
  const search = new KgSearch(kgLoad(base)), list = document.createElement("ul"), told = document.createElement("p");
  let active = -1, rows = [], timer = 0;
  list.id = "find-list";
  list.className = "suggest";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  list.hidden = true;
  told.className = "hide";
  told.setAttribute("role", "status");
  box.form.append(list, told);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) box.setAttribute(name, value);

  function show(found) {
    rows = found;
    choose(-1);
    list.replaceChildren(...rows.map((row, place) => {
      const item = document.createElement("li"), kind = document.createElement("span");
      item.id = `find-${place}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      kind.className = "kind";
      kind.textContent = [row.id.split("/")[0], row.who, row.year].filter(Boolean).join(" · ");
      item.append(row.title, " ", kind);
      return item;
    }));
    list.hidden = !rows.length;
    box.setAttribute("aria-expanded", String(rows.length > 0));
    told.textContent = box.value.trim() ? `${rows.length || "no"} suggestion${rows.length === 1 ? "" : "s"}` : "";
  }

  function choose(place) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = place;
    const item = list.children[active];
    item?.setAttribute("aria-selected", "true");
    item?.scrollIntoView({ block: "nearest" });
    if (item) box.setAttribute("aria-activedescendant", item.id);
    else box.removeAttribute("aria-activedescendant");
  }

  async function look() {
    const query = box.value;
    if (!query.trim()) { show([]); return; }
    try {
      const { rows: found } = await search.find(query, 8);
      if (box.value === query && document.activeElement === box) show(found);
    } catch { show([]); } // pressing Enter still leads to the search page
  }

  const go = (place) => { location.href = kgPage(base, rows[place].id); };
  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 120); });
  box.addEventListener("focus", () => { if (box.value) look(); });
  box.addEventListener("blur", () => show([]));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) { show([]); event.preventDefault(); return; }
    if (event.key === "Enter" && active >= 0) { event.preventDefault(); go(active); return; }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    if (list.hidden) { look(); return; }
    const places = rows.length + 1; // the box itself is one of them
    choose(((active + 1 + step + places) % places) - 1);
  });
  // A press would take the focus, and with it the list, away before the click.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("li");
    if (item) go([...list.children].indexOf(item));
  });
  if (box.value) look();
}

{
  const form = document.querySelector("form[data-search]"), start = () => kgSuggest(form.querySelector("input"), form.dataset.search);
  if (document.querySelector("script[src$='js/seek.js']")) start();
  else {
    const script = document.createElement("script");
    Object.assign(script, { src: `${form.dataset.search}js/seek.js`, onload: start }); // without it Enter still leads to the search page
    document.head.append(script);
  }
}
