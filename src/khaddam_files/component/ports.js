// In a notebook a task keeps its words in Python, by anywidget.

import { guard } from "./guard.js";
import { mount } from "./handin.js";

/** What Python says, with its None as null: in the browser edition it arrives as undefined. */
const told = (words) => JSON.parse(JSON.stringify(words, (_, value) => value ?? null));

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
    listen(does) {
      const heard = (message) => does(told(message));
      model.on("msg:custom", heard);
      return () => model.off("msg:custom", heard);
    },
    liveness(does) {
      const tell = () => does(false); // at restart and death; a shutdown tells nobody, hence `hello`
      model.on("comm_live_update", tell);
      return () => model.off("comm_live_update", tell);
    },
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
    if (model.get("spec").guard) return guard(model, el);
    let leave = mount(told(model.get("spec")), el, python(model));
    const turn = (message) => {
      if (message.type !== "turn") return;
      leave();
      leave = mount(told(message.spec), el, python(model));
    };
    model.on("msg:custom", turn);
    return () => {
      model.off("msg:custom", turn);
      leave();
    };
  },
};

export default drawing;
