/* arrange.js — rows of [data-arrange] are dragged into another order or list. What
 * was dropped is told by the form that it names (fields badge, section, before), as
 * the buttons beside each row tell it. */
{
  const form = document.querySelector("form[data-arrange-form]");
  let moving = null;
  const lists = () => document.querySelectorAll("[data-arrange]");
  const clear = () => {
    for (const row of document.querySelectorAll(".arrange-row-before")) row.classList.remove("arrange-row-before");
    for (const list of lists()) list.classList.remove("arrange-list-end");
  };
  /* The row in front of which it would go; null: the end of the list. */
  const before = (list, y) => [...list.querySelectorAll("[data-arrange-row]")]
    .find((row) => row !== moving && y < row.getBoundingClientRect().top + row.offsetHeight / 2) ?? null;

  for (const list of form ? lists() : []) {
    list.addEventListener("dragstart", (event) => {
      moving = event.target.closest("[data-arrange-row]");
      if (!moving) return;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", moving.dataset.arrangeRow);
      moving.classList.add("arrange-row-moving");
    });
    list.addEventListener("dragend", () => {
      moving?.classList.remove("arrange-row-moving");
      moving = null;
      clear();
    });
    list.addEventListener("dragover", (event) => {
      if (!moving) return;
      event.preventDefault();
      clear();
      const row = before(list, event.clientY);
      if (row) row.classList.add("arrange-row-before");
      else list.classList.add("arrange-list-end");
    });
    list.addEventListener("drop", (event) => {
      if (!moving) return;
      event.preventDefault();
      form.elements.badge.value = moving.dataset.arrangeRow;
      form.elements.section.value = list.dataset.arrange;
      form.elements.before.value = before(list, event.clientY)?.dataset.arrangeRow ?? "0";
      form.requestSubmit();
    });
  }
}
