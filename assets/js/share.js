/* share.js — <button data-share="address" data-share-title="…" hidden> appears
 * where the device has a share sheet of its own. */
for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () =>
    navigator.share({ url: button.dataset.share, title: button.dataset.shareTitle }).catch(() => {}));
}
