/* progress.js — [data-reload-when-done]: the piece that htmx refreshes says by
 * this mark that the work is over; the page then shows its last state whole. */
document.addEventListener("htmx:afterSwap", () => {
  if (document.querySelector("[data-reload-when-done]")) location.reload();
});
