// The answer at the desk: the headline is read first; a reader that types goes on with the next card at once.

document.querySelector("[data-desk-answer] h1")?.focus();

const field = document.querySelector("[data-typed]");
document.addEventListener("keydown", (event) => {
  const typing = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (field && typing && !event.target.closest("input, textarea, select")) field.focus();
});
