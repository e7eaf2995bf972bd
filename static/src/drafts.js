// Keeps on the server what is typed into a form[data-drafts], a second after typing stops. Without it, drafts are
// kept whenever a button is pressed. Files are not kept.
const PAUSE = 1000;
const AGAIN = 10000;

export function keepDrafts(form) {
  if (!form) return;
  const said = form.querySelector("[data-draft-said]");
  const changed = new Set();
  let timer;
  let sending = false;

  form.addEventListener("input", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row || event.target.type === "file") return;
    changed.add(row);
    wait(PAUSE);
  });
  form.addEventListener("submit", () => clearTimeout(timer));

  function wait(time) {
    clearTimeout(timer);
    timer = setTimeout(send, time);
  }

  async function send() {
    if (sending) return wait(PAUSE);
    const rows = [...changed];
    changed.clear();
    sending = true;
    try {
      const headers = { Accept: "application/json" };
      const response = await fetch(form.getAttribute("action"), { method: "POST", headers, body: dataOf(rows) });
      if (response.redirected) return say("Your draft is saved. You have been signed out: press a button to sign in again.");
      if (!response.ok) throw new Error(response.status);
      const { saved_at: savedAt } = await response.json();
      rows.forEach((row) => mark(row, `Draft saved at ${savedAt}`));
      say(`Draft saved at ${savedAt}.`);
    } catch {
      rows.forEach((row) => changed.add(row));
      say("Your draft could not be saved just now. It is tried again; keep this page open.");
      wait(AGAIN);
    } finally {
      sending = false;
    }
  }

  function dataOf(rows) {
    const data = new FormData();
    const wanted = (name) => !name.startsWith("action-") || rows.some((row) => name.startsWith(`${row.dataset.row}-`));
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && wanted(name)) data.append(name, value);
    }
    data.append("save", "draft");
    return data;
  }

  function mark(row, text) {
    row.querySelector("[data-draft-time]").textContent = text;
    row.querySelector("[name$='-drafted']").value = "yes";
  }

  function say(text) {
    said.textContent = text;
  }
}
