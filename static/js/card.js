// At the desk: the screen stays on while the card is shown, and the card may fill all of it.
const note = document.querySelector("[data-awake]");
let lock = null;

async function stayAwake() {
  if (!navigator.wakeLock || document.visibilityState !== "visible") return;
  try {
    lock = await navigator.wakeLock.request("screen");
    if (note) note.hidden = false;
    lock.addEventListener("release", () => {
      if (note) note.hidden = true;
    });
  } catch {
    // The phone saves its battery, or the browser says no: the card is shown all the same.
  }
}

document.addEventListener("visibilitychange", stayAwake);
stayAwake();

const whole = document.querySelector("[data-full-screen]");
if (whole && document.fullscreenEnabled) {
  whole.hidden = false;
  whole.addEventListener("click", async () => {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await document.documentElement.requestFullscreen();
  });
  document.addEventListener("fullscreenchange", () => {
    whole.textContent = document.fullscreenElement ? whole.dataset.less : whole.dataset.more;
  });
}
