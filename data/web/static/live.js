/* Keeps the page that is shown up to date. The server tells by an event stream that the page has
 * changed; then it is fetched anew, and what differs in its elements with data-live takes the place of
 * what is there. Everything else stays: where one has scrolled to, what has the focus, what is
 * selected, what one has typed. */
"use strict";

(function () {
  const base = new URL(document.currentScript.src).pathname.replace(/static\/live\.js$/, "");
  const page = "/" + location.pathname.slice(base.length) + location.search;
  let shown = document.body.dataset.version;
  let stream = null;
  let wanted = null;     /* version that the server told last */
  let fetching = false;

  function setState(state) {
    document.documentElement.dataset.live = state;
  }

  /* Rows and boxes that come again are told by their id; others by their place. */
  function match(node, olds) {
    if (node.id) {
      for (const old of olds) {
        if (old.id === node.id && old.nodeName === node.nodeName) {
          return old;
        }
      }
      return null;
    }
    const first = olds.values().next().value;
    return first && !first.id && first.nodeName === node.nodeName ? first : null;
  }

  function morphAttributes(old, node) {
    for (const attribute of Array.from(old.attributes)) {
      if (!node.hasAttribute(attribute.name)) {
        old.removeAttribute(attribute.name);
      }
    }
    for (const attribute of Array.from(node.attributes)) {
      if (old.getAttribute(attribute.name) !== attribute.value) {
        old.setAttribute(attribute.name, attribute.value);
      }
    }
  }

  /* Makes @old what @node is, and leaves alone what is the same. What one has typed or unfolded is in
   * properties, not in the attributes, and stays. */
  function morph(old, node) {
    if (old.isEqualNode(node)) {
      return;
    }
    if (old.nodeType !== Node.ELEMENT_NODE) {
      old.nodeValue = node.nodeValue;
      return;
    }
    morphAttributes(old, node);
    const olds = new Set(old.childNodes);
    let place = old.firstChild;
    for (const child of Array.from(node.childNodes)) {
      const same = match(child, olds);
      if (same === null) {
        old.insertBefore(document.importNode(child, true), place);
        continue;
      }
      olds.delete(same);
      if (same === place) {
        place = place.nextSibling;
      } else {
        old.insertBefore(same, place);
      }
      while (place !== null && !olds.has(place)) {
        place = place.nextSibling;
      }
      morph(same, child);
    }
    for (const rest of olds) {
      rest.remove();
    }
  }

  async function refresh() {
    if (fetching) {
      return;
    }
    fetching = true;
    const version = wanted;
    try {
      const response = await fetch(location.href, { cache: "no-cache", credentials: "same-origin" });
      const text = await response.text();
      const fresh = new DOMParser().parseFromString(text, "text/html");
      for (const old of document.querySelectorAll("[data-live]")) {
        const node = fresh.querySelector("[data-live=" + CSS.escape(old.dataset.live) + "]");
        if (node !== null) {
          morph(old, node);
        }
      }
      document.title = fresh.title;
      shown = version;
      document.body.dataset.version = version;
      setState("on");
    } catch (error) {
      setState("off");
    }
    fetching = false;
    if (stream !== null && wanted !== shown && document.documentElement.dataset.live === "on") {
      refresh();
    }
  }

  function open() {
    if (stream !== null || document.hidden) {
      return;
    }
    stream = new EventSource(base + "live?page=" + encodeURIComponent(page));
    stream.addEventListener("version", function (event) {
      wanted = event.data;
      setState("on");
      if (wanted !== shown) {
        refresh();
      }
    });
    stream.onerror = function () {
      setState("off");
      if (stream !== null && stream.readyState === EventSource.CLOSED) {
        stream = null;
        setTimeout(open, 10000);
      }
    };
  }

  function close() {
    if (stream !== null) {
      stream.close();
      stream = null;
    }
  }

  document.addEventListener("visibilitychange", function () {
    if (document.hidden) {
      close();
    } else {
      open();
    }
  });
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", open);
  open();
}());
