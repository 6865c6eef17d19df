/* drop.js — a .drop area around a file input: marks itself while a file hovers
 * over the page and names the file that was chosen in [data-drop-name]. */
{
  const has_files = (event) => event.dataTransfer && event.dataTransfer.types.includes("Files");

  for (const area of document.querySelectorAll("[data-drop]")) {
    const input = area.querySelector("input[type=file]");
    const shown = area.querySelector("[data-drop-name]");
    const mark = (on) => area.classList.toggle("drop-over", on);
    const tell = () => { if (shown) shown.textContent = Array.from(input.files, (file) => file.name).join(", "); };

    area.addEventListener("dragover", (event) => { if (has_files(event)) { event.preventDefault(); mark(true); } });
    area.addEventListener("dragleave", () => mark(false));
    area.addEventListener("drop", (event) => {
      if (!has_files(event)) return;
      event.preventDefault();
      mark(false);
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    input.addEventListener("change", () => {
      tell();
      if (area.hasAttribute("data-drop-send") && input.files.length) input.form.requestSubmit();
    });
    tell();
  }
  /* A file that misses the area must not replace the page and what was typed in it. */
  for (const kind of ["dragover", "drop"])
    addEventListener(kind, (event) => { if (has_files(event)) event.preventDefault(); });
}
