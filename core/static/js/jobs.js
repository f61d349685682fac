/* The search page: the count is announced, and on a narrow screen the filters open as a dialog. */
(() => {
  "use strict";

  const announce = document.getElementById("announce");
  const narrow = matchMedia("(width < 60rem)");
  let dialog = null;

  const body = () => document.querySelector("#_filters > .filters__body");

  const fill = () => {
    const fresh = body();
    if (!fresh) return;
    const focused = dialog.contains(document.activeElement) ? document.activeElement.id : "";
    const top = dialog.scrollTop;
    const open = [...dialog.querySelectorAll("details[open]")].map((facet) => facet.id);
    dialog.querySelector(".filters__body")?.remove();
    dialog.append(fresh);
    open.forEach((id) => { const facet = document.getElementById(id); if (facet) facet.open = true; });
    dialog.scrollTop = top;
    if (focused) document.getElementById(focused)?.focus();
  };

  const openDialog = () => {
    dialog = document.createElement("dialog");
    dialog.className = "filters-dialog";
    dialog.setAttribute("aria-label", "Filters");
    const close = document.createElement("button");
    close.type = "button";
    close.className = "button button--quiet button--small";
    close.textContent = "Close";
    close.addEventListener("click", () => dialog.close());
    dialog.append(close);
    document.querySelector(".jobs").append(dialog);
    fill();
    dialog.addEventListener("close", () => {
      const panel = document.getElementById("_filters");
      panel?.append(dialog.querySelector(".filters__body"));
      dialog.remove();
      dialog = null;
      panel?.querySelector("summary").focus();
    });
    dialog.showModal();
  };

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

  // Enter in a line of text sends the form; that its text changed is no second reason.
  for (const id of ["q", "near"]) {
    document.getElementById(id)?.addEventListener("change", (event) => event.stopPropagation());
  }

  // An address holds what was chosen and nothing empty.
  document.addEventListener("htmx:configRequest", (event) => {
    const sent = event.detail.parameters;
    for (const name of [...sent.keys()]) {
      const kept = sent.getAll(name).filter((value) => value !== "");
      sent.delete(name);
      if (name !== "sort" || kept[0] !== "relevance") kept.forEach((value) => sent.append(name, value));
    }
    if (!sent.get("near") || sent.get("within") === "50") sent.delete("within");
  });

  document.addEventListener("htmx:afterSettle", () => {
    if (dialog) fill();
    const count = document.querySelector("[data-result-count]");
    if (count && announce) announce.textContent = count.textContent;
  });
})();
