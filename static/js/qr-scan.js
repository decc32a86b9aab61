// Reads a QR code with the camera and hands its text to a form:
//   <section data-scan hidden data-decoder="{% static …ponyfill.js %}" data-wasm="{% static …zxing_reader.wasm %}">
//     <button type="button" data-scan-start>Use the camera</button> <button type="button" data-scan-stop hidden>
//     <button type="button" data-scan-torch hidden> <button type="button" data-scan-flip hidden>, where the camera can
//     <div class="scan" data-scan-view hidden><video playsinline muted></video></div>
//     <p role="status" data-scan-status data-asking=… data-looking=… data-denied=… data-none=…></p>
//   </section>
//   <form data-scan-form><input data-scan-input></form>
// With data-scan-auto it begins by itself where the browser allows the camera already.
// Without script, camera or leave to use it, the section stays away and the form works by hand.

const root = document.querySelector("[data-scan]");
const form = document.querySelector("[data-scan-form]");

// After so long without a code, what may help is said.
const LATE = 8000;

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
  const torch = root.querySelector("[data-scan-torch]");
  const flip = root.querySelector("[data-scan-flip]");
  const status = root.querySelector("[data-scan-status]");
  const say = (word) => {
    const text = status.dataset[word] ?? "";
    if (status.textContent !== text) status.textContent = text; // said once, not at every look
  };
  let stream = null;
  let facing = "environment";

  // What this very camera can do, and whether there is another one.
  const offer = async () => {
    const [track] = stream.getVideoTracks();
    if (torch) torch.hidden = !track.getCapabilities?.().torch;
    const devices = (await navigator.mediaDevices.enumerateDevices?.()) ?? [];
    if (flip) flip.hidden = devices.filter((each) => each.kind === "videoinput").length < 2;
  };

  const end = () => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    view.hidden = true;
    for (const each of [stop, torch, flip]) if (each) each.hidden = true;
    torch?.setAttribute("aria-pressed", "false");
    start.hidden = false;
  };

  const look = async (detector) => {
    const mine = stream;
    const late = Date.now() + LATE;
    while (stream && stream === mine) {
      if (Date.now() > late && status.dataset.closer) say("closer");
      const found = video.readyState >= 2 ? await detector.detect(video).catch(() => []) : [];
      const text = found[0]?.rawValue;
      if (text) {
        if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(60);
        end();
        form.querySelector("[data-scan-input]").value = text;
        form.requestSubmit();
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 120));
    }
  };

  const begin = async () => {
    say("asking");
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: facing, width: { ideal: 1280 } },
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
    offer();
    try {
      await look(await decoder());
    } catch {
      end();
      say("none");
    }
  };
  start.addEventListener("click", begin);
  flip?.addEventListener("click", () => {
    facing = facing === "environment" ? "user" : "environment";
    end();
    begin();
  });
  torch?.addEventListener("click", async () => {
    const lit = torch.getAttribute("aria-pressed") === "true";
    const [track] = stream.getVideoTracks();
    await track.applyConstraints({ advanced: [{ torch: !lit }] });
    torch.setAttribute("aria-pressed", String(!lit));
  });
  stop?.addEventListener("click", () => {
    end();
    say("");
  });
  window.addEventListener("pagehide", end);
  root.hidden = false;
  if ("scanAuto" in root.dataset) {
    navigator.permissions
      ?.query({ name: "camera" })
      .then((leave) => leave.state === "granted" && begin())
      .catch(() => {}); // a browser that cannot say is asked by the button
  }
}
