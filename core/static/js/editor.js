/* The editor's box takes the name and the help of the field it stands for. Loaded before the editor itself. */
document.addEventListener("prose-editor:ready", ({ detail }) => {
  const { editor, textarea } = detail;
  const box = editor.view.dom;
  box.setAttribute("aria-label", textarea.labels[0]?.textContent.trim() ?? "Text");
  box.setAttribute("aria-multiline", "true");
  const help = textarea.getAttribute("aria-describedby");
  if (help) box.setAttribute("aria-describedby", help);
  // The summary of errors leads to the frame, which stands without scripts, too.
  textarea.closest(".editor__box")?.addEventListener("focus", () => box.focus());
});
