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
// Nothing may be missing in print.
window.addEventListener("beforeprint", () => {
  document.querySelectorAll("details.pool").forEach((fold) => { fold.open = true; });
});
