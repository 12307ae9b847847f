// The module of every task: it waits for the one model that carries the component, so that its text travels once.
const NAME = Symbol.for("khaddam-files.component");
const component = (globalThis[NAME] ??= (() => {
  const waiting = {};
  waiting.there = new Promise((arrived) => { waiting.arrived = arrived; });
  return waiting;
})());

export default {
  async render(drawing) {
    return (await component.there).render(drawing);
  },
};
