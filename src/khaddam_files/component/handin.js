// The last cell: a file with everything that stands on the page, and the way back.

import { codeOf, dictionary, fileOf, read, Refusal } from "./files.js";
import { Desk, PAGE, same } from "./desk.js";
import { make, say, View } from "./view.js";

const PATIENCE = 4000; // ms to wait for what other notebooks hold
const SHOWN = 8; // replaced answers that are named one by one
const LONG = 60; // signs of an answer that is named
const HANDED = "look into your browser's list of downloads";
const INSTEAD = "Download your answers and give them to your teacher in another way.";
const inEntries = (number) => (number === 1 ? "1 entry" : `${number} entries`);
const short = (value) => (String(value).length > LONG ? `${String(value).slice(0, LONG)}…` : String(value));

/** Whether this page may hand files to the browser: not inside JupyterLab's own frame for HTML, and not from its /files/ address. */
export const sandboxed = () => (location.protocol.startsWith("http") && globalThis.origin === "null") || location.protocol === "blob:" || globalThis.self !== globalThis.top;

function offer(name, type, text) {
  const link = make("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** A key in words. */
function place(key) {
  const task = /^ex\.(\d\d\.\d+)\.(answer|first|dispute|hints|own_level)(?:\..*?-?(\w+))?$/.exec(key);
  if (key === "student") return "student number";
  if (!task) return key;
  const part = { answer: "", first: ", first answer", dispute: ", dispute", hints: ", hints", own_level: ", own level" }[task[2]];
  return `task ${task[1]}${task[3] ? ` item ${task[3]}` : ""}${part}`;
}

export class HandIn extends View {
  parts(spec) {
    const number = make("input", { id: `${this.id}-number`, type: "text", autocomplete: "off", dir: "auto", "aria-describedby": `${this.id}-how` });
    const write = (value) => { if (number.value.trim() !== String(value ?? "")) number.value = String(value ?? ""); };
    const offered = this.control("student", { elements: [number], write, read: () => number.value.trim() || null, typed: true });
    this.root.append(
      make("div", { class: "kf-line" }, make("label", { for: number.id }, "Student number"), number, offered),
      make("p", { id: `${this.id}-how`, class: "kf-words" }, "The number that your teacher asks for, no name."),
    );
    const hand = spec.hand ? [this.button(spec.hand.label, () => this.hand())] : [];
    this.root.append(this.row(...hand, this.button("Download your answers to hand in", () => this.download())));
    this.made = make("p", { class: "kf-made", role: "status" });
    this.root.append(this.made);
    this.back();
    this.more(spec);
    this.told();
  }

  button(words, does) {
    const button = make("button", { type: "button" }, words);
    button.addEventListener("click", does);
    return button;
  }

  row(...buttons) {
    for (const button of buttons) for (const event of ["pointerenter", "focus"]) button.addEventListener(event, () => this.ask());
    return make("p", { class: "kf-buttons" }, ...buttons);
  }

  /** What is seldom wanted, under one fold: copies to read, a code, an empty beginning. */
  more(spec) {
    const readable = (spec.readable ?? []).map(({ as, label }) => this.button(label, () => this.readablePage(as)));
    const named = [readable.length ? "a copy to read or print" : "", "a code to copy", "begin anew"].filter(Boolean);
    const folded = make("details", { class: "kf-more" }, make("summary", {}, `More: ${named.join(", ")}`));
    if (readable.length) folded.append(this.row(...readable));
    folded.append(...this.code(folded), ...this.anew(spec));
    this.root.append(folded);
  }

  /** Ask what is kept of all notebooks; the page knows only what stands on it. */
  ask() {
    this.desk.send({ type: "all" });
  }

  /** Everything: what is kept, and over it what stands on this page. */
  entries() {
    for (const desk of PAGE.desks) for (const view of desk.views) view.gather();
    const found = dictionary(Object.entries(this.desk.kept ?? {}));
    for (const desk of PAGE.desks) {
      if (desk.spec.folder !== this.desk.spec.folder) continue;
      for (const [key, entry] of desk.dirty) {
        if (entry.value === null) delete found[key];
        else found[key] = { value: entry.value, changed: entry.changed };
      }
      for (const [key, value] of desk.values) {
        if (!desk.spec.keys.includes(key)) continue; // brought back once, and perhaps changed since in its own place
        if (value !== null && !same(found[key]?.value, value)) found[key] = { value, changed: new Date().toISOString() };
      }
    }
    return found;
  }

  /** After Python has said what other notebooks hold, or after a while without it. */
  async settled() {
    this.ask();
    if (this.desk.kept) return true;
    say(this.made, "Waiting for Python, which knows what you entered in other notebooks …");
    const until = Date.now() + PATIENCE;
    while (!this.desk.kept && Date.now() < until) await new Promise((done) => setTimeout(done, 50));
    return Boolean(this.desk.kept);
  }

  async download() {
    const whole = await this.settled();
    const entries = this.entries();
    const number = String(entries.student?.value ?? "").normalize("NFKC").replace(/[^\p{L}\p{N}_-]+/gu, "");
    const name = number ? `answers-${number}.json` : "answers.json";
    if (!Object.keys(entries).length) return say(this.made, "Nothing is entered yet, so there is nothing to hand in.");
    if (sandboxed() && this.desk.port.direct) return this.showCode("No file can be made here, because this page stands inside Jupyter or another page; its first lines say where to open it. ");
    offer(name, "application/json", fileOf(entries));
    const desks = [...PAGE.desks].filter((desk) => desk.spec.folder === this.desk.spec.folder);
    const open = new Set(desks.flatMap((desk) => [...desk.dirty.keys()])).size;
    const others = new Set(desks.flatMap((desk) => [...desk.others].filter(([, held]) => held.length).map(([key]) => key)));
    say(this.made, [
      `${name} with ${inEntries(Object.keys(entries).length)} was given to your browser; ${HANDED}.`,
      number ? "" : "No student number is in it: your teacher needs one.",
      open ? `${open} of them ${open === 1 ? "is" : "are"} in the file, but not saved yet.` : "",
      others.size ? `Another window holds other answers to ${[...others].map(place).join(", ")}: the file has those of this page.` : "",
      whole ? "" : "Python does not answer: what you entered in other notebooks may be missing.",
    ].filter(Boolean).join(" "));
  }

  /** Into the folder of the class, where Python puts the file that would be downloaded; only Python says that it is there. */
  async hand() {
    const whole = await this.settled();
    const entries = this.entries();
    if (!whole) return say(this.made, `Not handed in: Python does not answer. ${INSTEAD}`);
    if (!Object.keys(entries).length) return say(this.made, "Nothing is entered yet, so there is nothing to hand in.");
    say(this.made, "Handing in …");
    this.desk.send({ type: "hand", text: fileOf(entries) });
    clearTimeout(this.late);
    this.late = setTimeout(() => say(this.made, `Python has not said that it was handed in. ${INSTEAD}`), PATIENCE);
  }

  /** A page or a text to read, which Python writes. */
  async readablePage(as) {
    for (const desk of PAGE.desks) {
      for (const view of desk.views) view.gather();
      desk.flush();
    }
    say(this.made, "Waiting for Python, which writes it …");
    this.desk.send({ type: "readable", as });
    clearTimeout(this.late);
    this.late = setTimeout(() => say(this.made, "Python does not answer, so there is nothing to read or print. The file to hand in can be had without it."), PATIENCE);
  }

  /** folded: where the code lies, and is opened to show it. */
  code(folded) {
    const area = make("textarea", { id: `${this.id}-code`, rows: 3, readonly: true });
    this.showCode = async (why = "") => {
      await this.settled();
      try {
        area.value = await codeOf(this.entries());
        folded.open = true;
        area.select();
        say(this.made, `${why}The code to copy has ${area.value.length} letters; copy it whole. It holds what stands on the page now.`);
      } catch (problem) {
        say(this.made, problem instanceof Refusal ? problem.message : `No code could be made (${problem.name}): use the file.`);
      }
    };
    const show = this.button("Show a code to copy, instead of a file", () => this.showCode());
    show.addEventListener("focus", () => this.ask());
    return [make("p", {}, show), make("div", { class: "kf-line" }, make("label", { for: area.id }, "Code to copy"), area)];
  }

  back() {
    const file = make("input", { type: "file", id: `${this.id}-file`, accept: ".json,.txt,application/json" });
    const pasted = make("textarea", { id: `${this.id}-pasted`, rows: 3 });
    this.differs = make("div", { class: "kf-differs", role: "group", "aria-live": "polite" });
    file.addEventListener("change", async () => {
      if (!file.files.length) return;
      await this.compare(file.files[0], file);
      file.value = ""; // so that the same file can be chosen again
    });
    const look = this.button("Read the pasted code", () => (pasted.value.trim() ? this.compare(pasted.value, pasted) : say(this.made, "Nothing was pasted yet.")));
    this.root.append(make(
      "details",
      {},
      make("summary", {}, "Bring back what you have handed in or saved elsewhere"),
      make("div", { class: "kf-line" }, make("label", { for: file.id }, "Bring back a file"), file),
      make("div", { class: "kf-line" }, make("label", { for: pasted.id }, "Or paste a code"), pasted, look),
      this.differs,
    ));
  }

  /** Say what a file would change before anything is changed. from: the control that the focus goes back to. */
  async compare(given, from) {
    this.differs.replaceChildren();
    this.from = from;
    await this.settled();
    try {
      const { entries, trouble } = await read(given);
      this.tell(entries, trouble);
    } catch (problem) {
      say(this.made, problem instanceof Refusal ? problem.message : `It could not be read (${problem.name}). Nothing was changed here.`);
    }
  }

  tell(entries, trouble) {
    const here = this.entries();
    const keys = Object.keys(entries);
    const missing = keys.filter((key) => !here[key]);
    const other = keys.filter((key) => here[key] && !same(here[key].value, entries[key].value));
    const newer = other.filter((key) => here[key].changed > entries[key].changed);
    const whose = entries.student && here.student && !same(entries.student.value, here.student.value);
    const told = [
      trouble,
      whose ? `The file carries the student number ${short(entries.student.value)}; here stands ${short(here.student.value)}. Is it yours?` : "",
      `Of ${inEntries(keys.length)} in it, already here: ${keys.length - missing.length - other.length}; missing here: ${missing.length}; different here: ${other.length}.`,
      newer.length ? `Newer here than in the file: ${newer.length}.` : "",
    ].filter(Boolean).join(" ");
    if (!missing.length && !other.length) return say(this.made, `${told} Nothing is to be brought back.`);
    say(this.made, "");
    const list = other.slice(0, SHOWN).map((key) => make("li", {}, `${place(key)}: here “${short(here[key].value)}”, in the file “${short(entries[key].value)}”`));
    if (other.length > SHOWN) list.push(make("li", {}, `and ${other.length - SHOWN} more`));
    const buttons = [];
    if (other.length) buttons.push(this.button(`Take over everything in the file (${inEntries(missing.length + other.length)})`, () => this.bring(entries, [...missing, ...other])));
    if (missing.length) buttons.push(this.button(`Add only what is missing here (${inEntries(missing.length)})`, () => this.bring(entries, missing)));
    buttons.push(this.button("Leave everything as it is", () => this.leaveBe()));
    this.differs.append(make("p", {}, told), make("ul", {}, ...list), make("p", { class: "kf-buttons" }, ...buttons));
    buttons[0].focus();
  }

  decided() {
    this.differs.replaceChildren();
    this.from.focus(); // the button that had it is gone
  }

  leaveBe() {
    this.decided();
    say(this.made, "Nothing was changed.");
  }

  bring(entries, keys) {
    this.decided();
    for (const key of keys) this.desk.enter(key, entries[key].value, null);
    this.desk.kept = dictionary([...Object.entries(this.desk.kept ?? {}), ...keys.map((key) => [key, entries[key]])]);
    this.desk.flush(true, true);
    this.brought = new Set(keys);
    say(this.made, `${inEntries(keys.length)} ${keys.length === 1 ? "stands" : "stand"} on the page, not saved yet.`);
  }

  anew({ anew }) {
    const sure = make("p", { class: "kf-buttons", "aria-live": "polite" });
    const unasked = () => {
      sure.replaceChildren();
      ask.focus();
    };
    const ask = this.button(anew.label, () => {
      const yes = this.button(anew.yes, () => {
        unasked();
        say(this.made, "");
        this.desk.send({ type: "anew" });
      });
      sure.replaceChildren(anew.question, " ", yes, this.button("No", unasked));
      yes.focus();
    });
    return [make("p", { class: "kf-buttons" }, ask), sure];
  }

  heard(message) {
    if (message.type === "file") {
      clearTimeout(this.late);
      offer(message.name, message.mime, message.text);
      say(this.made, `${message.name} was given to your browser; ${HANDED}.`);
    }
    if (message.said) {
      clearTimeout(this.late);
      say(this.made, message.said);
    }
    if (this.brought && message.type === "ack") {
      const open = [...this.brought].filter((key) => this.desk.dirty.has(key)).length;
      say(this.made, open ? `${inEntries(open)} ${open === 1 ? "stands" : "stand"} on the page, not saved yet.` : `${inEntries(this.brought.size)} ${this.brought.size === 1 ? "was" : "were"} brought back and saved.`);
      if (!open) this.brought = null;
    }
  }
}

/** Draw one task, or the hand-in. port: where its words are kept (see `Desk`). Returns what takes it off the page again. */
export function mount(spec, el, port) {
  const view = new (spec.handin ? HandIn : View)(new Desk(spec, port), el);
  return () => view.leave();
}
