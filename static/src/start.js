// Starts the design system's scripts. Every page works without them. A module runs only in browsers
// that the design system supports, so that is where its styles may rely on scripts.
import { initAll } from "./govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
