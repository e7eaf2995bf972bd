// Starts the design system's scripts. Every page works without them.
import { initAll } from "./govuk-frontend.min.js";

initAll();
