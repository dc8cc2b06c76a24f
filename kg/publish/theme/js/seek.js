// The search itself: takes typed words apart, asks for the parts of the index that they need, and ranks what it finds.
// `kg/publish/search.py` writes the parts. Each is a script, so that this works from the file system too.
"use strict";

const kgFold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
const kgWords = (text) => kgFold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

// Slips between two words: insertions, deletions, changes and swaps, counted up to `most`; and those when the second may go on.
function kgSlips(a, b, most) {
  const whole = b.length - a.length <= most;
  if (a.length - b.length > most) return [most + 1, most + 1];
  if (!whole) b = b.slice(0, a.length + most);
  let before = [], row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
      next[j] = cost;
      if (cost < least) least = cost;
    }
    if (least > most) return [most + 1, most + 1];
    before = row;
    row = next;
  }
  return [whole ? row[b.length] : most + 1, Math.min(...row)];
}

// The letters of a word as bits: words that share too few of them need not be compared.
function kgLetters(word) {
  let bits = 0;
  for (let i = 0; i < word.length; i++) bits |= 1 << (word.charCodeAt(i) & 31);
  return bits;
}
function kgCount(bits) {
  let count = 0;
  for (; bits; bits &= bits - 1) count++;
  return count;
}

// How well a typed word fits a word of the index: 0 not at all, up to 10. Numbers are names, and a slip makes another name of them.
function kgFit(typed, word, letters, own) {
  if (word === typed) return 10;
  if (word.startsWith(typed)) return 8;
  if (typed.length > 2 && word.includes(typed)) return 5;
  if (typed.length < 4 || /\d/.test(typed)) return 0;
  const most = typed.length < 7 ? 1 : 2;
  if (kgCount(own & ~letters) > most) return 0;
  const [whole, open] = kgSlips(typed, word, most);
  return whole <= most ? 5 - whole : open <= most ? 2 : 0;
}

class KgSearch {
  // `load` gives the promise of a part by its name.
  constructor(load) {
    this.load = load;
    this.lists = new Map();
    this.known = new Map();
  }

  // Everything that holds all typed words, the nearest first: numbers of entries, and what is to be shown of the first `most`.
  async find(query, most = 50, fits = () => true) {
    this.index ||= await this.load("index");
    const { common } = this.index, all = [...new Set(kgWords(query))].slice(0, 8);
    if (!all.length) return { numbers: [], rows: [], common: false };
    // Words that stand nearly everywhere tell nothing apart; where there are no others, the nearest entries of them are known.
    const rare = all.filter((word) => !common.includes(word)), typed = rare.length ? rare : all;
    let scores = await this.scores(typed, this.index.words.length === 1);
    if (!scores.size && this.index.words.length > 1) scores = await this.scores(typed, true);
    const numbers = [...scores.keys()].sort((a, b) => scores.get(b) - scores.get(a) || a - b);
    const shown = numbers.filter((number) => fits(...this.about(number))).slice(0, most);
    const rows = await Promise.all(shown.map((number) => this.row(number))), whole = kgFold(query).trim();
    const ranked = rows.map(([id, title, who, year], place) => ({
      id, title, who, year, score: scores.get(shown[place]) + (kgFold(title) === whole ? 60 : 0),
    }));
    ranked.sort((a, b) => b.score - a.score || a.title.localeCompare(b.title) || (a.id < b.id ? -1 : 1));
    return { numbers, rows: ranked, common: !rare.length };
  }

  // Entry number to score; every typed word must fit. Unless `wide`, a slip is looked for behind the first letter only.
  async scores(typed, wide) {
    let total = null;
    for (const places of await Promise.all(typed.map((word) => this.remembered(word, wide)))) {
      if (!total) { total = new Map([...places].map(([number, found]) => [number, { ...found }])); continue; }
      for (const [number, found] of total) {
        const more = places.get(number);
        if (more) found.score += more.score;
        else total.delete(number);
      }
    }
    for (const [number, { score, length }] of total) total.set(number, score * (1 + typed.length / length));
    return total;
  }

  // The same for words typed before: with each key only the last word changes.
  remembered(word, wide) {
    const key = `${word} ${wide}`;
    if (this.known.size > 40) this.known.clear();
    if (!this.known.has(key)) this.known.set(key, this.places(word, wide).catch((error) => { this.known.delete(key); throw error; }));
    return this.known.get(key);
  }

  // Entry number to how well one typed word fits it.
  async places(typed, wide) {
    const best = new Map();
    for (const [word, quality] of await this.near(typed, wide)) {
      const row = (await this.load(`p${this.part(this.index.places, word)}`))[word];
      for (let i = 0, number = 0; i < row.length; i += 2) {
        number += row[i];
        const score = quality * [1.5, 2, 2.5, 3][row[i + 1] >> 4], known = best.get(number);
        if (!known || known.score < score) best.set(number, { score, length: row[i + 1] & 15 });
      }
    }
    return best;
  }

  // The words of the index that a typed word may mean, at most 60: the nearest, then those that stand in most entries.
  async near(typed, wide) {
    const starts = this.index.words, exact = typed.length < 4 || /^\d/.test(typed);
    const from = wide ? "" : exact ? typed : [...typed][0];
    const first = wide ? 0 : this.part(starts, from), last = wide ? starts.length - 1 : this.part(starts, from + "\uffff");
    const lists = await Promise.all(starts.slice(first, last + 1).map((_, place) => this.words(first + place)));
    const found = [], own = kgLetters(typed);
    for (const list of lists) {
      for (const [word, count, letters] of list) {
        const quality = kgFit(typed, word, letters, own);
        if (quality) found.push([word, quality, count]);
      }
    }
    return found.sort((a, b) => b[1] - a[1] || b[2] - a[2] || (a[0] < b[0] ? -1 : 1)).slice(0, 60);
  }

  async words(number) {
    if (!this.lists.has(number)) {
      const pairs = (await this.load(`w${number}`)).split(" ").filter(Boolean).map((text) => text.split(":"));
      this.lists.set(number, pairs.map(([word, count]) => [word, Number(count || 1), kgLetters(word)]));
    }
    return this.lists.get(number);
  }

  // The last part that begins at a word or before it.
  part(starts, word) {
    let low = 0, high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= word) low = middle; else high = middle;
    }
    return low;
  }

  async row(number) {
    const { rows } = this.index;
    return (await this.load(`e${Math.floor(number / rows)}`))[number % rows];
  }

  // Kind and layers of an entry.
  about(number) {
    const { runs } = this.index;
    let low = 0, high = runs.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (runs[middle][2] <= number) low = middle; else high = middle;
    }
    return [runs[low][0], runs[low][1]];
  }
}

// Parts arrive as calls of `kgPart`; one that fails may be asked for again.
const kgAsked = new Map();
let kgVersion = "";
function kgPart(name, value) {
  if (name === "index") kgVersion = `?${value.version}`;
  kgAsked.get(name)?.give(value);
}
function kgLoad(base) {
  return (name) => {
    if (!kgAsked.has(name)) {
      const asked = {}, script = document.createElement("script");
      asked.value = new Promise((give, fail) => {
        asked.give = give;
        script.onerror = () => { kgAsked.delete(name); fail(new Error(name)); };
      });
      kgAsked.set(name, asked);
      script.src = `${base}search/${name}.js${name === "index" ? "" : kgVersion}`;
      document.head.append(script);
    }
    return kgAsked.get(name).value;
  };
}
// Without a server an address that ends in a slash is a folder.
const kgPage = (base, id) => `${base}${id}/${location.protocol === "file:" ? "index.html" : ""}`;
