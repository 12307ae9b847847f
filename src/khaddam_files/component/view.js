// The elements of one task. Made once; afterwards only values and words change, never elements, so that nothing moves under a
// pointer and live regions stay the same.

import { PAGE, same } from "./desk.js";
import { ownKeys } from "./keys.js";

const EMPTY = "choose an answer";
const LONG_CHOICE = 20; // letters, from which on lists are wider than items
const PASSING = 700; // ms after the last key, before a choice made by arrows counts: those on the way are not answers
const QUIET = 1500; // ms without a key, after which a reply to free text is put on the page, so that it is not read out at every word

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

export function say(place, sentence) {
  if (place.textContent !== sentence) place.textContent = sentence;
}

/** What stands at one place of the article. */
function passagesAt({ locator, where, passages }, { name, url }) {
  const passage = ({ who, excerpt, gist }) => make(
    "div",
    { class: "kf-passage" },
    ...(who ? [make("p", { class: "kf-who" }, who)] : []),
    ...(excerpt ? [make("blockquote", {}, excerpt)] : []),
    ...(gist ? [make("p", {}, make("strong", {}, excerpt ? "In our words:" : "Retold here, in our words:"), ` ${gist}`)] : []),
  );
  const origin = make("p", { class: "kf-where" }, make("strong", {}, locator), ` ${where}. `, make("a", { href: url, target: "_blank", rel: "noopener" }, name));
  return [origin, ...(passages.length ? passages.map((one, n) => passage({ ...one, who: one.who === passages[n - 1]?.who ? null : one.who })) : [make("p", {}, "No excerpt stands here: read it in the article.")])];
}

/** One stop of the Tab key for a row of buttons; arrows lead along it. */
function oneStop(buttons) {
  const stop = (at) => buttons.forEach((button) => { button.tabIndex = button === at ? 0 : -1; });
  const steps = { ArrowRight: 1, ArrowLeft: -1 };
  stop(buttons[0]);
  for (const [n, button] of buttons.entries()) {
    button.addEventListener("focus", () => stop(button));
    button.addEventListener("keydown", (event) => {
      if (!(event.key in steps)) return;
      event.preventDefault(); // the page does not move sideways
      buttons[n + steps[event.key]]?.focus();
    });
  }
}

const PLACE = /^[()[\].,;:!?،؛]*S\p{Decimal_Number}+[.٫]\p{Decimal_Number}+(-[a-z]\p{Decimal_Number}+)?[()[\].,;:!?،؛]*$/u; // counted by Python as a place, not as a word
const counted = (text) => text.split(/\s+/u).filter((word) => word && !PLACE.test(word)).length;
const words = (number) => (number === 1 ? "1 word" : `${number} words`);

/** The answers to a closed task in one line: its number, a sign for each item in groups of five, `-` for none. Empty where nothing is answered. */
export function lineOf({ id, items, text, signs }, values) {
  const answer = ({ key }) => String(values.get(key) ?? "").trim();
  if (!items) return answer(text) ? `${id} ${answer(text)}` : "";
  const chosen = items.map((item) => signs[item.choices.findIndex(([choice]) => choice === answer(item))] ?? "-");
  if (chosen.every((sign) => sign === "-")) return "";
  return `${id} ${chosen.join("").replace(/.{5}(?=.)/gu, "$& ")}`;
}

export class View {
  constructor(desk, el) {
    Object.assign(this, { desk, controls: new Map(), outs: new Map(), offers: new Map(), id: `kf${(PAGE.serial += 1)}` });
    const { spec } = desk;
    this.root = make(spec.legend ? "fieldset" : "div", { class: ["kf-task", spec.look].filter(Boolean).join(" "), id: this.id, "data-task": spec.id, lang: "en" });
    if (spec.label) this.root.style.setProperty("--kf-label", spec.label);
    if (spec.legend) this.root.append(make("legend", {}, spec.legend));
    this.answered = make("span", { class: "kf-answered" }); // not live: the reply says what a choice has changed
    this.summary = make("span", { class: "kf-summary", role: "status" });
    this.kept = make("span", { class: "kf-kept" });
    this.trouble = make("p", { class: "kf-trouble" });
    this.parts(spec);
    this.draw(); // before it is on the page: nothing of what was there before is announced
    el.replaceChildren(this.root);
    desk.views.add(this);
    this.listen();
  }

  parts(spec) {
    if (spec.legend) this.progress();
    if (spec.places) this.places(spec.places, spec.article);
    if (spec.letters?.length) this.root.append(make("ul", { class: "kf-letters" }, ...spec.letters.map((choice) => make("li", {}, choice))));
    if (spec.items?.length) this.items(spec.items);
    if (spec.take) this.take(spec.take);
    if (spec.text) this.text(spec.text);
    if (spec.number) this.number(spec.number);
    if (spec.signs !== undefined) this.letterLine();
    if (spec.choose) this.root.append(make("div", { class: "kf-writing" }, ...this.select(spec.choose.key, spec.choose.label, spec.choose.choices, spec.choose.empty)));
    if (spec.opener) this.opener(spec.opener);
    if (spec.hints) this.hints(spec.hints);
    if (spec.level) this.root.append(make("div", { class: "kf-line" }, ...this.select(spec.level.key, spec.level.label, spec.level.choices, spec.level.empty)));
    if (spec.dispute) this.dispute(spec.dispute);
    if (!spec.legend) this.told();
  }

  /** On top of a task: how far one has come, and whether it is kept. */
  progress() {
    this.root.append(make("p", { class: "kf-progress" }, this.answered, " ", this.summary, " ", this.kept), this.trouble);
  }

  /** Below a box that stands alone: whether it is kept. */
  told() {
    this.root.append(this.summary, this.trouble, this.kept);
  }

  /** The places that a task names: each opens where it is answered, and is made when it is first opened. */
  places(places, article) {
    const named = make("span", { id: `${this.id}-read` }, "Read here:");
    const cards = make("div", { class: "kf-cards" });
    const buttons = places.map((place, n) => {
      const card = make("div", { class: "kf-place", id: `${this.id}-p${n}`, role: "group", "aria-label": place.locator, hidden: true });
      const button = make("button", { type: "button", "aria-expanded": "false", "aria-controls": card.id }, place.locator);
      button.addEventListener("click", () => {
        if (!card.hasChildNodes()) card.append(...passagesAt(place, article));
        card.hidden = !card.hidden;
        button.setAttribute("aria-expanded", String(!card.hidden));
      });
      cards.append(card);
      return button;
    });
    this.root.append(make("div", { class: "kf-places", role: "toolbar", "aria-labelledby": named.id }, named, ...buttons), cards);
    oneStop(buttons);
  }

  /** Each item with its control and the reply in one row. */
  items(items) {
    const longest = Math.max(...items.flatMap(({ choices }) => choices.map(([, said]) => said.length)));
    const look = [items[0].as === "radio" ? "kf-radios" : longest > LONG_CHOICE ? "kf-long" : "", this.desk.port.direct ? "kf-unanswered" : ""];
    this.root.append(make("ol", { class: ["kf-items", ...look].filter(Boolean).join(" ") }, ...items.map((item, n) => this.item(item, n + 1))));
  }

  /** One control under its key, with room for what another window holds. */
  control(key, control) {
    this.controls.set(key, control);
    const offer = make("div", { class: "kf-offer", role: "group" });
    this.offers.set(key, offer);
    return offer;
  }

  select(key, label, choices, empty = EMPTY, more = {}) {
    const select = make("select", more, make("option", { value: "" }, empty), ...choices.map(([value, said]) => make("option", { value }, said)));
    select.id = `${this.id}-${this.controls.size}`;
    const write = (value) => {
      select.value = value ?? "";
      if (select.selectedIndex < 0) select.value = "";
    };
    const offer = this.control(key, { elements: [select], write, read: () => select.value || null });
    return [make("label", { for: select.id }, label), make("div", { class: "kf-control" }, select), offer];
  }

  item(item, number) {
    const out = make("output", { class: "kf-reply", id: `${this.id}-r${number}`, "aria-live": "polite" });
    this.outs.set(item.key, out);
    if (item.as === "select") {
      const [label, control, offer] = this.select(item.key, item.text, item.choices, EMPTY, { "aria-describedby": out.id });
      return make("li", { class: "kf-item" }, make("div", { class: "kf-row" }, label, control, out, offer));
    }
    const group = `${this.id}-g${number}`;
    const offered = [["", "no answer"], ...item.choices];
    const radios = offered.map(([value], place) => make("input", { type: "radio", name: group, id: `${group}-${place}`, value, checked: !value }));
    const labels = offered.map(([, said], place) => make("label", { for: radios[place].id, class: "kf-choice" }, radios[place], make("span", {}, said)));
    const write = (value) => {
      for (const radio of radios) radio.checked = radio.value === (value ?? "");
      if (!radios.some((radio) => radio.checked)) radios[0].checked = true;
    };
    const offer = this.control(item.key, { elements: radios, write, read: () => radios.find((radio) => radio.checked)?.value || null });
    const heading = make("p", { id: `${group}-t` }, item.text);
    const box = make("div", { role: "radiogroup", "aria-labelledby": `${group}-t`, "aria-describedby": out.id }, heading, ...labels);
    return make("li", { class: "kf-item" }, make("div", { class: "kf-row" }, box, out, offer));
  }

  /** A whole number. Where none is kept, `otherwise` stands in the box and counts for nothing until the reader enters it. */
  number({ key, label, min, max, otherwise }) {
    const id = `${this.id}-number`;
    const box = make("input", { id, type: "number", min, max, step: 1, "aria-describedby": `${id}-asked` });
    const asked = make("p", { class: "kf-words", id: `${id}-asked` });
    let entered = false;
    const write = (value) => {
      entered = value !== null && value !== undefined;
      box.value = String(entered ? value : otherwise);
    };
    const read = () => {
      const { valid } = box.validity;
      say(asked, entered && !valid ? `Not saved: enter a whole number from ${min} to ${max}.` : "");
      return entered && valid && box.value !== "" ? Number(box.value) : null;
    };
    this.amiss = () => asked.textContent;
    box.addEventListener("input", () => { entered = true; }); // before the listener of the whole task reads it
    box.addEventListener("change", () => { if (box.validity.valid && box.value === "") write(null); });
    write(null);
    const offer = this.control(key, { elements: [box], write, read, typed: true });
    this.root.append(make("div", { class: "kf-writing" }, make("label", { for: id }, label), box, asked, offer));
  }

  /** A box to write in: one line, or several where `rows` says so; closed: why nothing can be written at the moment. */
  text({ key, label, rows, asked, placeholder, count, closed }) {
    const id = `${this.id}-text`;
    const described = `${id}-asked`;
    const area = rows
      ? make("textarea", { id, rows, dir: "auto", placeholder, "aria-describedby": described })
      : make("input", { id, type: "text", dir: "auto", autocomplete: "off", placeholder, "aria-describedby": described });
    const length = make("p", { class: "kf-words", id: described }); // not live: a count at every key would drown everything else
    area.disabled = Boolean(closed);
    const printed = make("div", { class: "kf-print", dir: "auto", "aria-hidden": "true" }); // a box shows on paper what fits into it
    this.count = () => {
      say(length, [count ? words(counted(area.value)) : "", closed ?? asked ?? ""].filter(Boolean).join("; "));
      say(printed, area.value);
    };
    const write = (value) => {
      const held = value === null || value === undefined ? "" : String(value);
      if (area.value !== held) area.value = held;
    };
    const offer = this.control(key, { elements: [area], write, read: () => area.value || null, typed: true });
    this.reply = make("p", { class: "kf-reply", "aria-live": "polite" });
    const parts = [make("label", { for: id }, label), area, printed, length, offer, this.reply];
    const inOneRow = this.desk.spec.legend && !rows; // a number or a day of a task
    this.root.append(make("div", { class: "kf-writing" }, ...(inOneRow ? [make("div", { class: "kf-typed" }, ...parts)] : parts)));
  }

  take({ label }) {
    const button = make("button", { type: "button" }, label);
    button.addEventListener("click", () => this.desk.send({ type: "take" }));
    this.root.append(make("p", {}, button));
  }

  /** The button that opens or closes something beside an answer. It goes after the answer, with what stands at the press and with
   *  what the button promised then: neither a press that overtakes nor one that is repeated can turn it round. */
  opener({ key, labels }) {
    const button = make("button", { type: "button" });
    button.addEventListener("click", () => {
      this.gather();
      this.desk.flush(false, true);
      this.desk.send({ type: "open", key, wanted: !this.desk.opened, stood: this.controls.get(key).read() ?? "" });
    });
    this.drawOpener = () => say(button, labels[this.desk.opened ? 1 : 0]);
    this.root.append(button);
  }

  hints({ key, label, most }) {
    this.hint = make("button", { type: "button" }, label);
    this.hinted = make("ol", { class: "kf-hints", "aria-live": "polite" });
    this.hint.addEventListener("click", () => {
      const used = Math.min(Number(this.desk.values.get(key)) || 0, most);
      this.desk.enter(key, Math.min(used + 1, most));
      this.desk.flush();
    });
    this.root.append(make("p", {}, this.hint), this.hinted);
    this.drawHints = () => {
      const used = Math.min(Number(this.desk.values.get(key)) || 0, most);
      this.hint.disabled = used >= most;
      const told = (this.desk.replies[key]?.hints ?? []).slice(0, used);
      for (const sentence of told.slice(this.hinted.children.length)) this.hinted.append(make("li", {}, sentence));
      while (this.hinted.children.length > told.length) this.hinted.lastChild.remove();
    };
  }

  /** What is chosen as one short line for a chat, a pad or paper, which seminar/letters.py reads. Not live: a reader who wants it goes there. */
  letterLine() {
    const line = make("code", {});
    const told = make("p", { class: "kf-words kf-letter-line" }); // never display:none: Chromium drops the layout of the items when a block appears after them
    this.root.append(told);
    this.drawLine = () => {
      const said = lineOf(this.desk.spec, this.desk.values);
      say(line, said);
      if (!said) told.replaceChildren();
      else if (!told.hasChildNodes()) told.append("As one line, for a chat or paper: ", line);
    };
  }

  dispute({ summary, told, disputed, reason, label }) {
    const box = make("input", { type: "checkbox", id: `${this.id}-disputed` });
    const because = make("input", { type: "text", id: `${this.id}-because`, dir: "auto", autocomplete: "off" });
    const writeBox = (value) => { box.checked = value === true; };
    const boxOffer = this.control(disputed, { elements: [box], write: writeBox, read: () => box.checked || null });
    const write = (value) => { if (because.value !== String(value ?? "")) because.value = String(value ?? ""); };
    const offer = this.control(reason, { elements: [because], write, read: () => because.value || null, typed: true });
    const folded = make("details", { class: "kf-dispute" }, make("summary", {}, summary), make("p", {}, told));
    folded.append(make("label", { for: box.id, class: "kf-choice" }, box, make("span", {}, label)), boxOffer);
    folded.append(make("div", { class: "kf-line" }, make("label", { for: because.id }, "Because"), because, offer));
    this.root.append(folded);
    this.drawDispute = () => { if (box.checked || because.value) folded.open = true; };
  }

  listen() {
    const { root, desk } = this;
    this.stop = new AbortController();
    this.keyAt = -PASSING;
    const on = (target, type, does) => target.addEventListener(type, does, { signal: this.stop.signal });
    on(root, "input", ({ target }) => {
      const [key, control] = [...this.controls].find(([, one]) => one.elements.includes(target)) ?? [];
      if (!key) return;
      const passing = !control.typed && performance.now() - this.keyAt < PASSING;
      desk.enter(key, control.read(), undefined, passing ? PASSING : undefined);
      this.drawLine?.();
      if (control.typed) this.count?.();
      else if (!passing) desk.flush(); // a choice made by pointer is complete
    });
    on(root, "focusout", ({ target }) => {
      const control = [...this.controls.values()].find((one) => one.elements.includes(target));
      this.sayReply();
      if (control) desk.flush(false, Boolean(control.typed));
    });
    on(root, "focusin", () => desk.came());
    on(root, "keydown", ({ key, target }) => {
      if (/^(Arrow|Page|Home|End|.$)/u.test(key)) this.keyAt = performance.now();
      if (key === "Enter" && ["text", "number"].includes(target.type)) desk.flush(false, true);
    });
    on(document, "visibilitychange", () => { if (document.visibilityState === "hidden") desk.flush(); });
    on(window, "pagehide", () => desk.flush());
    on(window, "beforeunload", () => desk.flush());
    ownKeys((target) => root.contains(target), () => desk.flush(false, true), this.stop.signal);
  }

  /** Take over what stands in the boxes themselves, should an input event still be on its way. */
  gather() {
    for (const [key, control] of this.controls) {
      if (!same(control.read(), this.desk.values.get(key) ?? null)) this.desk.enter(key, control.read());
    }
  }

  draw() {
    const { desk } = this;
    for (const [key, control] of this.controls) {
      const held = desk.values.get(key) ?? null;
      const entering = desk.dirty.has(key) && control.elements.includes(document.activeElement);
      if (!same(control.read(), held) && !entering) control.write(held);
      this.drawOffer(key);
    }
    this.count?.();
    this.drawLine?.();
    this.drawHints?.();
    this.drawOpener?.();
    this.drawDispute?.();
    for (const [key, out] of this.outs) this.drawReply(key, out);
    if (this.reply) {
      clearTimeout(this.quiet);
      if (document.activeElement && this.root.contains(document.activeElement) && desk.dirty.size) this.quiet = setTimeout(() => this.sayReply(), QUIET);
      else this.sayReply();
    }
    const points = desk.replies.all?.says ?? "";
    say(this.summary, [desk.notice, points].filter(Boolean).join(" "));
    const { trouble = "", kept = "" } = desk.status();
    // spoken for the task at hand alone: when a kernel ends, every task of the page has the same trouble
    this.trouble.setAttribute("aria-live", this.root.contains(document.activeElement) ? "assertive" : "off");
    say(this.trouble, trouble);
    say(this.kept, this.amiss?.() ? "" : kept); // a number that cannot be taken is not said to be saved
    if (desk.spec.legend && !desk.spec.handin) say(this.answered, points ? "" : this.counted()); // the sentence with the points begins with the count
  }

  /** How much of the task is answered. */
  counted() {
    const { items, text } = this.desk.spec;
    const has = ({ key }) => (this.desk.values.get(key) ?? null) !== null;
    if (items?.length > 1) return `${items.filter(has).length} of ${items.length} answered`;
    return has(items?.[0] ?? text) ? "answered" : "not answered yet";
  }

  /** The reply to the present choice; one to an earlier choice is never left standing, and what is not saved does not pretend. */
  drawReply(key, out) {
    const { desk } = this;
    const reply = desk.replies[key];
    if (desk.dirty.has(key) && desk.status().trouble) return say(out, desk.status().trouble);
    const fits = reply && same(reply.for, desk.values.get(key)) && reply.says;
    out.classList.toggle("kf-agrees", Boolean(fits && reply.agrees));
    const sentence = fits ? `${reply.agrees ? "As the key." : "Not as the key."} ${reply.says}` : "";
    if (out.textContent === sentence) return;
    out.replaceChildren(...(fits ? [make("strong", {}, reply.agrees ? "As the key." : "Not as the key."), ` ${reply.says}`] : []));
  }

  sayReply() {
    if (!this.reply) return;
    const reply = this.desk.replies[this.desk.spec.text.key];
    const fits = reply && same(reply.for, this.desk.values.get(this.desk.spec.text.key) ?? null);
    say(this.reply, fits ? reply.says : "");
  }

  /** What another window holds for the same item: shown whole, never taken or dropped without the reader's word. */
  drawOffer(key) {
    const offer = this.offers.get(key);
    const others = this.desk.others.get(key) ?? [];
    const now = JSON.stringify(others);
    if (offer.dataset.held === now) return;
    offer.dataset.held = now;
    const focused = offer.contains(document.activeElement);
    offer.replaceChildren();
    if (focused) this.focus(key); // the button that had it is gone
    for (const other of others) {
      const label = this.named(key, other.value);
      const take = make("button", { type: "button" }, "Take this one");
      const keep = make("button", { type: "button" }, "Keep mine");
      take.addEventListener("click", () => this.desk.settle(key, other.value));
      keep.addEventListener("click", () => this.desk.settle(key, this.controls.get(key).read()));
      const told = make("p", {}, `There is another answer to this, from ${other.from}:`);
      offer.append(told, make("blockquote", { dir: "auto" }, label), take, keep);
    }
    offer.setAttribute("aria-label", others.length ? "Another answer to this item" : "");
  }

  focus(key) {
    const { elements } = this.controls.get(key);
    (elements.find((one) => one.checked) ?? elements[0]).focus();
  }

  /** A value in the words in which its control shows it. */
  named(key, value) {
    const item = this.desk.spec.items?.find((one) => one.key === key);
    return item?.choices.find(([choice]) => choice === value)?.[1] ?? (value === true ? "ticked" : String(value));
  }

  heard(message) {
    if (message.type !== "taken") return;
    const { key } = this.desk.spec.text;
    const now = this.controls.get(key).read();
    if (now === null || same(now, message.text)) this.desk.enter(key, message.text);
    else this.desk.offer(key, { value: message.text, from: "notebook 09" });
  }

  leave() {
    this.desk.views.delete(this);
    this.stop.abort();
    clearTimeout(this.quiet);
    if (!this.desk.views.size) this.desk.leave();
  }
}

/** The style sheet of the component, once a page. */
export function wear(style) {
  if (document.getElementById("khaddam-files-style")) return;
  document.head.append(make("style", { id: "khaddam-files-style" }, style));
}
