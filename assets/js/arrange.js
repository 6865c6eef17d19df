/* arrange.js — rows of [data-arrange] are dragged into another order or list: by mouse
 * anywhere on the row, by finger or pen at its grip, so that the page still scrolls. What
 * was dropped is told by the form that it names (fields badge, section, before), as
 * the buttons beside each row tell it. */
{
  const form = document.querySelector("form[data-arrange-form]");
  let moving = null, finger = null;
  const lists = () => document.querySelectorAll("[data-arrange]");
  const clear = () => {
    for (const row of document.querySelectorAll(".arrange-row-before")) row.classList.remove("arrange-row-before");
    for (const list of lists()) list.classList.remove("arrange-list-end");
  };
  /* The row in front of which it would go; null: the end of the list. */
  const before = (list, y) => [...list.querySelectorAll("[data-arrange-row]")]
    .find((row) => row !== moving && y < row.getBoundingClientRect().top + row.offsetHeight / 2) ?? null;

  /* The list under a finger, or that of the card. */
  const under = (event) => {
    const at = document.elementFromPoint(event.clientX, event.clientY);
    return at?.closest("[data-arrange]") ?? at?.closest(".card")?.querySelector("[data-arrange]");
  };
  const take = (row) => {
    moving = row;
    moving.classList.add("arrange-row-moving");
  };
  const show = (list, y) => {
    clear();
    const row = list && before(list, y);
    if (row) row.classList.add("arrange-row-before");
    else list?.classList.add("arrange-list-end");
  };
  const put = (list, y) => {
    form.elements.badge.value = moving.dataset.arrangeRow;
    form.elements.section.value = list.dataset.arrange;
    form.elements.before.value = before(list, y)?.dataset.arrangeRow ?? list.dataset.arrangeBehind ?? "0";
    form.requestSubmit();
  };
  const leave = () => {
    moving?.classList.remove("arrange-row-moving");
    moving = finger = null;
    clear();
  };

  for (const list of form ? lists() : []) {
    list.addEventListener("dragstart", (event) => {
      const row = (event.target.closest ? event.target : event.target.parentElement).closest("[data-arrange-row]");
      if (!row) return;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", row.dataset.arrangeRow);
      finger = null;                             /* a long press is the browser's own drag */
      take(row);
    });
    list.addEventListener("dragend", leave);
    list.addEventListener("dragover", (event) => {
      if (!moving) return;
      event.preventDefault();
      show(list, event.clientY);
    });
    list.addEventListener("drop", (event) => {
      if (!moving) return;
      event.preventDefault();
      put(list, event.clientY);
    });
    /* A finger: browsers drag for a mouse alone. */
    list.addEventListener("pointerdown", (event) => {
      const grip = event.pointerType !== "mouse" && event.target.closest(".arrange-grip");
      if (!grip) return;
      event.preventDefault();
      grip.setPointerCapture(finger = event.pointerId);
      take(grip.closest("[data-arrange-row]"));
    });
    list.addEventListener("pointermove", (event) => {
      if (event.pointerId !== finger) return;
      const edge = event.clientY < 60 ? -12 : event.clientY > window.innerHeight - 60 ? 12 : 0;
      if (edge) window.scrollBy(0, edge);
      show(under(event), event.clientY);
    });
    list.addEventListener("pointerup", (event) => {
      if (event.pointerId !== finger) return;
      const onto = under(event);
      if (onto) put(onto, event.clientY);
      leave();
    });
    list.addEventListener("pointercancel", (event) => { if (event.pointerId === finger) leave(); });
  }
}
