// Keys that a control needs for itself, kept from JupyterLab's shortcuts.

const EDITING = /^(a|Backspace|Delete|Home|End|Page.*|Arrow.*| )$/iu; // with Ctrl or Cmd: choose all, delete a word, move

/** Whether a key is meant for Jupyter although a control has the focus: Ctrl+S, Ctrl+Enter, the palette; Shift+Enter runs the cell
 *  unless one is writing. Ctrl+A and Ctrl+Shift+arrows would choose, merge or move cells, and the next key would delete them. */
function forJupyter({ key, ctrlKey, metaKey, shiftKey, target }) {
  if (ctrlKey || metaKey) return !EDITING.test(key) && !(shiftKey && /^m$/iu.test(key));
  return shiftKey && key === "Enter" && !target.matches(":read-write");
}

/** JupyterLab listens for its shortcuts at the document; window comes before. Keys belong to the control that has the focus
 *  (two D would delete the cell, arrows would move the selection), except those that are meant for Jupyter.
 *  The mark must stand on the focused element itself: on an ancestor Lumino comes to its own rule first. */
export function ownKeys(contains, before = () => {}, signal) {
  const listen = (event) => {
    if (!(event.target instanceof Element) || !contains(event.target)) return;
    const theirs = forJupyter(event);
    event.target.toggleAttribute("data-lm-suppress-shortcuts", !theirs);
    if (theirs) before();
  };
  window.addEventListener("keydown", listen, { capture: true, signal });
}
