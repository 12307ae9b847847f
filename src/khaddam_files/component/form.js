// The plain page: every task drawn by the component, kept by this browser.

import { PAGE } from "./desk.js";
import { sandboxed } from "./handin.js";
import { mount } from "./ports.js";
import { BrowserStorage } from "./storage.js";

const storage = new BrowserStorage();
for (const spec of JSON.parse(document.getElementById("specifications").textContent)) {
  mount(spec, document.querySelector(`[data-mount="${spec.id}"]`), storage.port(spec.keys));
}
const earlier = (() => {
  try {
    return Object.keys(storage.kept()).length;
  } catch {
    return -1;
  }
})();
const line = document.getElementById("kept");
if (sandboxed()) {
  line.textContent = "This page was opened inside Jupyter, where it may keep no answer and make no file. In Jupyter's file browser click answer-form.html with the right button, choose Download, and open the downloaded file with your browser. If you go on here, hand in by the code at the end.";
} else if (earlier < 0) {
  line.textContent = "This browser keeps nothing: your answers stay on this page only as long as it is open. Download them before you close it.";
} else {
  line.textContent = earlier ? `${earlier === 1 ? "1 entry that you made earlier is back in its place" : `${earlier} entries that you made earlier are back in their places`}.` : "Nothing is entered yet.";
}
window.addEventListener("beforeunload", (event) => {
  if ([...PAGE.desks].some((desk) => desk.dirty.size)) event.preventDefault();
});
