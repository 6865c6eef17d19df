/* theme.js — the reader's choice of light or dark. A plain script in <head>,
 * so that the first paint is right; everything else is a module. */
(function () {
  const root = document.documentElement;
  const store = window.localStorage;
  let choice = "";
  try { choice = store.getItem("theme") || ""; } catch { /* storage is off: follow the system */ }

  root.dataset.script = "";
  function show() {
    if (choice) root.dataset.theme = choice;
    else delete root.dataset.theme;
    for (const b of document.querySelectorAll("[data-theme-set]"))
      b.setAttribute("aria-pressed", String(b.dataset.themeSet === choice));
  }
  show();
  document.addEventListener("DOMContentLoaded", show);
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-theme-set]");
    if (!button) return;
    choice = button.dataset.themeSet;
    try { store.setItem("theme", choice); } catch { /* kept for this page only */ }
    show();
  });
})();
