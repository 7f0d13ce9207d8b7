// The light or dark page that the reader chose in the book holds on the pages of figures too.
(() => {
  let mode = null;
  try { mode = localStorage.getItem("mode"); } catch { /* no storage: as the system has it */ }
  const system = !mode || mode === "auto";
  const dark = system ? matchMedia("(prefers-color-scheme: dark)").matches : mode === "dark";
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
