"use strict";
/* What Solara's page lacks for everybody to use it: its language, leave to zoom, and plain words for a connection that
   is lost. Solara's own page script comes after this one; what is of it (app) is there once the page has loaded. */
(function () {
  /** Milliseconds a connection is away before anything is said: most are back at once. */
  const PATIENCE = 1000;
  /** Milliseconds after which loading the page again is offered. */
  const LONG = 8000;
  /** Milliseconds for which it is said that it is back. */
  const GOOD_NEWS = 4000;

  document.documentElement.lang = "en-GB";
  for (const meta of document.querySelectorAll('meta[name="viewport"]')) {
    meta.content = "width=device-width, initial-scale=1";
  }

  /**
   * Say something at the foot of the window, read out by screen readers.
   * @param {HTMLElement} place where; @param {string[]} sentences what; @param {boolean} good whether it is good news
   * @param {boolean} again whether loading the page again is offered
   */
  function say(place, sentences, good, again) {
    place.replaceChildren();
    if (!sentences.length) return;
    const box = place.appendChild(document.createElement("div"));
    box.className = good ? "ics-good" : "";
    for (const sentence of sentences) box.appendChild(document.createElement("p")).textContent = sentence;
    if (!again) return;
    const button = box.appendChild(document.createElement("button"));
    button.type = "button";
    button.textContent = "Load the page again";
    button.addEventListener("click", () => window.location.reload());
  }

  window.addEventListener("load", () => {
    const place = document.body.appendChild(document.createElement("div"));
    place.className = "ics-lost";
    place.setAttribute("role", "alert");
    for (const bar of document.querySelectorAll(".v-progress-linear")) bar.setAttribute("aria-hidden", "true");

    let lost = false;
    let timers = [];
    /** @param {() => void} then what to do; @param {number} delay in milliseconds */
    function later(then, delay) { timers.push(window.setTimeout(then, delay)); }

    function look() {
      timers.forEach(window.clearTimeout);
      timers = [];
      if (window.app.needsRefresh) {
        say(place, ["This page has to be loaded again",
          "icsim was started again, or the page was away for long. What you have set is in its address."], false, true);
      } else if (window.app.wasConnected && window.app.connectionStatus !== "connected") {
        later(() => {
          lost = true;
          say(place, ["Connection lost – trying to connect again",
            "Nothing is lost: what you set meanwhile is sent as soon as it is back."], false, false);
        }, PATIENCE);
        later(() => say(place, ["Connection lost – still trying",
          "If icsim was stopped, start it again and load this page again. What you have set is in its address."],
        false, true), LONG);
      } else if (lost) {
        lost = false;
        say(place, ["Connected again"], true, false);
        later(() => say(place, [], true, false), GOOD_NEWS);
      }
    }
    window.app.$watch(() => [window.app.connectionStatus, window.app.needsRefresh], look);
  });
})();
