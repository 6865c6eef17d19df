/* matrix.js — table[data-grid] as a grid: arrows, Home, End and Page keys go from cell to
 * cell, one stop for Tab; Enter follows the link. A cell's reasons ([data-why] of the page
 * behind it) open beside it. form[data-as-at]: the slider moves the day. Without script
 * all of it is links and a form. */
{
  const cells_of = (row) => Array.from(row.cells);
  const stop_of = (cell) => cell?.querySelector("a, input:not([disabled])") ?? cell;

  const start = (table) => {
    if (table.getAttribute("role") === "grid") return;
    table.setAttribute("role", "grid");
    for (const stop of table.querySelectorAll("a, input")) stop.tabIndex = -1;
    for (const box of table.querySelectorAll("[data-tick], [data-tick-all]")) box.tabIndex = 0;
    const go = (cell) => {
      const stop = stop_of(cell);
      if (!stop) return;
      for (const other of table.querySelectorAll("[data-cell][tabindex='0'], td[tabindex='0']")) other.tabIndex = -1;
      stop.tabIndex = 0;
      stop.focus();
      cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    };
    const first = table.querySelector("tbody td [data-cell]");
    if (first) first.tabIndex = 0;
    table.addEventListener("keydown", (event) => {
      const cell = event.target.closest("td, th");
      const row = cell?.parentElement;
      if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
      const rows = Array.from(table.rows);
      const at = rows.indexOf(row), column = cells_of(row).indexOf(cell);
      const ahead = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight", back = document.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
      const to = (r, c) => cells_of(rows[Math.min(Math.max(r, 0), rows.length - 1)])[Math.min(Math.max(c, 0), row.cells.length - 1)];
      const next = {
        [ahead]: () => to(at, column + 1), [back]: () => to(at, column - 1), ArrowDown: () => to(at + 1, column), ArrowUp: () => to(at - 1, column),
        Home: () => to(at, 0), End: () => to(at, row.cells.length - 1), PageDown: () => to(at + 10, column), PageUp: () => to(at - 10, column),
      }[event.key]?.();
      if (!next) return;
      event.preventDefault();
      go(next);
    });
  };

  let panel;
  const show = async (link) => {
    const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
    const found = answer.ok && !answer.redirected && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-why]");
    if (!found) return location.assign(link.href);
    panel?.remove();
    panel = document.createElement("dialog");
    panel.className = "dialog mx-panel";
    const heading = found.querySelector("h1");
    const title = document.createElement("h2");
    title.id = "mx-panel-title";
    title.append(...heading.childNodes);
    heading.replaceWith(title);
    panel.setAttribute("aria-labelledby", title.id);
    const body = document.createElement("div");
    body.className = "dialog-body";
    body.append(found);
    const foot = document.createElement("form");
    foot.className = "dialog-foot";
    foot.method = "dialog";
    const close = document.createElement("button");
    close.className = "button";
    close.textContent = document.querySelector("dialog[data-keys] .dialog-foot .button")?.textContent ?? "×";
    foot.append(close);
    panel.append(body, foot);
    document.body.append(panel);
    panel.addEventListener("close", () => link.focus());
    panel.showModal();
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-grid] td a[data-cell]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    show(link).catch(() => location.assign(link.href));
  });

  document.addEventListener("input", (event) => {
    const slider = event.target.closest("[data-as-at] [data-days]");
    if (!slider) return;
    const day = new Date();
    day.setUTCDate(day.getUTCDate() + Number(slider.value));
    slider.form.elements.at.value = day.toISOString().slice(0, 10);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-as-at] [data-days]")) event.target.form.requestSubmit();
  });

  const start_all = () => document.querySelectorAll("[data-grid]").forEach(start);
  document.addEventListener("fresh", start_all);
  start_all();
}
