/* menu.js — an open menu closes on Escape, on a click elsewhere, and when the
 * focus leaves it. Opening is the browser's own (details). */
{
  const open = () => document.querySelectorAll("details.menu[open]");
  const close_others = (target) => {
    for (const menu of open()) if (!menu.contains(target)) menu.open = false;
  };
  document.addEventListener("click", (event) => close_others(event.target));
  document.addEventListener("focusin", (event) => close_others(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}
