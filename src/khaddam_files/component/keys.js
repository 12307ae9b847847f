// Keys that a control needs for itself, kept from JupyterLab's shortcuts.

/** JupyterLab listens for its shortcuts at the document; window comes before. Plain keys belong to a control that has the focus
 *  (two D would delete the cell, arrows would move the selection); keys with Ctrl or Cmd are Jupyter's (Ctrl+S saves the notebook).
 *  The mark must stand on the focused element itself: on an ancestor Lumino comes to its own rule first. */
export function ownKeys(contains, before = () => {}, signal) {
  const listen = (event) => {
    if (!(event.target instanceof Element) || !contains(event.target)) return;
    const theirs = event.ctrlKey || event.metaKey;
    event.target.toggleAttribute("data-lm-suppress-shortcuts", !theirs);
    if (theirs) before();
  };
  window.addEventListener("keydown", listen, { capture: true, signal });
}
