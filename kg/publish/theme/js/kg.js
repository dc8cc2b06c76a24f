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

// ---- copying
for (const box of document.querySelectorAll(".copy, details:has(> pre)")) {
  const text = box.querySelector("code");
  if (!text || !navigator.clipboard) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(text.textContent); button.textContent = "Copied"; }
    catch { button.textContent = "Select and copy by hand"; }
  });
  box.append(button);
}

// ---- the search box: with scripts it suggests entries and leads to the search page, and `/` leads to it
{
  const form = document.querySelector("form[data-search]");
  if (form) {
    const box = form.querySelector("input"), base = form.dataset.search;
    form.action = `${base}search/`;
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

// ---- from the file system an address that ends in a slash is a folder, not a page
if (location.protocol === "file:") {
  const whole = (address) => address.replace(/\/(?=$|[?#])/, "/index.html");
  for (const form of document.forms) form.action = whole(form.action);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link?.protocol === "file:") link.href = whole(link.href);
  });
}
