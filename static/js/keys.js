// Single keys for those who work through many: "/" search, "j" and "k" rows, "x" select, "a" approve,
// "?" help. Only where the page offers them (data-keys-help), never while somebody types, never with
// another key held down, and they can be switched off for good in this browser (WCAG 2.1.4).

const SWITCH = "coopportal.keys";
const FIELD = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";

const stored = () => {
  try {
    return localStorage.getItem(SWITCH);
  } catch {
    return null;
  }
};

const keep = (on) => {
  try {
    localStorage.setItem(SWITCH, on ? "on" : "off");
  } catch {
    // A browser that keeps nothing: switched off until the page is left.
  }
};

export function listen(help) {
  const box = help.querySelector("[data-keys-switch]");
  const dialog = help.querySelector("dialog");
  const form = document.querySelector("[data-keys]");
  let at = -1;
  help.hidden = false;
  box.checked = stored() !== "off";
  box.addEventListener("change", () => keep(box.checked));

  const rows = () => [...(form?.querySelectorAll("tbody tr") ?? [])];
  const tick = (row) => row?.querySelector("input[type=checkbox]");
  const go = (step) => {
    const all = rows();
    if (!form) {
      document.querySelector(`[data-keys-steps] [rel=${step > 0 ? "next" : "prev"}]`)?.click();
      return;
    }
    if (!all.length) return;
    const focused = all.findIndex((row) => row.contains(document.activeElement));
    at = Math.min(all.length - 1, Math.max(0, (focused < 0 ? at : focused) + step));
    all[at].querySelector("th a, td a")?.focus();
  };
  const here = () => rows().find((row) => row.contains(document.activeElement));
  const select = () => tick(here())?.click();
  const approve = () => {
    if (form && !form.querySelector("[data-bulk-bar] [value=approve]")) return;
    if (form && !form.querySelector("tbody input:checked")) tick(here())?.click();
    const chosen = form && form.querySelector("tbody input:checked");
    const button = form
      ? chosen && form.querySelector("[data-bulk-bar] [value=approve]")
      : document.querySelector("[data-keys-approve]");
    button?.click();
  };
  // The page's own search; elsewhere the one of the sidebar, which is a drawer on a small screen.
  const find = () => {
    const own = document.querySelector("main input[type=search]");
    const field = own ?? document.querySelector("[data-find]");
    if (field && !field.checkVisibility()) field.closest("[popover]")?.showPopover();
    field?.focus();
  };
  const acts = {
    "/": find,
    "?": () => dialog.showModal(),
    j: () => go(1),
    k: () => go(-1),
    x: select,
    a: approve,
  };

  document.addEventListener("keydown", (event) => {
    const act = acts[event.key];
    if (!act || !box.checked || event.repeat || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
    if (event.target.closest?.(FIELD)) return;
    event.preventDefault();
    act();
  });
}

for (const help of document.querySelectorAll("[data-keys-help]")) listen(help);
