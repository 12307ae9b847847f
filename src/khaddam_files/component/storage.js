// A plain page keeps its answers in this browser. Each window writes entries of its own and never one of another window; what is
// read is merged item by item. So a window that has not yet seen another's change cannot undo it.

import { beforeTheTear, entriesOf } from "./files.js";

const ENTRY = "khaddam-files:entry:"; // + window + ":" + key
const ASIDE = "khaddam-files:aside:";
const OLD = "khaddam-files-answers"; // the one entry of version 0.2.0

const owner = (time) => time.slice(20);
const isHeld = (held) => typeof held?.time === "string" && "value" in held && Array.isArray(held.after);

export class BrowserStorage {
  constructor() {
    this.own = Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    Object.assign(this, { ports: new Set(), last: 0, notice: "" });
    try {
      this.takeOver();
      this.tidy();
    } catch {
      // nothing can be kept here; whoever enters something is told
    }
    window.addEventListener("storage", ({ key }) => {
      if (key === null) this.tell();
      else if (key.startsWith(ENTRY)) this.tell([key.slice(ENTRY.length).replace(/^\w+:/, "")]);
    });
  }

  /** key -> window -> what that window has entered last. */
  read() {
    const found = new Map();
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(ENTRY)) continue;
      const key = name.slice(ENTRY.length).replace(/^\w+:/, "");
      const held = this.parsed(name);
      if (!held) continue;
      this.last = Math.max(this.last, Number(held.time.slice(0, 13)) || 0);
      if (!found.has(key)) found.set(key, new Map());
      found.get(key).set(owner(held.time), held);
    }
    return found;
  }

  /** One entry; what cannot be read is laid aside and told. */
  parsed(name) {
    const text = localStorage.getItem(name);
    try {
      const held = JSON.parse(text);
      if (isHeld(held)) return held;
    } catch {
      // told below
    }
    this.aside(name, text);
    return null;
  }

  aside(name, text) {
    localStorage.setItem(ASIDE + name, text);
    localStorage.removeItem(name);
    this.notice = "Something in this browser's storage could not be read whole. It is laid aside there; please look whether your answers are complete.";
  }

  /** The values that no other value has replaced, the latest first. */
  heads(entries) {
    const gone = {};
    for (const { after } of entries.values()) for (const time of after) if (time > (gone[owner(time)] ?? "")) gone[owner(time)] = time;
    return [...entries].filter(([name, { time }]) => time > (gone[name] ?? "")).map(([, held]) => held).sort((one, other) => (one.time < other.time ? 1 : -1));
  }

  state(keys) {
    const found = this.read();
    return Object.fromEntries(keys.map((key) => [key, this.heads(found.get(key) ?? new Map()).map(({ time, value }) => ({ time, value }))]));
  }

  kept() {
    const kept = {};
    for (const [key, entries] of this.read()) {
      const [head] = this.heads(entries);
      if (head && head.value !== null) kept[key] = { value: head.value, changed: new Date(Number(head.time.slice(0, 13))).toISOString() };
    }
    return kept;
  }

  /** A time that never goes backwards, whatever the clock does. */
  time(at = Date.now(), name = this.own) {
    if (name === this.own) this.last = Math.max(at, this.last + 1);
    return `${String(name === this.own ? this.last : at).padStart(13, "0")}-00000-${name}`;
  }

  put(key, value, seen, entries) {
    const others = [...entries.values()].map((held) => held.time).filter((time) => owner(time) !== this.own);
    const before = entries.get(this.own)?.after ?? [];
    const after = [...new Set([...before, ...(seen ?? others).filter((time) => owner(time) !== this.own)])];
    const held = { time: this.time(), value, after };
    localStorage.setItem(`${ENTRY}${this.own}:${key}`, JSON.stringify(held));
    return held.time;
  }

  /** Entries that another one has replaced are not needed any more. */
  tidy() {
    for (const [key, entries] of this.read()) {
      const heads = new Set(this.heads(entries));
      for (const [name, held] of entries) if (!heads.has(held)) localStorage.removeItem(`${ENTRY}${name}:${key}`);
    }
  }

  /** What version 0.2.0 has kept, once and whole; its own text stays beside it. */
  takeOver() {
    const text = localStorage.getItem(OLD);
    if (text === null) return;
    let answers;
    try {
      answers = JSON.parse(text).answers;
    } catch {
      answers = beforeTheTear(text);
      this.notice = "What an earlier version had kept in this browser ends early; what could be read of it is in its place, and the rest is laid aside there.";
    }
    for (const [key, { value, changed }] of Object.entries(entriesOf(answers ?? {}))) {
      const at = Math.min(Date.parse(changed) || 0, Date.now());
      localStorage.setItem(`${ENTRY}old:${key}`, JSON.stringify({ time: this.time(at, "old"), value, after: [] }));
    }
    localStorage.setItem(ASIDE + OLD, text);
    localStorage.removeItem(OLD);
  }

  tell(changed) {
    for (const port of this.ports) {
      const keys = port.keys.filter((key) => !changed || changed.includes(key));
      if (keys.length) port.does({ type: "state", state: this.state(keys), notice: this.notice });
    }
  }

  /** The door of one task: it answers as Python does, but for replies, because no key is in the page. */
  port(keys) {
    const port = { keys, does: () => {} };
    this.ports.add(port);
    return {
      direct: true,
      listen: (does) => { port.does = does; },
      send: (message) => {
        const answer = this.answer(message, keys);
        queueMicrotask(() => port.does(answer));
      },
    };
  }

  answer(message, keys) {
    try {
      if (message.type === "put") return this.keep(message.changes, keys);
      if (message.type === "anew") return this.forget();
      return { type: message.type === "all" ? "kept" : "state", state: this.state(keys), kept: this.kept(), notice: this.notice };
    } catch (problem) {
      return { type: "ack", refused: `Not saved: this browser keeps nothing here (${problem.name}). It is tried again; download your answers before you close the page.` };
    }
  }

  keep(changes, keys) {
    const answer = { type: "ack", saved: {} };
    const found = this.read();
    try {
      for (const [key, { value, seen, n }] of Object.entries(changes)) {
        answer.saved[key] = { n, time: this.put(key, value, seen, found.get(key) ?? new Map()) };
      }
    } catch (problem) {
      answer.refused = `Not saved: this browser keeps nothing here (${problem.name}). It is tried again; download your answers before you close the page.`;
    }
    queueMicrotask(() => this.tell(Object.keys(answer.saved)));
    return { ...answer, state: this.state(keys), kept: this.kept() };
  }

  forget() {
    for (const name of Object.keys(localStorage)) if (name.startsWith("khaddam-files")) localStorage.removeItem(name);
    this.notice = "";
    queueMicrotask(() => this.tell());
    return { type: "kept", state: {}, kept: {}, said: "All answers were deleted from this page and this browser." };
  }
}
