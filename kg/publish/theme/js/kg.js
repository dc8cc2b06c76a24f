// Theme, copying, and the search box.
"use strict";

// ---- theme
{
  const root = document.documentElement;
  const button = document.querySelector("[data-toggle]");
  const dark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const show = () => { button.textContent = dark() ? "Light" : "Dark"; }; // what a press brings
  if (button) {
    button.addEventListener("click", () => {
      root.dataset.theme = dark() ? "light" : "dark";
      try { localStorage.setItem("theme", root.dataset.theme); } catch { /* forgotten */ }
      show();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
    show();
    button.classList.add("ready");
  }
}

// ---- on disk a folder has no page
const disk = location.protocol === "file:";
if (disk) {
  const lead = (event) => {
    const link = event.target.closest("a[href]"), goal = link && new URL(link.getAttribute("href"), document.baseURI);
    if (!goal || goal.protocol !== "file:" || !goal.pathname.endsWith("/")) return;
    goal.pathname += "index.html";
    link.setAttribute("href", goal);
  };
  for (const name of ["click", "auxclick"]) document.addEventListener(name, lead, true);
}

// ---- copying
function offerCopies(part) {
  for (const box of part.querySelectorAll(".copy, details:has(> pre)")) {
    const text = box.querySelector("code");
    if (!text || !navigator.clipboard || box.querySelector("button")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      try { await navigator.clipboard.writeText(text.textContent); button.textContent = "Copied"; }
      catch { button.textContent = "Select and copy by hand"; }
    });
    box.append(button);
  }
}
offerCopies(document);

// ---- the search box; `/` leads to it
{
  const form = document.querySelector("form[data-search]");
  if (form) {
    const box = form.querySelector("input"), base = form.dataset.search;
    form.action = `${base}search/${disk ? "index.html" : ""}`;
    box.addEventListener("focus", () => {
      document.head.append(Object.assign(document.createElement("script"), { src: `${base}js/find.js` }));
    }, { once: true });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
      event.preventDefault();
      (document.querySelector("[data-seek-box]") || box).focus();
    });
  }
}
