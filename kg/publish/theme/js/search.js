// The search page: results as links, facets by kind and layer, and what is asked kept in the address.
"use strict";

function kgSearchPage(box) {
  const list = document.querySelector("[data-seek-list]"), count = document.querySelector("[data-seek-count]");
  const [kind, layer] = ["kind", "layer"].map((name) => box.form.elements[name]);
  const base = box.form.dataset.seek, search = new KgSearch(kgLoad(base));
  const fits = (kind, layer) => (ofKind, layers) => (!kind || ofKind === kind) && (!layer || layers.includes(layer));
  let shown = 50;

  async function show() {
    const query = box.value, chosen = [kind.value, layer.value];
    const words = [["q", query], ["kind", kind.value], ["layer", layer.value]].filter(([, value]) => value);
    history.replaceState(null, "", words.length ? "?" + new URLSearchParams(words) : location.pathname);
    if (!query.trim()) { list.replaceChildren(); count.textContent = ""; tell([]); return; }
    let found;
    try { found = await search.find(query, shown, fits(...chosen)); }
    catch { count.textContent = "The index could not be loaded; the list from A to Z has every entry."; return; }
    if (box.value !== query || kind.value !== chosen[0] || layer.value !== chosen[1]) return;
    const all = found.numbers.map((number) => search.about(number));
    tell(all);
    const total = all.filter((about) => fits(...chosen)(...about)).length;
    const cut = total > found.rows.length ? `, the first ${found.rows.length} are shown` : "";
    count.textContent = found.common && cut ? `Very many entries${cut}` : total === 1 ? "1 entry" : `${total || "No"} entries${cut}`;
    list.replaceChildren(...found.rows.map(item));
    more.hidden = !cut;
  }

  // Behind each kind and layer: how many entries it would leave.
  function tell(all) {
    for (const option of [...kind.options, ...layer.options]) {
      const own = option.parentElement === kind, fit = fits(own ? option.value : kind.value, own ? layer.value : option.value);
      option.dataset.name ||= option.textContent;
      option.textContent = all.length ? `${option.dataset.name} (${all.filter((about) => fit(...about)).length})` : option.dataset.name;
    }
  }

  function item(entry) {
    const row = document.createElement("li"), head = document.createElement("p"), link = document.createElement("a"), note = document.createElement("span");
    head.className = "head";
    link.href = kgPage(base, entry.id);
    link.textContent = entry.title;
    note.className = "kind";
    note.textContent = [entry.id.split("/")[0], entry.who, entry.year].filter(Boolean).join(" · ");
    head.append(link, note);
    row.append(head);
    return row;
  }

  const more = document.createElement("button");
  more.type = "button";
  more.textContent = "Show more";
  more.hidden = true;
  more.addEventListener("click", async () => { const last = shown; shown += 100; await show(); list.querySelectorAll("a")[last]?.focus(); });
  list.after(more);

  // Arrows lead from the box into the results and back.
  box.form.parentElement.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], links = [...list.querySelectorAll("a")];
    const at = event.target === box ? -1 : links.indexOf(event.target);
    if (!step || (at < 0 && event.target !== box) || (at < 0 && step < 0)) return;
    const next = at + step < 0 ? box : links[at + step];
    if (next) { event.preventDefault(); next.focus(); }
  });

  let timer = 0;
  const anew = () => { shown = 50; show(); };
  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(anew, 120); });
  kind.addEventListener("change", anew);
  layer.addEventListener("change", anew);
  box.form.addEventListener("submit", (event) => { event.preventDefault(); anew(); });
  const asked = new URLSearchParams(location.search);
  box.value = asked.get("q") || "";
  kind.value = asked.get("kind") || "";
  layer.value = asked.get("layer") || "";
  for (const choice of [kind, layer]) if (choice.selectedIndex < 0) choice.selectedIndex = 0;
  if (box.value) show();
}

{
  const box = document.querySelector("[data-seek-box]"), part = document.querySelector("[data-text]");
  if (box) kgSearchPage(box);
  if (box && part) {
    const button = part.querySelector("button"), told = part.querySelector("[role=status]");
    if (location.protocol === "file:") {
      told.textContent = "Searching the full text needs a web server; titles, names and authors are searched above.";
      button.hidden = true;
    } else button.addEventListener("click", () => {
      const script = document.createElement("script");
      script.src = `${box.form.dataset.seek}js/fulltext.js`;
      script.onload = () => { kgFullText(part, box); };
      document.head.append(script);
      button.hidden = true;
    });
  }
}
