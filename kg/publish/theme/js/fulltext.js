// All words of all pages, where the build made an index of them. The index brings a library of its own, and needs a server.
"use strict";

function kgFullText(part, box) {
  const list = part.querySelector("ol"), told = part.querySelector("[role=status]");
  let library = null, timer = 0;

  async function look() {
    const query = box.value;
    if (!query.trim()) { list.replaceChildren(); told.textContent = "Type a word above."; return; }
    try {
      library ||= await import(new URL(part.dataset.text, location.href));
      const { results } = await library.search(query);
      const pages = await Promise.all(results.slice(0, 20).map((result) => result.data()));
      if (box.value !== query) return;
      told.textContent = `${results.length || "No"} page${results.length === 1 ? "" : "s"}${results.length > 20 ? ", the first 20 are shown" : ""}`;
      list.replaceChildren(...pages.map(item));
    } catch { library = null; told.textContent = "The index of the full text could not be loaded."; }
  }

  // The excerpt comes as HTML with `mark` around the words; it is taken apart rather than trusted.
  function item(page) {
    const row = document.createElement("li"), link = document.createElement("a"), text = document.createElement("p");
    link.href = page.url;
    link.textContent = page.meta.title;
    const parsed = new DOMParser().parseFromString(page.excerpt, "text/html");
    for (const node of parsed.body.childNodes) {
      const piece = document.createElement(node.nodeName === "MARK" ? "mark" : "span");
      piece.textContent = node.textContent;
      text.append(piece);
    }
    row.append(link, text);
    return row;
  }

  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 300); });
  look();
}
