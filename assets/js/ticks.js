/* ticks.js — within data-ticks: [data-tick-all] ticks every [data-tick] box,
 * [data-tick-count="# ticked"] says how many, [data-tick-needed] buttons wait for one. */
for (const area of document.querySelectorAll("[data-ticks]")) {
  const boxes = () => Array.from(area.querySelectorAll("[data-tick]:not(:disabled)"));
  const all = area.querySelector("[data-tick-all]");
  const count = area.querySelector("[data-tick-count]");

  const show = () => {
    const every = boxes();
    const ticked = every.filter((box) => box.checked).length;
    if (all) {
      all.checked = ticked > 0 && ticked === every.length;
      all.indeterminate = ticked > 0 && ticked < every.length;
    }
    if (count) count.textContent = ticked ? count.dataset.tickCount.replace("#", ticked) : "";
    for (const button of area.querySelectorAll("[data-tick-needed]")) button.disabled = !ticked;
  };
  area.addEventListener("change", (event) => {
    if (event.target === all) for (const box of boxes()) box.checked = all.checked;
    show();
  });
  addEventListener("pageshow", show);
  show();
}
