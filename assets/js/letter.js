/* letter.js — <form data-letter="/address">: [data-letter-hole="{name}"] puts that
 * where one was writing, and [data-letter-frame]s show the mail while one writes. */
for (const form of document.querySelectorAll("form[data-letter]")) {
  const fields = ["subject", "opening"].map((name) => form.elements[name]);
  let last = fields[1], timer = 0;
  const show = () => {
    const query = new URLSearchParams({ lang: form.elements.lang.value });
    for (const field of fields) query.set(field.name, field.value);
    for (const frame of form.querySelectorAll("[data-letter-frame]")) {
      const text = /[?&]as=text/.test(frame.getAttribute("src")) ? "&as=text" : "";
      frame.contentWindow.location.replace(`${form.dataset.letter}?${query}${text}`);
    }
  };
  form.addEventListener("focusin", (event) => { if (fields.includes(event.target)) last = event.target; });
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(show, 300); });
  form.addEventListener("click", (event) => {
    const hole = event.target.closest("[data-letter-hole]");
    if (!hole) return;
    last.setRangeText(hole.dataset.letterHole, last.selectionStart, last.selectionEnd, "end");
    last.focus();
    last.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
