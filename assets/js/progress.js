/* progress.js — <div id="x" data-refresh="address">: every two seconds the page
 * at that address is asked for and its own #x takes the place of this one's
 * content. Without data-refresh in it the work is over: the page is loaded anew. */
for (const place of document.querySelectorAll("[data-refresh]")) {
  const ask = async () => {
    const answer = await fetch(place.dataset.refresh, { headers: { Accept: "text/html" } });
    if (!answer.ok) return true;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(place.id);
    if (!fresh || !fresh.hasAttribute("data-refresh")) return false;
    place.replaceChildren(...fresh.childNodes);
    return true;
  };
  const again = async () => {
    if (await ask().catch(() => true)) setTimeout(again, 2000);
    else location.reload();
  };
  setTimeout(again, 2000);
}
