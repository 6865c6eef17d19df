/* scan.js — [data-scan="#field"]: a QR code before the camera goes into that field,
 * and the form off. Only where the browser reads codes by itself; elsewhere a photo
 * of the code is added as a file, and read by the server. */
{
  const can = "BarcodeDetector" in window && navigator.mediaDevices && navigator.mediaDevices.getUserMedia;

  for (const box of document.querySelectorAll("[data-scan]")) {
    const video = box.querySelector("video"), told = box.querySelector("[role=status]"), start = box.querySelector("[data-scan-start]");
    const field = document.querySelector(box.dataset.scan), text = box.closest("form").elements.text;
    if (!can || !field) continue;
    box.hidden = false;

    const stop = () => {
      for (const track of video.srcObject ? video.srcObject.getTracks() : []) track.stop();
      video.srcObject = null;
      video.hidden = true;
    };
    const use = (said) => {
      stop();
      if (/^https?:/i.test(said)) field.value = said;
      else text.value = said;
      box.closest("form").requestSubmit();
    };
    const look = async (detector) => {
      if (!video.srcObject) return;
      const found = await detector.detect(video).catch(() => []);
      if (found.length) use(found[0].rawValue);
      else requestAnimationFrame(() => look(detector));
    };
    start.addEventListener("click", async () => {
      try {
        video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
        video.hidden = false;
        await video.play();
        told.textContent = told.dataset.scanTold;
        look(new BarcodeDetector({ formats: ["qr_code"] }));
      } catch {
        stop();
        told.textContent = told.dataset.scanNone;
      }
    });
    addEventListener("pagehide", stop);
  }
}
