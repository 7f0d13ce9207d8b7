// Links to a section that is folded away open it.
function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  let fold = target && target.closest("details");
  const folded = Boolean(fold);
  for (; fold; fold = fold.parentElement.closest("details")) fold.open = true;
  if (folded) target.scrollIntoView();
}
window.addEventListener("hashchange", openTarget);
window.addEventListener("DOMContentLoaded", openTarget);
// On paper every result is unfolded and the page is light; the readings of single numbers stay folded.
const root = document.documentElement;
let theme;
window.addEventListener("beforeprint", () => {
  document.querySelectorAll("details.pool, details.choices").forEach((fold) => { fold.open = true; });
  document.querySelectorAll("img[loading=lazy]").forEach((image) => { image.loading = "eager"; });
  theme = root.dataset.theme;
  root.dataset.theme = "light";
});
window.addEventListener("afterprint", () => { root.dataset.theme = theme; });

// Copying: a page works without it, so these buttons exist only here.
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    const focused = document.activeElement;
    area.value = text;
    area.className = "visually-hidden";
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    focused?.focus();
    return copied;
  }
}
// The button says what happened; one hidden line says it to those who listen.
function announce(button, text) {
  const before = button.dataset.label || button.textContent;
  button.dataset.label = before;
  button.textContent = text;
  let status = document.getElementById("copy-status");
  if (!status) {
    status = document.createElement("div");
    status.id = "copy-status";
    status.className = "visually-hidden";
    status.setAttribute("role", "status");
    document.body.append(status);
  }
  status.textContent = "";
  setTimeout(() => { status.textContent = text; }, 50);
  setTimeout(() => { button.textContent = before; status.textContent = ""; }, 2000);
}
function copyOnClick(button, text) {
  button.addEventListener("click", async () => {
    announce(button, await copyText(text()) ? "Copied" : "Not copied");
  });
}
function copyButton(label, title, text) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.title = title;
  copyOnClick(button, text);
  return button;
}
function addCopyButtons() {
  document.querySelectorAll(".figure-bar").forEach((bar) => {
    const link = bar.querySelector("li:last-child a");
    const item = document.createElement("li");
    item.append(copyButton("Copy citation", "Copy the citation of this figure", () => bar.dataset.cite));
    const other = document.createElement("li");
    other.append(copyButton("Copy link", "Copy the address of this figure", () => link.href));
    bar.append(item, other);
  });
}
window.addEventListener("DOMContentLoaded", addCopyButtons);

// A button beside a text copies it; without scripts it stays hidden.
function serveCopyButtons() {
  document.querySelectorAll("button[data-copy]").forEach((button) => {
    const source = document.getElementById(button.dataset.copy);
    if (!source) return;
    button.hidden = false;
    copyOnClick(button, () => source.textContent);
  });
}
window.addEventListener("DOMContentLoaded", serveCopyButtons);

// The gallery: drug, outcome, kind and words, also in the address, so that a choice can be shared.
function startGallery() {
  const form = document.querySelector(".gallery-filter");
  if (!form) return;
  form.hidden = false;
  const cards = [...document.querySelectorAll(".gallery-cards > li")];
  const names = ["drugs", "outcomes", "kind", "words"];
  const asked = new URLSearchParams(location.search);
  names.forEach((name) => { if (asked.has(name)) form.elements[name].value = asked.get(name); });
  function choose() {
    const wanted = Object.fromEntries(names.map((name) => [name, form.elements[name].value.trim()]));
    const words = wanted.words.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    cards.forEach((card) => {
      const has = (name) => !wanted[name] || (card.dataset[name] || "").split(" ").includes(wanted[name]);
      const text = card.textContent.toLowerCase();
      card.hidden = !(has("drugs") && has("outcomes") && has("kind") && words.every((word) => text.includes(word)));
      shown += card.hidden ? 0 : 1;
    });
    document.querySelectorAll(".gallery-chapter").forEach((chapter) => {
      chapter.hidden = !chapter.querySelector("li:not([hidden])");
    });
    form.querySelector("output").textContent = `${shown || "None"} of ${cards.length} figures`;
    form.querySelector("button").hidden = shown === cards.length;
    const query = new URLSearchParams(names.filter((name) => wanted[name]).map((name) => [name, wanted[name]]));
    history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
  }
  form.addEventListener("input", choose);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { choose(); form.elements.words.focus(); }));
  choose();
}
window.addEventListener("DOMContentLoaded", startGallery);
