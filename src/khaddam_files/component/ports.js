// Where a task keeps its words: Python by anywidget, or this browser on a plain page.

import { Desk } from "./desk.js";
import { HandIn } from "./handin.js";
import { View } from "./view.js";

export function mount(spec, el, port) {
  const view = new (spec.handin ? HandIn : View)(new Desk(spec, port), el);
  return () => view.leave();
}

/** Python, through the messages of a widget. Nothing goes by traits after the first drawing: those are echoed and held back. */
function python(model) {
  return {
    send(message) {
      try {
        model.send(message);
      } catch {
        // the line is closed: nobody answers, and the desk says so
      }
    },
    listen: (does) => model.on("msg:custom", does),
    liveness: (does) => model.on("comm_live_update", () => does(false)), // at restart and death; a shutdown tells nobody, hence `hello`
  };
}

const drawing = {
  /** In a notebook one model carries this text; those of the tasks are a few lines that wait for it (loader.js). */
  initialize() {
    const component = (globalThis[Symbol.for("khaddam-files.component")] ??= {});
    if (component.arrived) component.arrived(drawing);
    else component.there ??= Promise.resolve(drawing);
  },
  render({ model, el }) {
    let leave = mount(model.get("spec"), el, python(model));
    const turn = (message) => {
      if (message.type !== "turn") return;
      leave();
      leave = mount(message.spec, el, python(model));
    };
    model.on("msg:custom", turn);
    return () => {
      model.off("msg:custom", turn);
      leave();
    };
  },
};

export default drawing;
