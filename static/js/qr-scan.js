// Reads a QR code with the camera and hands its text to a form:
//   <section data-scan hidden data-decoder="{% static …ponyfill.js %}" data-wasm="{% static …zxing_reader.wasm %}">
//     <button type="button" data-scan-start>Use the camera</button> <button type="button" data-scan-stop hidden>
//     <div class="scan" data-scan-view hidden><video playsinline muted></video></div>
//     <p role="status" data-scan-status data-asking=… data-looking=… data-denied=… data-none=…></p>
//   </section>
//   <form data-scan-form><input data-scan-input></form>
// Without script, camera or leave to use it, the section stays away and the form works by hand.

const root = document.querySelector("[data-scan]");
const form = document.querySelector("[data-scan-form]");

async function decoder() {
  if ("BarcodeDetector" in window) {
    const formats = await window.BarcodeDetector.getSupportedFormats();
    if (formats.includes("qr_code")) return new window.BarcodeDetector({ formats: ["qr_code"] });
  }
  await new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: root.dataset.decoder });
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    document.head.append(script);
  });
  const { BarcodeDetector, prepareZXingModule } = window.BarcodeDetectionAPI;
  // By default it would fetch its other half from elsewhere.
  prepareZXingModule({ overrides: { locateFile: () => root.dataset.wasm } });
  return new BarcodeDetector({ formats: ["qr_code"] });
}

if (root && form && navigator.mediaDevices?.getUserMedia) {
  const view = root.querySelector("[data-scan-view]");
  const video = view.querySelector("video");
  const start = root.querySelector("[data-scan-start]");
  const stop = root.querySelector("[data-scan-stop]");
  const status = root.querySelector("[data-scan-status]");
  const say = (word) => {
    status.textContent = status.dataset[word] ?? "";
  };
  let stream = null;

  const end = () => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    view.hidden = true;
    if (stop) stop.hidden = true;
    start.hidden = false;
  };

  const look = async (detector) => {
    while (stream) {
      const found = video.readyState >= 2 ? await detector.detect(video).catch(() => []) : [];
      const text = found[0]?.rawValue;
      if (text) {
        navigator.vibrate?.(60);
        end();
        form.querySelector("[data-scan-input]").value = text;
        form.requestSubmit();
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 120));
    }
  };

  start.addEventListener("click", async () => {
    say("asking");
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "environment", width: { ideal: 1280 } },
        audio: false,
      });
    } catch (error) {
      say(error.name === "NotFoundError" ? "none" : "denied");
      return;
    }
    view.hidden = false;
    start.hidden = true;
    if (stop) stop.hidden = false;
    video.srcObject = stream;
    await video.play();
    say("looking");
    try {
      await look(await decoder());
    } catch {
      end();
      say("none");
    }
  });
  stop?.addEventListener("click", () => {
    end();
    say("");
  });
  window.addEventListener("pagehide", end);
  root.hidden = false;
}
