// Starts the scripts: the design system's, and those that keep drafts, show passkeys and fold the menu. Every page works
// without them. A module runs only in browsers that the design system supports, so that is where its styles may rely on
// scripts.
import { initAll } from "./govuk-frontend.min.js";
import { foldMenu } from "./menu.js";
import { keepDrafts } from "./drafts.js";
import { showPasskeys } from "./passkeys.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
showPasskeys();
foldMenu(document.querySelector(".app-more__details"));
keepDrafts(document.querySelector("form[data-drafts]"));
