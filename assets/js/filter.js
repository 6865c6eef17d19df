/* filter.js — <input data-filter="#list"> hides the list's [data-name] entries
 * that lack the words typed; a ticked one always stays. */
for (const input of document.querySelectorAll("input[data-filter]")) {
  const list = document.querySelector(input.dataset.filter);
  const none = document.querySelector(input.dataset.filterNone || ":not(*)");
  if (!list) continue;
  const keep = (entry, words) =>
    words.every((word) => entry.dataset.name.toLowerCase().includes(word)) || !!entry.querySelector(":checked");
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const entry of list.querySelectorAll("[data-name]")) {
      entry.hidden = !keep(entry, words);
      shown += !entry.hidden;
    }
    if (none) none.hidden = shown > 0;
  });
  input.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
}
