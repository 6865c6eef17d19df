/* studio.js — <form data-studio="/address/of/preview.svg">: each change redraws
 * every [data-studio-picture] from the fields named in data-studio-fields, and
 * says when the two colours named in data-studio-contrast are too alike. The
 * server draws; this only asks. */
for (const form of document.querySelectorAll("form[data-studio]")) {
  const fields = (form.dataset.studioFields || "").split(" ");
  const pictures = form.querySelectorAll("[data-studio-picture]");
  const hint = form.querySelector("[data-studio-contrast]");
  let timer = 0;

  const query = () => {
    const data = new FormData(form);
    const wanted = new URLSearchParams();
    for (const name of fields) if (data.has(name)) wanted.set(name, data.get(name));
    return wanted;
  };
  const light = (hex) => {
    const parts = hex.match(/[0-9a-f]{2}/gi) || ["00", "00", "00"];
    const [r, g, b] = parts.map((part) => {
      const v = parseInt(part, 16) / 255;
      return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  const draw = () => {
    const wanted = query();
    for (const picture of pictures) picture.src = form.dataset.studio + "?" + wanted;
    if (!hint) return;
    const [one, other] = (hint.dataset.studioContrast || "").split(" ").map((name) => wanted.get(name));
    hint.hidden = !one || !other || contrast(one, other) >= 3;
  };
  const soon = (event) => {
    if (!fields.includes(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(draw, 150);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);

  /* A set of colours fills the single ones; a colour of one's own leaves the set. */
  for (const set of form.querySelectorAll("[data-studio-set]")) {
    set.addEventListener("change", () => {
      for (const pair of set.dataset.studioSet.split(" ")) {
        const [name, value] = pair.split("=");
        form.elements[name].value = value;
      }
    });
  }
  for (const picker of form.querySelectorAll("[data-studio-own]")) {
    picker.addEventListener("input", () => { form.querySelector(picker.dataset.studioOwn).checked = true; });
  }
}
