/* push.js — form[data-push-left="/address"] tells our server when its window is
 * left without an answer, so that the site that opened it stops waiting; a window
 * that is only loaded again takes that back. button[data-close] closes the window,
 * or shows [data-close-told] where browsers do not let it. */
{
  const form = document.querySelector("form[data-push-left]");
  if (form) {
    let answered = false;
    form.addEventListener("submit", () => { answered = true; });
    window.addEventListener("pagehide", () => {
      if (!answered) navigator.sendBeacon(form.dataset.pushLeft, new URLSearchParams({ csrf: form.elements.csrf.value }));
    });
    window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  }
  const close = document.querySelector("[data-close]");
  const told = document.querySelector("[data-close-told]");
  if (close) {
    close.addEventListener("click", () => {
      window.close();
      setTimeout(() => { if (told) { close.hidden = true; told.hidden = false; } }, 300);
    });
  }
}
