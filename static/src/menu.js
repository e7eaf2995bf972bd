// Folds "More" of the menu when Escape is pressed, or when something else is clicked or reached. It works without.
export function foldMenu(more) {
  if (!more) return;
  const fold = () => (more.open = false);
  document.addEventListener("click", (event) => more.contains(event.target) || fold());
  more.addEventListener("focusout", (event) => event.relatedTarget && !more.contains(event.relatedTarget) && fold());
  more.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !more.open) return;
    fold();
    more.querySelector("summary").focus();
  });
}
