// A form of the village on a bad connection: <form data-retry="words">. Sent by fetch; while the
// server cannot be reached the form keeps its values and its key and is sent again, so that the
// act is done once. Without this file it is an ordinary form.
(() => {
  "use strict";

  for (const form of document.querySelectorAll("form[data-retry]")) {
    const status = form.querySelector("[data-retry-status]");
    let waiting = null; // the button's name and value, while the form waits for a connection
    let busy = false;
    const say = (words) => {
      status.hidden = !words;
      status.textContent = words;
    };
    const send = async (body) => {
      if (busy) return;
      busy = true;
      try {
        const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
        waiting = null;
        if (answer.redirected) return location.assign(answer.url);
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const main = page.querySelector("main");
        if (!main) return form.submit();
        document.title = page.title;
        document.querySelector("main").replaceWith(document.adoptNode(main));
        document.querySelector("[data-autofocus]")?.focus();
        location.hash = "main"; // the refused page is read from its beginning
      } catch {
        waiting = body;
        say(form.dataset.retry);
      } finally {
        busy = false;
      }
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const body = new URLSearchParams(new FormData(form, event.submitter));
      say("");
      send(body);
    });
    const again = () => waiting && send(waiting);
    addEventListener("online", again);
    setInterval(again, 10_000);
  }
})();
