/* Small comforts. Every page works without them. */
(() => {
  "use strict";

  const closeMenus = (except) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (menu !== except) menu.open = false;
    });
  };

  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-dialog-open], [data-dialog-close], [data-copy], details.menu");
    closeMenus(event.target.closest("details.menu"));
    if (!target) return;
    if (target.dataset.dialogOpen) {
      const dialog = document.getElementById(target.dataset.dialogOpen);
      if (dialog?.showModal) {
        event.preventDefault();
        dialog.showModal();
      }
    } else if ("dialogClose" in target.dataset) {
      target.closest("dialog")?.close();
    } else if ("copy" in target.dataset && navigator.clipboard) {
      navigator.clipboard.writeText(target.dataset.copy).then(() => {
        const was = target.textContent;
        target.textContent = "Copied";
        setTimeout(() => { target.textContent = was; }, 1500);
      });
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // A form that may send itself: <form data-autosubmit>. Its button stays for everybody else.
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form?.matches("[data-autosubmit]")) form.requestSubmit();
  });

  // Two presses of a button are one act.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    delete event.target.closest?.("form")?.dataset.sent;
  });

  // A page one comes back to is older than the stars that were pressed since. What was pressed in this tab holds.
  document.addEventListener("htmx:afterRequest", (event) => {
    const star = event.target.querySelector?.("button.star");
    const saved = event.detail.requestConfig?.formData?.get("saved");
    if (star && saved && event.detail.successful) sessionStorage.setItem(star.id, saved === "1");
  });
  const putStar = (star, pressed) => {
    star.setAttribute("aria-pressed", pressed);
    star.value = pressed === "true" ? "0" : "1";
  };
  window.addEventListener("pageshow", (event) => {
    const isOlder = event.persisted || performance.getEntriesByType("navigation")[0]?.type === "back_forward";
    const stars = document.querySelectorAll("button.star");
    stars.forEach((star) => {
      const pressed = sessionStorage.getItem(star.id);
      if (pressed === null) return;
      if (isOlder) putStar(star, pressed);
      else sessionStorage.setItem(star.id, star.getAttribute("aria-pressed"));
    });
    // A page that Firefox kept whole sees the storage as it was, too: what the server has now says more.
    if (event.persisted && stars.length) {
      fetch(location.href, { cache: "no-store" }).then((answer) => (answer.ok ? answer.text() : "")).then((html) => {
        const now = new DOMParser().parseFromString(html, "text/html");
        stars.forEach((star) => {
          const fresh = now.getElementById(star.id);
          if (fresh) putStar(star, fresh.getAttribute("aria-pressed"));
        });
      }).catch(() => {});
    }
  });

  document.querySelector(".error-summary")?.focus();
  document.documentElement.classList.add("js");
})();
