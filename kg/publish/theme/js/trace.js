// The trace explorer: in each system the strongest, then shortest chain, and the best anywhere; as kg/queries/_descent.py searches.
"use strict";

const STRENGTH = { proved: 4, supported: 3, conjectured: 2, contested: 2, unstated: 1, refuted: 0 };

class Descent {
  constructor(data) {
    this.data = data;
    const strength = (standing) => STRENGTH[data.standings[standing]];
    this.nodes = data.nodes.map(([id, title, layers, own, starts]) => ({ id, title, layers, own, starts: Boolean(starts), strength: own < 0 ? 4 : strength(own) }));
    const steps = data.steps.map(([source, target, relation, standing, systems, regime, papers = []]) => ({
      source, target, standing, papers, systems, words: data.relations[relation][0], placed: Boolean(data.relations[relation][1]),
      strength: strength(standing), regime: data.regimes[regime],
    }));
    this.below = this.nodes.map(() => []);
    this.over = this.nodes.map(() => []);
    for (const step of steps) { this.below[step.source].push(step); this.over[step.target].push(step); }
    for (const steps of [...this.below, ...this.over]) steps.sort((a, b) => b.strength - a.strength || a.target - b.target || a.source - b.source);
    this.seen = new Map(data.sightings.map(([node, places]) => [node, new Map(places)]));
    this.number = new Map(this.nodes.map((node, index) => [node.id, index]));
  }

  // One that nobody judged weakens nothing.
  sighted(standing) { const name = this.data.standings[standing]; return name === "unstated" ? 4 : STRENGTH[name]; }

  reach(from, up = false) {
    const found = new Set([from]);
    for (const node of found) for (const step of (up ? this.over : this.below)[node]) found.add(up ? step.source : step.target);
    found.delete(from);
    return found;
  }

  walk(start, goal, level, usable) {
    const before = new Map([[start, null]]), queue = [start];
    for (const node of queue) {
      if (node === goal) break;
      for (const step of this.below[node]) {
        if (step.strength >= level && this.nodes[step.target].strength >= level && !before.has(step.target) && usable(step)) {
          before.set(step.target, step);
          queue.push(step.target);
        }
      }
    }
    if (!before.has(goal) || start === goal) return null;
    const steps = [];
    for (let step = before.get(goal); step; step = before.get(step.source)) steps.unshift(step);
    return steps;
  }

  strongest(start, goal, most, usable) {
    for (let level = Math.min(4, most, this.nodes[start].strength); level > 0; level--) {
      const steps = this.walk(start, goal, level, usable);
      if (steps) return this.chain(steps);
    }
    return null;
  }

  chain(steps) {
    let common = null;
    const splices = [], goal = steps[steps.length - 1].target, seen = this.seen.get(goal) || new Map();
    steps.forEach((step, index) => {
      if (!step.systems.length && !step.placed) return;
      const meeting = common ? common.filter((system) => step.systems.includes(system)) : step.systems;
      if (!meeting.length) splices.push(index);
      common = meeting.length ? meeting : step.systems.length ? step.systems : common;
    });
    const end = common ? common.filter((system) => seen.has(system)) : [...seen.keys()];
    if (!end.length) splices.push(steps.length);
    const systems = splices.length ? [] : end;
    const standings = steps.map((step) => step.standing), strengths = steps.map((step) => step.strength);
    if (systems.length) {
      const best = systems.map((system) => seen.get(system)).reduce((a, b) => this.sighted(b) > this.sighted(a) ? b : a);
      standings.push(best);
      strengths.push(this.sighted(best));
    }
    const nodes = [steps[0].source, ...steps.map((step) => step.target)];
    const level = Math.min(...strengths, ...nodes.map((node) => this.nodes[node].strength));
    const weakest = strengths.indexOf(level);
    const standing = weakest < 0 ? this.nodes[nodes.find((node) => this.nodes[node].strength === level)].own : standings[weakest];
    return { steps, nodes, systems, splices, weakest, level, standing, regimes: [...new Set(steps.map((step) => step.regime).filter(Boolean))] };
  }

  // The best chain in each system where the mechanism was seen, and the best one anywhere.
  chains(start, goal, most = 8) {
    const found = new Map(), keep = (chain) => {
      const key = chain && chain.nodes.join(" "), before = found.get(key);
      if (chain && (!before || order(chain, before) < 0)) found.set(key, chain);
    };
    for (const [system, standing] of [...(this.seen.get(goal) || [])].slice(0, 64)) {
      keep(this.strongest(start, goal, this.sighted(standing), (step) => step.systems.includes(system) || (!step.systems.length && !step.placed)));
    }
    keep(this.strongest(start, goal, 4, () => true));
    return [...found.values()].sort(order).slice(0, most);
  }

  best(starts, goals, most) {
    const found = [];
    for (const start of starts) for (const goal of goals) if (start !== goal) found.push(...this.chains(start, goal, 1));
    return { chains: found.sort(order).slice(0, most), count: found.length };
  }
}

// Smaller is better: unspliced, firmer, shorter, with fewer splices.
function order(a, b) {
  return Boolean(a.splices.length) - Boolean(b.splices.length) || b.level - a.level || a.steps.length - b.steps.length
    || a.splices.length - b.splices.length || (a.nodes.join() < b.nodes.join() ? -1 : 1);
}

{
  const form = document.querySelector("form[data-trace]");
  if (form) explore(form);
}

function explore(form) {
  const [from, to] = [form.elements.from, form.elements.to], box = document.querySelector("[data-chains]"), count = document.querySelector("[data-count]");
  const root = form.dataset.trace, MOST = 40;
  let net;
  try { net = new Descent(kgDescents); } catch { count.textContent = "The steps could not be loaded; the list below has the best chains."; return; }
  const { data } = net;
  const make = (name, kind = "", ...inside) => { const made = document.createElement(name); if (kind) made.className = kind; made.append(...inside); return made; };
  const link = (id, title) => Object.assign(make("a", "", title), { href: `${root}${id}/` });
  const standing = (number) => make("span", `st st-${data.standings[number]}`, data.standings[number]);
  const kind = (id) => id.split("/")[0];

  const sorted = (numbers) => numbers.sort((a, b) => net.nodes[a].title.localeCompare(net.nodes[b].title));
  const every = [...net.nodes.keys()], starts = sorted(every.filter((n) => net.nodes[n].starts)), goals = sorted(every.filter((n) => kind(net.nodes[n].id) === "mechanism"));

  // What is out of reach of the other choice cannot be chosen.
  function fill(select, numbers, open) {
    const chosen = select.value;
    const groups = new Map();
    for (const n of numbers) {
      const option = make("option", "", net.nodes[n].title);
      option.value = net.nodes[n].id;
      option.disabled = Boolean(open) && !open.has(n);
      const name = kind(option.value);
      if (!groups.has(name)) groups.set(name, make("optgroup"));
      groups.get(name).label = name;
      groups.get(name).append(option);
    }
    select.replaceChildren(select.options[0], ...[...groups].sort().reverse().map(([, group]) => group));
    select.value = chosen;
    if (select.selectedIndex < 0) select.selectedIndex = 0;
  }

  function draw(chain) {
    const anchored = Boolean(chain.systems.length), list = make("ol", "chain"), verdict = make("p", "verdict");
    verdict.append(anchored ? make("b", "ok", "Anchored") : make("b", "broken", "Spliced"), anchored ? " every step was shown in " : " no one system carries the whole chain");
    verdict.append(...places(chain.systems));
    const weak = chain.weakest < 0 ? "the weakest result on it" : chain.weakest === chain.steps.length ? "the sighting of the mechanism there" : "its weakest step";
    verdict.append(`; as firm as ${weak}: `, standing(chain.standing));
    chain.nodes.forEach((number, index) => {
      const node = net.nodes[number], step = chain.steps[index - 1], item = make("li", node.layers.length ? `layer-${data.layers[node.layers[0]][1]}` : "");
      if (step) {
        item.classList.add(`is-${data.standings[step.standing]}`);
        if (chain.splices.includes(index - 1)) item.append(make("p", "splice", `Splice: ${step.systems.length ? "not shown in the system of the steps above" : "no source says in which system this was shown"}`));
        item.append(edge(chain, step, index - 1));
      }
      const head = make("p", "node", link(node.id, node.title), " ", make("span", "kind", kind(node.id)));
      if (node.layers.length) head.append(" ", make("span", "lay", data.layers[node.layers[0]][0]));
      item.append(head);
      list.append(item);
    });
    const card = make("div", `trace ${anchored ? "anchored" : "spliced"}`, verdict, list);
    if (chain.splices.includes(chain.steps.length)) card.append(make("p", "splice", "Splice: the mechanism was not observed in the system of the steps above"));
    if (chain.regimes.length) card.append(make("p", "when", "Regimes, all of them together: ", make("i", "reg", chain.regimes.join(" and "))));
    return card;
  }

  // Systems as links, with commas between.
  const places = (systems) => systems.flatMap((system, index) => [index ? ", " : "", link(...data.systems[system])]);

  function edge(chain, step, index) {
    const box = make("div", "edge", `${step.words} `, standing(step.standing));
    if (index === chain.weakest) box.append(" ", make("span", "weak", "weakest step"));
    if (step.systems.length) box.append(make("span", "in", " in ", ...places(step.systems)));
    if (step.regime) box.append(" ", make("i", "reg", step.regime));
    const papers = step.papers.map(([paper, stance, at]) => make("li", `ev-${/^(disputes|refutes)$/.test(stance) ? "against" : "for"}`,
      make("b", "", stance), " ", link(...data.papers[paper]), " ", make("span", "at", at)));
    box.append(papers.length ? make("details", "", make("summary", "", `evidence (${papers.length})`), make("ul", "ev", ...papers)) : make("p", "none", "no paper cited"));
    return box;
  }

  function show(keep) {
    const start = net.number.get(from.value), goal = net.number.get(to.value);
    fill(to, goals, start === undefined ? null : net.reach(start));
    fill(from, starts, goal === undefined ? null : net.reach(goal, true));
    const asked = new URLSearchParams([["from", from.value], ["to", to.value]].filter(([, value]) => value)).toString();
    if (!keep) history.replaceState(null, "", asked ? `?${asked}` : location.pathname);
    let found = { chains: [], count: 0 };
    if (start !== undefined && goal !== undefined) { const chains = net.chains(start, goal); found = { chains, count: chains.length }; }
    else if (start !== undefined) found = net.best([start], goals.filter((n) => net.reach(start).has(n)), MOST);
    else if (goal !== undefined) { const above = net.reach(goal, true); found = net.best(starts.filter((n) => above.has(n)), [goal], MOST); }
    else { box.replaceChildren(); count.textContent = `${starts.length} theories and results reach ${goals.length} mechanisms. Choose one, or one of each.`; return; }
    const anchored = found.chains.filter((chain) => chain.systems.length).length;
    const words = found.count === 1 ? "1 chain" : `${found.count} chains`;
    const what = start !== undefined && goal !== undefined ? "the best in each system, and the best anywhere" : "the best one for each pair";
    count.textContent = found.count ? `${words}, ${what}: ${anchored} anchored${found.count > MOST ? `, the first ${MOST} are shown` : ""}.` : "No chain of links leads from the one to the other.";
    box.replaceChildren(...found.chains.map(draw));
  }

  let lost = "";
  fill(from, starts);
  fill(to, goals);
  const asked = new URLSearchParams(location.search);
  for (const select of [from, to]) {
    const wanted = asked.get(select.name) || "";
    select.value = wanted;
    if (select.selectedIndex < 0) select.selectedIndex = 0;
    if (wanted && !select.value) lost = `${wanted} is not on any chain. `;
  }
  show(true);
  count.prepend(lost);
  form.addEventListener("change", () => show());
  form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  form.addEventListener("reset", () => setTimeout(show));
}
