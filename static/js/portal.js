// What every page may use. Each part only makes easier what already works without it.

// A form error is met first by whoever sent the form.
document.querySelector(".error-summary")?.focus();

// htmx asks the way a form does: with the token of the page.
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (token) event.detail.headers["X-CSRFToken"] = token.value;
});
document.addEventListener("htmx:beforeRequest", (event) => event.target.setAttribute("aria-busy", "true"));
document.addEventListener("htmx:afterRequest", (event) => event.target.removeAttribute("aria-busy"));

// One press, one request: a second click while the first is on its way is not sent.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get" || form.target === "_blank") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const busy of document.querySelectorAll("[aria-busy=true]")) busy.removeAttribute("aria-busy");
});

// Copy
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const word = button.querySelector("span") ?? button;
    const before = word.textContent;
    word.textContent = button.dataset.done;
    button.setAttribute("aria-live", "polite");
    setTimeout(() => {
      word.textContent = before;
    }, 2000);
  });
}

// Bulk: the bar appears with the first tick and names the number.
for (const form of document.querySelectorAll("form[data-bulk]")) {
  const bar = form.querySelector("[data-bulk-bar]");
  const count = bar?.querySelector("[data-bulk-count]");
  const whole = form.querySelector("[data-select-all]");
  const everything = bar?.querySelector("[name=everything]");
  const rows = () => [...form.querySelectorAll("tbody input[type=checkbox][name]")];
  const draw = () => {
    const all = rows();
    const ticked = all.filter((row) => row.checked).length;
    if (whole) {
      whole.checked = ticked > 0 && ticked === all.length;
      whole.indeterminate = ticked > 0 && ticked < all.length;
    }
    if (!bar) return;
    const number = everything?.checked ? Number(everything.dataset.total ?? ticked) : ticked;
    bar.hidden = ticked === 0 && !everything?.checked;
    if (count) count.textContent = count.dataset.bulkCount.replace("{n}", number);
    for (const button of bar.querySelectorAll("[data-bulk-label]")) {
      button.textContent = button.dataset.bulkLabel.replace("{n}", number);
    }
  };
  if (whole) {
    whole.closest("[hidden]")?.removeAttribute("hidden");
    whole.hidden = false;
    whole.addEventListener("change", () => {
      for (const row of rows()) row.checked = whole.checked;
      draw();
    });
  }
  form.addEventListener("change", draw);
  window.addEventListener("pageshow", draw);
  draw();
}

// Undo: the seconds that are left; then the button goes, because the server would refuse.
for (const box of document.querySelectorAll("[data-undo]")) {
  const left = box.querySelector("[data-undo-left]");
  const button = box.querySelector("button");
  const end = Date.now() + Number(box.dataset.undo) * 1000;
  const tick = () => {
    const seconds = Math.ceil((end - Date.now()) / 1000);
    if (seconds > 0) {
      if (left) left.textContent = `(${seconds})`;
      setTimeout(tick, 250);
    } else if (button && !button.hasAttribute("aria-busy")) {
      button.closest("form").hidden = true;
    }
  };
  tick();
}

// A question is asked in a dialog where the page has one for it; the link stays for everybody else.
for (const opener of document.querySelectorAll("[data-dialog]")) {
  const dialog = document.getElementById(opener.dataset.dialog);
  if (!dialog?.showModal) continue;
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.showModal();
  });
  for (const close of dialog.querySelectorAll("[data-close]")) {
    close.addEventListener("click", () => dialog.close());
  }
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
