// Lists and tables that can be sifted and sorted; what is chosen stands in the address. A list that is cut into pages is put
// together again when somebody sifts it. Without this script every row is there, in its own order.
"use strict";

const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
const asked = new URLSearchParams(location.search);

function keep(name, value) {
  if (value) asked.set(name, value); else asked.delete(name);
  const words = asked.toString();
  history.replaceState(null, "", (words ? `?${words}` : location.pathname) + location.hash);
}

function sift(form) {
  const target = document.getElementById(form.dataset.sieve), told = form.querySelector("[role=status]");
  const fields = [...form.elements].filter((field) => field.name), own = target.parentNode;
  const facets = fields.filter((field) => field.name !== "q" && field.name !== "sort");
  let rows = [], leaves = form.dataset.leaves ? form.dataset.leaves.split(" ") : [], missing = "";
  const take = () => { rows = [...target.querySelectorAll("[data-row]")].map((row, index) => ({ row, index, text: fold(row.textContent) })); };
  take();

  // The other pages of a list, in their order; this page's rows stay what they are.
  async function gather() {
    const others = leaves;
    leaves = [];
    if (location.protocol === "file:") { missing = "a page opened from the disk knows its own rows only"; return; }
    told.textContent = "Loading the other pages of this list …";
    try {
      const parts = await Promise.all(others.map(async (address, number) => {
        if (number + 1 === Number(form.dataset.page)) return target;
        const answer = await fetch(form.dataset.root + address);
        if (!answer.ok) throw new Error(answer.status);
        const page = new DOMParser().parseFromString(await answer.text(), "text/html"), part = page.getElementById(target.id);
        for (const link of part.querySelectorAll("[href]")) link.setAttribute("href", new URL(link.getAttribute("href"), answer.url));
        return part;
      }));
      const whole = document.createDocumentFragment(), groups = new Map();
      for (const child of parts.flatMap((part) => [...part.children])) {
        const before = groups.get(child.dataset.group);
        if (before) before.querySelector("[data-rows]").append(...child.querySelectorAll("[data-row]"));
        else { if (child.dataset.group) groups.set(child.dataset.group, child); whole.append(child); }
      }
      target.replaceChildren(whole);
      offerCopies(target);
      for (const pager of document.querySelectorAll(".pager")) pager.hidden = true;
      take();
    } catch { missing = "the other pages could not be loaded"; }
  }

  async function apply(first) {
    const chosen = fields.some((field) => field.value);
    if (chosen && leaves.length) await gather();
    const typed = fold(form.elements.q.value).split(/\s+/).filter(Boolean), sort = form.elements.sort ? form.elements.sort.value : "";
    let left = 0;
    for (const { row, text } of rows) {
      const fits = typed.every((word) => text.includes(word))
        && facets.every(({ name, value }) => !value || (row.getAttribute(`data-${name}`) || "").split(" ").includes(value));
      row.hidden = !fits;
      if (fits) left++;
    }
    for (const group of target.querySelectorAll("[data-group]")) group.hidden = !group.querySelector("[data-row]:not([hidden])");
    if (form.elements.sort) {
      const key = `by${sort.replace("-", "")[0]?.toUpperCase() || ""}${sort.replace("-", "").slice(1)}`, sign = sort[0] === "-" ? -1 : 1;
      const order = sort ? (a, b) => sign * compare(a.row.dataset[key] || "", b.row.dataset[key] || "") || a.index - b.index : (a, b) => a.index - b.index;
      for (const item of [...rows].sort(order)) item.row.parentNode.append(item.row);
    }
    const of = missing ? `${rows.length} on this page (${missing})` : rows.length;
    told.textContent = chosen ? `${left} of ${of}` : `${form.dataset.total} in all`;
    if (!first) for (const field of fields) keep(field.name, field.value);
  }

  for (const field of fields) {
    field.value = asked.get(field.name) || "";
    if (field.selectedIndex < 0) field.selectedIndex = 0;
  }
  let timer = 0;
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(apply, 120); });
  form.addEventListener("submit", (event) => { event.preventDefault(); apply(); });
  form.addEventListener("reset", () => setTimeout(apply));
  apply(true);
  return own;
}

// Numbers before words, numbers by size; what is empty or a dash comes last either way.
function compare(a, b) {
  const [x, y] = [a, b].map((text) => /^[-−]?[\d.,\u202f\s]+/.test(text) ? Number.parseFloat(text.replace(/[\u202f\s,]/g, "").replace("−", "-")) : NaN);
  if (!Number.isNaN(x) || !Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y) || x - y;
  return a.localeCompare(b);
}

function sortable(table, number) {
  const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0], name = number ? `sort${number + 1}` : "sort";
  const all = () => [...body.rows], first = all();
  first.forEach((row, index) => { row.place = index; });
  const value = (row, column) => { const cell = row.cells[column]; return cell ? cell.dataset.v || cell.textContent.trim() : ""; };
  function sort(head, down) {
    for (const one of heads) one.removeAttribute("aria-sort");
    let rows = all().sort((a, b) => (a.place ?? 1e9) - (b.place ?? 1e9));
    if (head) {
      const column = heads.indexOf(head), blank = (text) => text === "" || text === "–" || text === "none";
      rows = rows.sort((a, b) => { const [x, y] = [value(a, column), value(b, column)]; return blank(x) - blank(y) || (down ? -1 : 1) * compare(x, y); });
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
    }
    body.append(...rows);
  }
  for (const head of heads) {
    if (!head.textContent.trim()) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sorter";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      // Up, down, and as it was; numbers begin with the largest.
      const large = first.some((row) => row.cells[heads.indexOf(head)]?.matches(".num")), now = head.getAttribute("aria-sort");
      const steps = large ? ["descending", "ascending"] : ["ascending", "descending"], next = now === steps[0] ? steps[1] : now ? "" : steps[0];
      sort(next && head, next === "descending");
      keep(name, next && (next === "descending" ? "-" : "") + head.textContent.trim());
    });
  }
  const wanted = asked.get(name) || "", head = heads.find((one) => one.textContent.trim() === wanted.replace(/^-/, ""));
  if (head) sort(head, wanted.startsWith("-"));
}

document.querySelectorAll("form[data-sieve]").forEach(sift);
document.querySelectorAll("table[data-sortable]").forEach(sortable);
