/* copy.js — <button data-copy="text"> or <button data-copy-from="#id"> puts the
 * text on the clipboard; data-copied is the word shown for a moment after. */
{
  const source = (button) => {
    if (!button.dataset.copyFrom) return button.dataset.copy;
    const from = document.querySelector(button.dataset.copyFrom);
    return from ? (from.value ?? from.textContent).trim() : "";
  };
  const tell = (button) => {
    const label = button.querySelector("[data-copy-label]") || button;
    const before = label.textContent;
    if (!button.dataset.copied || button.dataset.busy) return;
    button.dataset.busy = "yes";
    label.setAttribute("aria-live", "polite");
    label.textContent = button.dataset.copied;
    setTimeout(() => { label.textContent = before; delete button.dataset.busy; }, 2000);
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy], [data-copy-from]");
    if (!button || !navigator.clipboard) return;
    await navigator.clipboard.writeText(source(button));
    tell(button);
  });
  for (const button of document.querySelectorAll("[data-copy], [data-copy-from]")) button.hidden = !navigator.clipboard;
}
