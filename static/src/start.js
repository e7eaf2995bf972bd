// Starts the scripts: the design system's, the one that keeps drafts, and the one that shows passkeys. Every page works without them. A module
// runs only in browsers that the design system supports, so that is where its styles may rely on scripts.
import { initAll } from "./govuk-frontend.min.js";
import { keepDrafts } from "./drafts.js";
import { showPasskeys } from "./passkeys.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
showPasskeys();
keepDrafts(document.querySelector("form[data-drafts]"));
