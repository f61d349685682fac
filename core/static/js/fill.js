/* A ready text goes into the box that the list names, unless somebody wrote there already. */
(() => {
  "use strict";

  document.addEventListener("change", (event) => {
    const list = event.target;
    const box = document.getElementById(list.dataset?.fills);
    if (!box || !list.value) return;
    const ready = [...list.options].map((option) => option.value);
    if (!box.value.trim() || ready.includes(box.value)) box.value = list.value;
  });
})();
