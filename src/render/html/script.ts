/** What the page does in a browser: filter, search, open what a link names. It makes no markup. */

/** Plain JavaScript for a classic script element; the page works without it, with everything shown. */
export const script = String.raw`"use strict";
(() => {
  const form = document.getElementById("filter");
  const findings = [...document.querySelectorAll("details.finding")];
  const groups = [...document.querySelectorAll("section.group")];
  const links = new Map([...document.querySelectorAll("nav.groups a")].map((link) => [link.hash.slice(1), link.parentElement]));

  const openTarget = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target === null) return;
    if (target.closest("[hidden]") !== null) clear();
    if (!target.matches("details.finding")) return;
    target.open = true;
    target.firstElementChild.focus({ preventScroll: true });
    target.scrollIntoView({ block: "start" });
  };

  const printing = [];
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details:not([open])")) {
      if (details.closest("[hidden]") !== null || details.matches(".objects")) continue;
      details.open = true;
      printing.push(details);
    }
  });
  addEventListener("afterprint", () => {
    for (const details of printing.splice(0)) details.open = false;
  });

  if (form === null) return;
  const search = document.getElementById("q");
  const boxes = [...form.querySelectorAll("input[type=checkbox]")];
  const shown = document.getElementById("shown");
  const empty = document.getElementById("empty");
  const clearButton = document.getElementById("clear");
  const allButton = document.getElementById("all");
  const texts = new Map();

  const textOf = (finding) => {
    let text = texts.get(finding);
    if (text === undefined) {
      text = (finding.textContent + " " + finding.closest("section").querySelector("h3 a").textContent).toLowerCase();
      texts.set(finding, text);
    }
    return text;
  };

  const chosen = () => {
    const values = new Map();
    for (const box of boxes) {
      if (!box.checked) continue;
      if (!values.has(box.name)) values.set(box.name, new Set());
      values.get(box.name).add(box.value);
    }
    return [...values];
  };

  const apply = () => {
    const facets = chosen();
    const words = search.value.toLowerCase().split(/\s+/).filter((word) => word !== "");
    const narrowed = facets.length > 0 || words.length > 0;
    let count = 0;
    for (const finding of findings) {
      const fits =
        facets.every(([name, values]) => values.has(finding.dataset[name])) &&
        (words.length === 0 || words.every((word) => textOf(finding).includes(word)));
      const item = finding.parentElement;
      if (item.hidden === fits) item.hidden = !fits;
      if (fits) count += 1;
    }
    for (const group of groups) {
      const none = group.querySelector("li:not([hidden])") === null;
      if (group.hidden !== none) group.hidden = none;
      const link = links.get(group.getAttribute("aria-labelledby"));
      if (link !== undefined) link.hidden = none;
    }
    shown.textContent = count + " of " + findings.length;
    empty.hidden = count > 0;
    clearButton.disabled = !narrowed;
    sayAll();
  };

  const visible = () => findings.filter((finding) => !finding.parentElement.hidden);
  const sayAll = () => {
    const list = visible();
    allButton.textContent = list.length > 0 && list.every((finding) => finding.open) ? "Close all" : "Open all";
  };

  function clear() {
    form.reset();
    apply();
  }

  let waiting = 0;
  const soon = () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(apply);
  };

  form.addEventListener("input", soon);
  form.addEventListener("submit", (event) => event.preventDefault());
  clearButton.addEventListener("click", () => {
    clear();
    search.focus();
  });
  document.getElementById("clear-too").addEventListener("click", () => {
    clear();
    search.focus();
  });
  allButton.addEventListener("click", () => {
    const open = allButton.textContent === "Open all";
    for (const finding of visible()) finding.open = open;
    sayAll();
  });
  document.addEventListener("toggle", (event) => event.target.matches("details.finding") && sayAll(), true);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = document.activeElement?.matches("input[type=search], textarea") === true;
    if (event.key === "/" && !typing) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "Escape" && typing) {
      search.value = "";
      apply();
    }
  });

  if (matchMedia("(max-width: 899px)").matches) form.querySelector(".facets").open = false;
  form.hidden = false;
  addEventListener("hashchange", openTarget);
  // A browser brings back what was typed before a reload.
  apply();
  // A browser that arrives at an anchor takes the focus away once more.
  openTarget();
  addEventListener("load", () => setTimeout(openTarget));
})();
`;
