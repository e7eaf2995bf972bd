// Shows the buttons for passkeys where the browser has them, and what to do where one did not work. What a passkey
// takes is in allauth's own scripts, which tell of an error by an event.
export function showPasskeys() {
  if (!window.PublicKeyCredential) return;
  document.querySelectorAll("[data-passkey]").forEach((place) => (place.hidden = false));
  document.querySelectorAll("[data-passkey-missing]").forEach((place) => (place.hidden = true));
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    document.querySelectorAll("[data-passkey-error]").forEach((place) => (place.hidden = false));
  });
}
