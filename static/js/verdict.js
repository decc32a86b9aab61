// Behind # in a card's address stands what the co-op signed. Browsers never send it by themselves: it is
// sent here once, to the same address, and the answer takes the place of what was looked up without it.

const form = document.querySelector("[data-signed-form]");
const status = document.querySelector("[data-signed-status]");
const signed = window.location.hash.slice(1);

async function check() {
  status.hidden = false;
  status.textContent = status.dataset.asking;
  form.querySelector("[name=signed]").value = signed;
  // Gone from the address before anybody copies it from there.
  window.history.replaceState(null, "", window.location.pathname);
  try {
    const answer = await fetch(window.location.pathname, { method: "POST", body: new FormData(form) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector("main");
    if (!found?.querySelector("[data-answer]")) throw new Error("no answer");
    document.title = page.title;
    document.querySelector("main").replaceChildren(...found.childNodes);
  } catch {
    status.textContent = status.dataset.failed;
  }
}

if (form && status && signed) check();
