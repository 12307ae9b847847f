// The plain page: every task drawn by the component, kept by this browser.

import { PAGE } from "./desk.js";
import { mount, sandboxed } from "./handin.js";
import { BrowserStorage, joined } from "./storage.js";
import { make, say } from "./view.js";

const AT_ONCE = 30; // ms of drawing, before a press or a key may come in between
const inside = sandboxed();
const here = joined();
const storage = new BrowserStorage({
  ...(inside && { instead: "copy the code at the end of the page before you close it" }),
  ...(here === false && { box: () => { throw new DOMException("what it takes is gone when the page is loaded again", "NotKeptError"); } }),
});

/** How many entries were kept by an earlier visit; nothing where this browser keeps none. */
function earlier() {
  try {
    return Object.keys(storage.kept()).length;
  } catch {
    return null;
  }
}

function opening(number) {
  if (inside) return document.getElementById("kept").dataset.inside;
  if (storage.refusal) return "This browser keeps nothing for this page: your answers stay only as long as it is open. Download them before you close it.";
  if (!number) return "Nothing is entered yet.";
  return number === 1 ? "1 entry that you made earlier is back in its place." : `${number} entries that you made earlier are back in their places.`;
}

const waiting = JSON.parse(document.getElementById("specifications").textContent);
const target = () => document.getElementById(location.hash.slice(1));
const named = target()?.closest("article, section")?.querySelector("[data-mount]")?.dataset.mount;
waiting.sort((one, other) => (other.id === named) - (one.id === named)); // what the address asks for comes first

function draw() {
  const spec = waiting.shift();
  mount(spec, document.querySelector(`[data-mount="${spec.id}"]`), storage.port(spec.keys));
}

/** All tasks, a few at a time, so that a slow machine can be used from the first one on. */
function drawSome() {
  const until = performance.now() + AT_ONCE;
  while (waiting.length && performance.now() < until) draw();
  if (waiting.length) setTimeout(drawSome);
  else if (!moved) target()?.scrollIntoView();
}

let moved = false; // whether the reader has gone elsewhere meanwhile

/** On paper a box shows what fits into it, and what is folded is missing: so each gets its words beside it, and what was used is opened. */
function onPaper() {
  while (waiting.length) draw();
  for (const control of document.querySelectorAll(".kf-task :is(select, input[type=text])")) {
    if (!control.nextElementSibling?.matches(".kf-print")) control.after(make("div", { class: "kf-print", dir: "auto", "aria-hidden": "true" }));
    say(control.nextElementSibling, control.value && control.matches("select") ? control.selectedOptions[0].text : control.value);
  }
  for (const folded of document.querySelectorAll(".kf-dispute")) folded.open ||= [...folded.querySelectorAll("input")].some((one) => one.checked || (one.type === "text" && one.value));
}

function begin() {
  const line = document.getElementById("kept");
  const first = opening(earlier());
  const tell = () => { line.textContent = [first, storage.oldNotice, storage.notice].filter(Boolean).join(" "); };
  tell();
  storage.onNotice = tell;
  storage.follow();
  for (const type of ["wheel", "pointerdown", "keydown"]) window.addEventListener(type, () => { moved = true; }, { once: true, passive: true });
  drawSome();
  window.addEventListener("beforeprint", onPaper);
  window.addEventListener("beforeunload", (event) => {
    if ([...PAGE.desks].some((desk) => desk.dirty.size)) event.preventDefault();
  });
}
if (here !== null) begin();
