// Links to a section that is folded away open it.
function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const fold = target && target.closest("details");
  if (fold) {
    fold.open = true;
    target.scrollIntoView();
  }
}
window.addEventListener("hashchange", openTarget);
window.addEventListener("DOMContentLoaded", openTarget);
// On paper every result is unfolded and the page is light; the readings of single numbers stay folded.
const root = document.documentElement;
let theme;
window.addEventListener("beforeprint", () => {
  document.querySelectorAll("details.pool, details.choices").forEach((fold) => { fold.open = true; });
  theme = root.dataset.theme;
  root.dataset.theme = "light";
});
window.addEventListener("afterprint", () => { root.dataset.theme = theme; });
