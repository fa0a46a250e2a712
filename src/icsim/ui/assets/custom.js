"use strict";
/* What Solara's page lacks for everybody to read it: its language, and leave to zoom. */
document.documentElement.lang = "en-GB";
for (const meta of document.querySelectorAll('meta[name="viewport"]')) {
  meta.content = "width=device-width, initial-scale=1";
}
