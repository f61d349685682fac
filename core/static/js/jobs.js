/* The search page. Filters answer as they are ticked, chips and pages as they are pressed; long groups are searched by
   name, what was open stays open, the count is announced, and on a narrow screen the filters open as a dialog. Listeners
   stand on the document: going back puts a new page into this one. */
(() => {
  "use strict";

  const narrow = matchMedia("(width < 60rem)");
  const byId = (id) => document.getElementById(id);
  let dialog = null;
  // What the reader did to the panel, to be done again to the one that takes its place.
  let held = null;

  // The dialog ---------------------------------------------------------------------------------------------------

  const element = (name, properties) => Object.assign(document.createElement(name), properties);

  const fill = () => {
    const fresh = document.querySelector("#_filters > .filters__body");
    if (!fresh) return;
    dialog.querySelector(".filters__body")?.remove();
    dialog.append(fresh);
  };

  const openDialog = () => {
    dialog = element("dialog", { className: "filters-dialog" });
    dialog.setAttribute("aria-label", "Filters");
    const head = element("div", { className: "filters-dialog__head" });
    const close = element("button", { type: "button", className: "button button--quiet button--small", textContent: "Close" });
    const status = element("p", { className: "visually-hidden" });
    status.setAttribute("role", "status");
    close.addEventListener("click", () => dialog.close());
    head.append(element("b", { textContent: "Filters" }), close, status);
    dialog.append(head);
    document.querySelector(".jobs").append(dialog);
    fill();
    dialog.addEventListener("close", closed);
    dialog.showModal();
  };

  const closed = () => {
    const panel = byId("_filters");
    byId("announce")?.after(byId("no-answer"));
    if (!panel?.querySelector(".filters__body")) panel?.append(dialog.querySelector(".filters__body"));
    dialog.remove();
    dialog = null;
    panel?.querySelector("summary").focus();
  };

  narrow.addEventListener("change", () => dialog?.close());

  document.addEventListener("click", (event) => {
    if (!narrow.matches) return;
    if (event.target.closest("#_filters > summary")) {
      event.preventDefault();
      openDialog();
    } else if (dialog && event.target.closest(".filters__apply button")) {
      event.preventDefault();
      dialog.close();
    }
  });

  // Long groups --------------------------------------------------------------------------------------------------

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  // What an option is called, without its count.
  const nameOf = (option) => plain(`${option.querySelector("input").nextSibling.textContent} ${option.dataset.value || ""}`);

  const narrowDown = (box) => {
    const words = plain(box.value).split(/\s+/).filter(Boolean);
    const group = box.closest(".facet");
    let shown = 0;
    group.querySelectorAll(".opt").forEach((option) => {
      option.hidden = !words.every((word) => nameOf(option).includes(word));
      shown += option.hidden ? 0 : 1;
    });
    const isWhole = !group.querySelector(".facet__more > a[data-facet-more]") || group.querySelector("[name=more]");
    group.querySelector(".facet__none").textContent = words.length && isWhole ? (shown ? `${shown} found` : "Nothing of that name") : "";
  };

  // The whole group, or its commonest again, in its place; the rest of the page stays as it is.
  const showGroup = (link) => {
    window.htmx.ajax("GET", link.getAttribute("href").split("#")[0], {
      source: link, target: `#facet-${link.dataset.facetMore}`, select: `#facet-${link.dataset.facetMore}`, swap: "outerHTML",
    })?.catch(() => {}); // a failure is told by `leave`
  };

  const isPlain = (event) => window.htmx && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-facet-more]");
    if (!link || !isPlain(event)) return;
    event.preventDefault();
    const box = link.closest(".facet").querySelector(":has([name=more]) > .facet__find");
    if (box) box.value = ""; // "Fewer" is of all, not of those of a name
    showGroup(link);
  });

  // A name that is not among the commonest may be among the others.
  const lookFor = (box) => {
    narrowDown(box);
    const group = box.closest(".facet");
    const more = group.querySelector("a[data-facet-more]");
    if (box.value && more && window.htmx && !group.querySelector("[name=more]") && !group.dataset.asked) {
      group.dataset.asked = "yes";
      showGroup(more);
    }
  };

  document.addEventListener("input", (event) => {
    const box = event.target.closest(".facet__find");
    if (box) lookFor(box);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches(".facet__find")) event.preventDefault();
  });

  // A line of text is sent by Enter, and a name looked for by nothing: that their text changed is no reason.
  document.addEventListener("change", (event) => {
    if (event.target.matches("#q, #near, .facet__find")) event.stopPropagation();
  }, true);

  // Links to another search --------------------------------------------------------------------------------------

  const linkOf = (event) => (event?.type === "click" ? event.target.closest("#results a[href]") : null);

  // A chip, a page, a wider search: answered in its place, as a filter is.
  document.addEventListener("click", (event) => {
    const link = linkOf(event);
    if (!link || link.hash || link.origin + link.pathname !== location.origin + location.pathname) return;
    if (!isPlain(event)) return;
    event.preventDefault();
    window.htmx.ajax("GET", link.pathname + link.search, { source: "#search", target: "#results", swap: "outerHTML", event })?.catch(() => {}); // a failure is told by `leave`
  });

  // The line and the place stand beside what is swapped, and the address of a link speaks of them too.
  const putLine = (link) => {
    const asked = new URLSearchParams(link.search);
    byId("q").value = asked.get("q") || "";
    byId("near").value = asked.getAll("near").at(-1) || "";
    byId("within").value = asked.get("within") || "50";
  };

  const chipsOf = (list) => [...(list?.querySelectorAll(".chip--on") || [])];

  // After a chip is gone on with the next of its list, after all else with the heading of what was found.
  const goOn = (label, place) => {
    const chips = label ? chipsOf(document.querySelector(`.chips[aria-label="${label}"]`)) : [];
    const next = chips[place] || chips.at(-1) || byId("results-count");
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };

  // Where no answer comes: links are left to the browser, which says why; of a filter, the page says so. A name is looked
  // for among the rarer ones with the next letter again.
  const leave = (event) => {
    const { elt, requestConfig } = event.detail;
    const link = linkOf(requestConfig?.triggeringEvent) || (elt.matches("a[data-facet-more]") ? elt : null);
    const group = link?.closest(".facet");
    if (group?.dataset.asked) delete group.dataset.asked;
    else if (link) location.assign(link.href);
    else if (elt.id === "search") {
      dialog?.querySelector(".filters-dialog__head").after(byId("no-answer"));
      byId("no-answer").hidden = false;
    }
  };

  document.addEventListener("htmx:responseError", leave);
  document.addEventListener("htmx:sendError", leave);
  // The address is already that of the page before.
  document.addEventListener("htmx:historyCacheMissLoadError", () => location.reload());
  document.addEventListener("htmx:historyCacheMiss", (event) => { event.detail.xhr.onerror = () => location.reload(); });

  // Going back --------------------------------------------------------------------------------------------------

  // What had the focus when an address was left: its id or, of a link, all of it.
  const left = new Map();

  document.addEventListener("htmx:beforeHistoryUpdate", () => {
    const active = document.activeElement;
    left.set(location.pathname + location.search, active?.id || (active?.matches("a") ? active.outerHTML : ""));
  });

  document.addEventListener("htmx:historyRestore", (event) => {
    dialog = null; // it stood on the page that is gone
    const mark = left.get(event.detail.path);
    const found = byId(mark) || [...document.querySelectorAll("#results a")].find((link) => link.outerHTML === mark);
    found?.closest(".facet")?.setAttribute("open", "");
    found?.focus({ preventScroll: true });
    if (document.activeElement === document.body) byId("results-count")?.focus({ preventScroll: true });
  });

  // Before and after an answer ----------------------------------------------------------------------------------

  const panel = () => dialog || byId("_filters");
  const optionsOf = (group) => [...document.querySelectorAll(`#facet-${group} .opt input`)];

  const hold = (target, link) => {
    const active = document.activeElement;
    const list = link?.matches(".chip--on") ? link.closest(".chips") : null;
    held = {
      link,
      list: list?.getAttribute("aria-label"),
      place: chipsOf(list).indexOf(link),
      open: new Map([...panel().querySelectorAll(".facet")].map((facet) => [facet.id, facet.open])),
      found: new Map([...panel().querySelectorAll(".facet__find")].map((box) => [box.id, box.value])),
      focus: active?.id || "",
      group: active?.dataset?.facetMore || "",
      shown: active?.dataset?.facetMore ? optionsOf(active.dataset.facetMore).map((option) => option.id) : [],
      caret: active?.matches(".facet__find") ? [active.selectionStart, active.selectionEnd] : null,
      top: dialog?.scrollTop,
      isCounted: target.id === "results",
      isAskedAgain: byId("no-answer").contains(active),
    };
  };

  const putOpen = () => held.open.forEach((isOpen, id) => { const facet = byId(id); if (facet) facet.open = isOpen; });

  // At once, so that no key is pressed in between.
  const putBack = () => {
    if (dialog) fill();
    putOpen();
    held.found.forEach((value, id) => {
      const box = byId(id);
      if (!box || !value) return;
      box.value = value;
      lookFor(box);
    });
    if (dialog) dialog.scrollTop = held.top;
    const focused = held.focus ? byId(held.focus) : null;
    if (focused && document.activeElement !== focused) focused.focus({ preventScroll: true });
    if (focused && held.caret) focused.setSelectionRange(...held.caret);
    if (held.link) {
      putLine(held.link);
      goOn(held.list, held.place);
    }
    if (held.isAskedAgain) (dialog?.querySelector(".filters__apply button") || byId("results-count")).focus();
    // A link "more" or "Fewer" is gone: on with the first that it brought, or with the other link in its place.
    if (held.group && document.activeElement === document.body) {
      const brought = optionsOf(held.group).find((option) => !held.shown.includes(option.id));
      (brought || document.querySelector(`#facet-${held.group} [data-facet-more]`))?.focus();
    }
  };

  // An address holds what was chosen and nothing empty; where nothing is left, that this is on purpose.
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt.id !== "search") return;
    const sent = event.detail.parameters;
    if (linkOf(event.detail.triggeringEvent)) { // its address says it all
      [...sent.keys()].forEach((name) => sent.delete(name));
      return;
    }
    for (const name of [...sent.keys()]) {
      const kept = sent.getAll(name).filter((value) => value !== "");
      sent.delete(name);
      if (name !== "sort" || kept[0] !== "relevance") kept.forEach((value) => sent.append(name, value));
    }
    if (!(sent.get("near") || sent.get("q")) || sent.get("within") === "50") sent.delete("within"); // the line may name a place
    if ("home" in event.detail.elt.dataset && ![...sent.keys()].length) sent.append("state", "");
  });

  const isOurs = (event) => byId("results")?.contains(event.detail.target) || dialog?.contains(event.detail.target);

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.shouldSwap && isOurs(event) && !event.detail.target.closest(".rows")) {
      hold(event.detail.target, linkOf(event.detail.requestConfig.triggeringEvent));
      if (held.isCounted) byId("no-answer").hidden = true;
    }
  });

  document.addEventListener("htmx:afterSwap", () => { if (held) putBack(); });

  document.addEventListener("htmx:afterSettle", () => {
    if (!held) return;
    putOpen(); // settling puts back what the answer said
    const { isCounted } = held;
    held = null;
    if (!isCounted) return;
    const count = document.querySelector("[data-result-count]");
    const announce = dialog?.querySelector("[role=status]") || byId("announce");
    if (count && announce) announce.textContent = count.textContent;
  });
})();
