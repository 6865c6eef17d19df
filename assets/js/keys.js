/* keys.js — keys for who works without a mouse: / searches, j and k go through
 * the rows, x ticks, Enter opens, g and a letter go to a page ([data-key-go]), ?
 * says so (dialog[data-keys]). Nothing happens while somebody types, and all of
 * it can be switched off there (localStorage "keys" is "off"). */
{
  const dialog = document.querySelector("dialog[data-keys]");
  const is_on = () => { try { return localStorage.getItem("keys") !== "off"; } catch { return true; } };
  const typing = (element) => element.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  const rows = () => Array.from(document.querySelectorAll("[data-row]"));
  let went = 0;

  const target_of = (row) => row.querySelector("th a, [data-tick], a, button");
  const step = (by) => {
    const all = rows();
    const now = all.indexOf(document.activeElement?.closest("[data-row]"));
    const next = all[now < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + by, 0), all.length - 1)];
    const target = next && target_of(next);
    target?.focus();
    target?.scrollIntoView({ block: "nearest" });
  };
  const tick = () => document.activeElement?.closest("[data-row]")?.querySelector("[data-tick]")?.click();
  const show = () => {
    if (!dialog) return;
    const box = dialog.querySelector("[data-keys-on]");
    if (box) box.checked = is_on();
    dialog.showModal();
  };
  const search = () => {
    const input = document.querySelector("[data-key-search]");
    input?.focus();
    input?.select();
  };
  const what = { "/": search, j: () => step(1), k: () => step(-1), x: tick, "?": show };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.matches("[data-key-search]")) event.target.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    if (!is_on() && event.key !== "?") return;
    if (event.key === "g") { went = Date.now(); return; }
    if (Date.now() - went < 1500) {
      went = 0;
      const link = document.querySelector(`[data-key-go="${CSS.escape(event.key)}"]`);
      if (link) { event.preventDefault(); link.click(); return; }
    }
    if (!what[event.key]) return;
    event.preventDefault();
    what[event.key]();
  });
  dialog?.querySelector("[data-keys-on]")?.addEventListener("change", (event) => {
    try { localStorage.setItem("keys", event.target.checked ? "on" : "off"); } catch { /* not kept then */ }
  });
  document.querySelector("[data-keys-show]")?.addEventListener("click", show);
}
