/* ticks.js — within data-ticks: [data-tick-all] ticks every [data-tick] box,
 * [data-tick-count="# ticked"] says how many, [data-tick-needed] buttons wait for
 * one, [data-tick-every] stands for those of the other pages too. */
{
  const boxes = (area) => Array.from(area.querySelectorAll("[data-tick]:not(:disabled)"));

  const show = (area) => {
    const every = boxes(area);
    const ticked = every.filter((box) => box.checked).length;
    const all = area.querySelector("[data-tick-all]");
    const count = area.querySelector("[data-tick-count]");
    const beyond = area.querySelector("[data-tick-every]");
    if (all) {
      all.checked = ticked > 0 && ticked === every.length;
      all.indeterminate = ticked > 0 && ticked < every.length;
    }
    if (beyond && !ticked) beyond.checked = false;
    if (count) count.textContent = ticked && !beyond?.checked ? count.dataset.tickCount.replace("#", ticked) : "";
    for (const button of area.querySelectorAll("[data-tick-needed]")) button.disabled = !ticked;
  };
  document.addEventListener("change", (event) => {
    const area = event.target.closest("[data-ticks]");
    if (!area) return;
    if (event.target.matches("[data-tick-all]")) for (const box of boxes(area)) box.checked = event.target.checked;
    if (event.target.matches("[data-tick-every]") && event.target.checked) for (const box of boxes(area)) box.checked = true;
    show(area);
  });
  const show_all = () => document.querySelectorAll("[data-ticks]").forEach(show);
  addEventListener("pageshow", show_all);
  document.addEventListener("fresh", show_all);
  show_all();
}
