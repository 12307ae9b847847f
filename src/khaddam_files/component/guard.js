// Lists, buttons and charts of ipywidgets in a box of ours: their keys stay with them, and somebody says when Python is gone.

import { ownKeys } from "./keys.js";
import { make, say } from "./view.js";

const BOX = ".kf-box"; // every box of controls with its comparison
const DEAF_AFTER = 4000; // ms without an answer, after which Python is said not to answer
const FRESH = 10_000; // ms for which an answer is taken as a sign that Python is there
const AGAIN = 5000; // ms until the next question, where Python was gone or something waits to be saved
const AFTER = 400; // ms after a change, so that the question never delays the comparison itself
const GONE = "Python does not answer, so this is not saved and the comparison does not follow. Choose Run, then Run All Cells.";

/** What is known of one kernel: whether it answers, and the boxes that say so if it does not. */
class Watch {
  constructor() {
    Object.assign(this, { views: new Map(), heardAt: Date.now(), gone: false });
  }

  join(model, line) {
    const heard = (message) => { if (message.type === "pong") this.heard(message); };
    const died = () => { // at restart and death; a shutdown tells nobody
      this.lost();
      this.ask();
    };
    this.views.set(line, model);
    model.on("msg:custom", heard);
    model.on("comm_live_update", died);
    this.draw();
    if (this.gone) this.ask();
    return () => {
      this.views.delete(line);
      model.off("msg:custom", heard);
      model.off("comm_live_update", died);
      if (!this.views.size) for (const timer of [this.patience, this.again, this.after]) clearTimeout(timer);
    };
  }

  ask() {
    clearTimeout(this.again);
    const [model] = this.views.values();
    if (!model) return;
    try {
      model.send({ type: "ping" });
    } catch {
      // the line is closed: nobody answers, and that is said
    }
    this.patience ??= setTimeout(() => this.lost(), DEAF_AFTER);
  }

  came() {
    if (this.gone || Date.now() - this.heardAt > FRESH) this.ask();
  }

  changed() {
    clearTimeout(this.after);
    this.after = setTimeout(() => this.ask(), AFTER);
  }

  lost() {
    clearTimeout(this.patience);
    this.patience = undefined;
    this.gone = true;
    this.later();
    this.draw();
  }

  heard({ waits }) {
    clearTimeout(this.patience);
    this.patience = undefined;
    Object.assign(this, { gone: false, heardAt: Date.now() });
    if (waits) this.later();
    this.draw();
  }

  later() {
    clearTimeout(this.again);
    this.again = setTimeout(() => this.ask(), AGAIN);
  }

  draw() {
    for (const line of this.views.keys()) say(line, this.gone ? GONE : "");
  }
}

/** One listener for the page, although every notebook brings this module again. */
function begin() {
  const watches = new Map(); // kernel -> Watch
  const watchOf = ({ target }) => watches.get(target.closest?.(BOX)?.querySelector("[data-kf-kernel]")?.dataset.kfKernel);
  ownKeys((target) => target.closest(BOX) && !target.closest(".kf-task")); // a task has its own listener, which saves first
  document.addEventListener("focusin", (event) => watchOf(event)?.came(), true);
  for (const type of ["change", "click"]) document.addEventListener(type, (event) => watchOf(event)?.changed(), true);
  return watches;
}

export function guard(model, el) {
  const watches = (globalThis[Symbol.for("khaddam-files.watches")] ??= begin());
  const kernel = model.get("spec").guard;
  if (!watches.has(kernel)) watches.set(kernel, new Watch());
  const line = make("p", { class: "kf-trouble", role: "alert" });
  el.replaceChildren(make("div", { class: "kf-task kf-guard", "data-kf-kernel": kernel }, line));
  return watches.get(kernel).join(model, line);
}
