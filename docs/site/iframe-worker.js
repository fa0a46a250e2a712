// Search of the site, where it is opened from a folder: browsers start no worker from a file. This stands in for one,
// in a hidden frame of the page, so that the site asks for nothing from elsewhere. With a server it does nothing.
(function () {
  "use strict";
  if (location.protocol !== "file:") return;

  class IFrameWorker extends EventTarget {
    constructor(url) {
      super();
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      this.frame.title = "search";
      document.body.appendChild(this.frame);
      const inside = this.frame.contentWindow;
      // Opened and closed, the empty document is not replaced later, as some browsers do.
      inside.document.open();
      inside.document.close();
      const base = inside.document.createElement("base");
      base.href = location.href;
      (inside.document.head || inside.document.documentElement).appendChild(base);
      const load = (address) =>
        new Promise((done, failed) => {
          const script = inside.document.createElement("script");
          script.src = address;
          script.onload = done;
          script.onerror = () => failed(new Error("not found: " + address));
          inside.document.documentElement.appendChild(script);
        });
      inside.importScripts = (...all) => all.reduce((before, each) => before.then(() => load(each)), Promise.resolve());
      inside.postMessage = (data) => setTimeout(() => this.dispatchEvent(new MessageEvent("message", { data })));
      this.ready = load(String(url));
    }

    postMessage(data) {
      const inside = this.frame.contentWindow;
      this.ready.then(() => inside.dispatchEvent(new inside.MessageEvent("message", { data })));
    }

    terminate() {
      this.frame.remove();
    }
  }

  window.IFrameWorker = IFrameWorker;
  window.Worker = IFrameWorker;
})();
