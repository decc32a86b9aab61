// The answer at the desk: the headline is read first; a reader that types goes on with the next card at once.

document.querySelector("[data-desk-answer] h1")?.focus();

const field = document.querySelector("[data-typed]");
document.addEventListener("keydown", (event) => {
  const typing = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (field && typing && !event.target.closest("input, textarea, select")) field.focus();
});

// After giving it goes back to the scanner by itself, unless somebody prefers to stay: kept on this device.
const answer = document.querySelector("[data-back]");
const note = answer?.querySelector("[data-back-note]");
if (answer && note) {
  const stay = note.querySelector("[data-back-stay]");
  const stays = () => localStorage.getItem("desk-stay") === "yes";
  let timer = null;
  const draw = () => {
    clearTimeout(timer);
    if (!stays()) {
      timer = setTimeout(() => location.assign(answer.dataset.backTo), Number(answer.dataset.back) * 1000);
    }
    stay.textContent = stays() ? stay.dataset.go : stay.dataset.stay;
  };
  stay.addEventListener("click", () => {
    localStorage.setItem("desk-stay", stays() ? "no" : "yes");
    draw();
  });
  note.hidden = false;
  draw();
}
