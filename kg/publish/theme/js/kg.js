// The theme button, copy buttons, and the way to the search page. What else needs a script brings its own.
"use strict";

// ---- theme
{
  const root = document.documentElement;
  const button = document.querySelector("[data-toggle]");
  const dark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const show = () => { button.textContent = dark() ? "Light" : "Dark"; }; // it says what a press would bring
  if (button) {
    button.addEventListener("click", () => {
      root.dataset.theme = dark() ? "light" : "dark";
      try { localStorage.setItem("theme", root.dataset.theme); } catch { /* not remembered, then */ }
      show();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
    show();
    button.classList.add("ready");
  }
}

// ---- opened from the disk, where no server finds the page of a folder
if (location.protocol === "file:") {
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

// ---- the search box: with scripts it leads to the search page, and `/` leads to it
{
  const form = document.querySelector("form[data-search]");
  if (form) {
    form.action = form.dataset.search;
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.closest("input, select, textarea, [contenteditable]")) return;
      event.preventDefault();
      (document.querySelector("[data-seek-box]") || form.querySelector("input")).focus();
    });
  }
}
