// A search that forgives typing slips, with facets by kind and layer. The index is fetched on first use.
"use strict";

const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
const wordsOf = (text) => fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

// Slips between two words: insertions, deletions, changes and swaps, counted up to `most`. With `open`, `b` may go on.
function slips(a, b, most, open) {
  if (a.length - b.length > most || (!open && b.length - a.length > most)) return most + 1;
  let before = [], row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
      next[j] = cost;
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
    before = row;
    row = next;
  }
  return open ? Math.min(...row) : row[b.length];
}

// How well a typed word fits a word of the index: 0 not at all, up to 10.
function fit(typed, word) {
  if (word === typed) return 10;
  if (word.startsWith(typed)) return 8;
  if (typed.length > 2 && word.includes(typed)) return 5;
  if (typed.length < 4) return 0;
  const most = typed.length < 7 ? 1 : 2;
  const whole = slips(typed, word, most, false);
  if (whole <= most) return 5 - whole;
  return slips(typed, word, most, true) <= most ? 2 : 0;
}

class Index {
  constructor(entries) {
    this.entries = entries;
    this.titles = entries.map((entry) => fold(entry.title));
    this.lengths = entries.map((entry) => Math.max(1, wordsOf(entry.title).length));
    this.places = new Map(); // word -> Map(entry number -> weight)
    const add = (number, text, weight) => {
      for (const word of wordsOf(text)) {
        let found = this.places.get(word);
        if (!found) this.places.set(word, (found = new Map()));
        if ((found.get(number) || 0) < weight) found.set(number, weight);
      }
    };
    entries.forEach((entry, number) => {
      add(number, entry.title, 3);
      add(number, entry.id.replace("/", " "), 1.5);
      for (const text of entry.aliases || []) add(number, text, 2.5);
      for (const text of [...(entry.symbols || []), ...(entry.identifiers || []), ...(entry.authors || []), entry.year || ""]) add(number, text, 2);
    });
  }

  find(query) {
    const typed = [...new Set(wordsOf(query))].slice(0, 8);
    if (!typed.length) return [];
    let total = null;
    for (const word of typed) {
      const scores = new Map();
      for (const [known, where] of this.places) {
        const quality = fit(word, known);
        if (quality) for (const [number, weight] of where) scores.set(number, Math.max(scores.get(number) || 0, quality * weight));
      }
      if (!total) total = scores;
      else for (const [number, score] of total) scores.has(number) ? total.set(number, score + scores.get(number)) : total.delete(number);
    }
    const whole = fold(query).trim();
    return [...total]
      .map(([number, score]) => ({ entry: this.entries[number], score: score * (1 + typed.length / this.lengths[number]) + (this.titles[number] === whole ? 60 : 0) }))
      .sort((a, b) => b.score - a.score || a.entry.title.localeCompare(b.entry.title) || (a.entry.id < b.entry.id ? -1 : 1))
      .map(({ entry }) => entry);
  }
}

const kindOf = (entry) => entry.id.split("/")[0];
const fits = (entry, kind, layer) => (!kind || kindOf(entry) === kind) && (!layer || (entry.layers || []).includes(layer));

{
  const box = document.querySelector("[data-seek-box]");
  if (box) seek(box);
}

function seek(box) {
  const list = document.querySelector("[data-seek-list]"), count = document.querySelector("[data-seek-count]");
  const [kind, layer] = ["kind", "layer"].map((name) => box.form.elements[name]);
  const source = box.form.dataset.index, base = source.replace(/[^/]*$/, "");
  let index = null;
  const load = () => (index ||= fetch(source).then((answer) => {
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  }).then((data) => new Index(data.entries)));

  async function show() {
    const query = box.value;
    const words = [["q", query], ["kind", kind.value], ["layer", layer.value]].filter(([, value]) => value);
    history.replaceState(null, "", words.length ? "?" + new URLSearchParams(words) : location.pathname);
    if (!query.trim()) { list.replaceChildren(); count.textContent = ""; tell([]); return; }
    let all;
    try { all = (await load()).find(query); }
    catch { index = null; count.textContent = "The index could not be loaded; the list from A to Z has every entry."; return; }
    if (box.value !== query) return;
    tell(all);
    const found = all.filter((entry) => fits(entry, kind.value, layer.value));
    count.textContent = found.length === 1 ? "1 entry" : `${found.length || "No"} entries${found.length > 50 ? ", the first 50 are shown" : ""}`;
    list.replaceChildren(...found.slice(0, 50).map(item));
  }

  // Behind each kind and layer: how many entries it would leave.
  function tell(all) {
    for (const option of [...kind.options, ...layer.options]) {
      const own = option.parentElement === kind;
      option.dataset.name ||= option.textContent;
      const left = all.filter((entry) => fits(entry, own ? option.value : kind.value, own ? layer.value : option.value)).length;
      option.textContent = all.length ? `${option.dataset.name} (${left})` : option.dataset.name;
    }
  }

  function item(entry) {
    const row = document.createElement("li"), head = document.createElement("p"), link = document.createElement("a"), note = document.createElement("span");
    head.className = "head";
    link.href = base + entry.id + "/";
    link.textContent = entry.title;
    note.className = "kind";
    const who = (entry.authors || []).slice(0, 3).join(", ");
    note.textContent = [kindOf(entry), who, entry.year].filter(Boolean).join(" · ");
    head.append(link, note);
    row.append(head);
    return row;
  }

  let timer = 0;
  box.addEventListener("focus", load, { once: true });
  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(show, 90); });
  kind.addEventListener("change", show);
  layer.addEventListener("change", show);
  box.form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  const asked = new URLSearchParams(location.search);
  box.value = asked.get("q") || "";
  kind.value = asked.get("kind") || "";
  layer.value = asked.get("layer") || "";
  for (const choice of [kind, layer]) if (choice.selectedIndex < 0) choice.selectedIndex = 0;
  if (box.value) show();
}
