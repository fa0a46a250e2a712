// Names for what the theme leaves nameless, and tables that can be scrolled with the keyboard.
(function () {
  "use strict";
  const label = () => {
    const search = document.querySelector(".md-search[role=dialog]");
    if (search && !search.hasAttribute("aria-label")) search.setAttribute("aria-label", "Search");
    document.querySelectorAll(".md-code__nav").forEach((each, n) => each.setAttribute("aria-label", "Code " + (n + 1)));
    document.querySelectorAll(".md-typeset__scrollwrap").forEach((each, n) => {
      each.tabIndex = 0;
      each.setAttribute("role", "region");
      each.setAttribute("aria-label", "Table " + (n + 1));
    });
    document.querySelectorAll("nav.md-nav[data-md-level='1']").forEach((each, n) => {
      each.removeAttribute("aria-labelledby");
      each.setAttribute("aria-label", "Pages of this section " + (n + 1));
    });
  };
  addEventListener("load", () => setTimeout(label));
})();
