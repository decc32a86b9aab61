// <div data-poll="/address/" data-poll-every="2" data-poll-for="300" data-poll-end="sentence">
// Asks for a fragment until the answer no longer carries data-poll; after that time it says so and stops.
for (const first of document.querySelectorAll("[data-poll]")) {
  let box = first;
  const end = Date.now() + Number(box.dataset.pollFor ?? 300) * 1000;
  const every = Number(box.dataset.pollEvery ?? 2) * 1000;
  const ask = async () => {
    if (Date.now() > end) {
      box.append(Object.assign(document.createElement("p"), { textContent: box.dataset.pollEnd ?? "" }));
      return;
    }
    try {
      const answer = await fetch(box.dataset.poll, { headers: { "HX-Request": "true" } });
      if (answer.redirected) {
        location.assign(answer.url);
        return;
      }
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const next = page.querySelector("[data-poll]") ?? page.body.firstElementChild;
        if (next && next.outerHTML !== box.outerHTML) {
          box.replaceWith(next);
          box = next;
        }
        if (!box.dataset.poll) return;
      }
    } catch {
      // The network may come back before the time is over.
    }
    setTimeout(ask, every);
  };
  setTimeout(ask, every);
}
