// A plain page keeps its answers in this browser. What a window enters goes into a storage entry of its own, under a name that is
// used once and never written again; what is read is merged item by item. So a window that has not yet seen another's change, or
// reads an old state of the storage, cannot undo it; and to take away what was replaced can never take away what came later.

import { dictionary, readText } from "./files.js";

const ENTRY = "khaddam-files:entry:"; // + time + ":" + key; its text: {value, after: times of what it replaced}
const NAME = /^khaddam-files:entry:(\d{13}-\d{5}-\w+):(.+)$/s;
const TIME = /^\d{13}-\d{5}-\w+$/; // milliseconds, counter, window
const ASIDE = "khaddam-files:aside:";
const OLD = "khaddam-files-answers"; // the one entry of version 0.2.0; read where it lies and never written again
const MARK = "khaddam-files:opened"; // stands here since this browser first opened the page
const LOOKS = 3; // times that a page is loaded again to find its mark
const LAID_ASIDE = "Something in this browser's storage could not be read whole. It is laid aside there; please look whether your answers are complete.";

const owner = (time) => time.slice(20);
const isHeld = (held) => typeof held === "object" && held !== null && "value" in held && Array.isArray(held.after) && held.after.every((time) => TIME.test(time));
const inAnswers = (number) => (number === 1 ? "1 answer" : `${number} answers`);

/** The latest of some times of each window. */
function latest(times) {
  const found = new Map();
  for (const time of times) if (time > (found.get(owner(time)) ?? "")) found.set(owner(time), time);
  return found;
}

/** The values that no other value has replaced, the latest first. entries: time -> {value, after}. */
export function heads(entries) {
  const gone = latest([...entries.values()].flatMap((held) => held.after));
  const standing = [...latest(entries.keys()).values()].filter((time) => time > (gone.get(owner(time)) ?? ""));
  return standing.sort().reverse().map((time) => ({ time, value: entries.get(time).value }));
}

/** Whether this window is joined to what the browser keeps: true; false; or null where the page is just being loaded again to see.
 *
 *  Chromium on a busy machine now and then gives a page from disk a storage that nothing else ever reads: it is empty when the page
 *  opens, takes everything, and is gone at the next reload. Where the mark of an earlier visit is found, the storage is the lasting
 *  one; where it is not, this is the first visit or such a storage, and only loading again tells.
 */
export function joined() {
  try {
    if (localStorage.getItem(MARK)) {
      if (history.state?.looks) history.replaceState(null, "");
      return true;
    }
    localStorage.setItem(MARK, "1");
  } catch {
    return true; // blocked or full: whoever enters something is told
  }
  const looks = history.state?.looks ?? 0;
  if (looks === LOOKS) return false;
  history.replaceState({ looks: looks + 1 }, "");
  location.reload();
  return null;
}

export class BrowserStorage {
  /** own: the name of this window; box: where it keeps; instead: what to do where nothing can be kept. */
  constructor({ own, box = () => localStorage, instead = "download your answers before you close the page" } = {}) {
    this.own = own ?? Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    Object.assign(this, { box, instead, ports: new Set(), last: 0, counter: 0, known: new Map(), old: { text: null, entries: new Map() } });
    Object.assign(this, { notice: "", oldNotice: "", refusal: "", onNotice: () => {} });
    try {
      this.tidy();
    } catch (problem) {
      this.refusal = this.told(problem); // whoever enters something is told beside the box, too
    }
  }

  /** Follow what other windows enter. */
  follow() {
    window.addEventListener("storage", ({ key }) => {
      const [, , item] = NAME.exec(key ?? "") ?? [];
      if (item) this.tell([item]);
      else if (key === null || key === OLD) this.tell();
    });
  }

  /** key -> time -> {value, after}: everything that is in the storage now. */
  read() {
    const box = this.box();
    const found = new Map();
    for (const [key, entries] of this.readOld(box)) found.set(key, new Map(entries));
    for (const name of Object.keys(box)) {
      const held = name.startsWith(ENTRY) && this.parsed(box, name);
      if (!held) continue;
      const [, time, key] = NAME.exec(name);
      if (!found.has(key)) found.set(key, new Map());
      found.get(key).set(time, held);
    }
    return found;
  }

  /** One entry, read once, because a name is never written again; what cannot be read is laid aside and told. */
  parsed(box, name) {
    if (this.known.has(name)) return this.known.get(name);
    const text = box.getItem(name);
    let held = null;
    try {
      held = NAME.test(name) ? JSON.parse(text) : null;
    } catch {
      // told below
    }
    if (!isHeld(held)) {
      held = null;
      this.aside(box, name, text);
    }
    this.known.set(name, held);
    return held;
  }

  aside(box, name, text) {
    if (text === null) return; // another window has just taken it away
    try {
      box.setItem(ASIDE + name, text);
      box.removeItem(name);
    } catch {
      // no room: it stays where it lies, which is as good, because nobody writes there again
    }
    this.notice = LAID_ASIDE;
    this.onNotice();
  }

  /** What version 0.2.0 has kept: key -> entries, as if an older window had entered it. Its own text stays as it is. */
  readOld(box) {
    const text = box.getItem(OLD);
    if (text === this.old.text) return this.old.entries;
    this.old = { text, entries: new Map() };
    this.oldNotice = "";
    if (text === null) return this.old.entries;
    try {
      const { entries, trouble } = readText(text);
      for (const [key, { value, changed }] of Object.entries(entries)) {
        const at = Date.parse(changed); // the same at every reading, whatever the clock says, or what was replaced would come back
        this.old.entries.set(key, new Map([[this.named(at > 0 && at < 1e13 ? at : 0, "old"), { value, after: [] }]]));
      }
      const number = this.old.entries.size;
      if (trouble) this.oldNotice = `An earlier version of this page kept answers in this browser. ${trouble} ${inAnswers(number)} of them stand in their places, unless you have changed them since; please look what is missing.`;
    } catch {
      if (!this.empty(text)) this.oldNotice = "An earlier version of this page kept something in this browser that could not be read; it is still there, untouched.";
    }
    if (this.oldNotice) this.onNotice();
    return this.old.entries;
  }

  /** Whether version 0.2.0 had nothing to keep. */
  empty(text) {
    return /^\s*\{\s*"version"\s*:\s*1\s*,\s*"answers"\s*:\s*\{\s*\}\s*\}\s*$/.test(text);
  }

  state(keys) {
    const found = this.read();
    return Object.fromEntries(keys.map((key) => [key, heads(found.get(key) ?? new Map())]));
  }

  kept() {
    const kept = dictionary();
    for (const [key, entries] of this.read()) {
      const [head] = heads(entries);
      if (!head || head.value === null) continue;
      const at = Math.min(Number(head.time.slice(0, 13)), Date.now()); // a clock that ran ahead is not handed on
      kept[key] = { value: head.value, changed: new Date(at).toISOString() };
    }
    return kept;
  }

  named(at, window, counter = 0) {
    return `${String(at).padStart(13, "0")}-${String(counter).padStart(5, "0")}-${window}`;
  }

  /** A time of this window that never goes backwards, whatever the clock does. */
  time() {
    const now = Date.now();
    const same = now <= this.last && this.counter < 99_999;
    this.counter = same ? this.counter + 1 : 0;
    if (!same) this.last = Math.max(now, this.last + 1);
    return this.named(this.last, this.own, this.counter);
  }

  /** Keep one value. seen: times of the values that it replaces; nothing: whatever is there. Returns its time. */
  put(box, key, value, seen, entries) {
    const mine = [...entries.keys()].filter((time) => owner(time) === this.own);
    const replaced = seen ?? [...entries.keys()];
    const before = [...mine, ...replaced].flatMap((time) => entries.get(time)?.after ?? []);
    const there = new Set([...entries.keys()].map(owner));
    const after = [...latest([...before, ...replaced]).values()].filter((time) => owner(time) !== this.own && there.has(owner(time)));
    const time = this.time();
    this.write(box, `${ENTRY}${time}:${key}`, { value, after }, mine.map((past) => `${ENTRY}${past}:${key}`));
    return time;
  }

  /** Write a new entry, and only then take away what this window had entered before under the same key. */
  write(box, name, held, past) {
    const text = JSON.stringify(held);
    try {
      box.setItem(name, text);
    } catch (problem) {
      const room = past.reduce((sum, one) => sum + (box.getItem(one)?.length ?? 0), 0);
      if (!(problem.name === "QuotaExceededError" && past.length && text.length <= room)) throw problem;
      for (const one of past) box.removeItem(one); // the storage is full, and what is new fits where the old one lay
      box.setItem(name, text);
    }
    this.known.set(name, held);
    for (const one of past) box.removeItem(one);
  }

  /** Take away what another entry has replaced, and what forgets something that is no longer there. */
  tidy() {
    const box = this.box();
    for (const [key, entries] of this.read()) {
      const standing = heads(entries);
      const needless = standing.length === 1 && standing[0].value === null && !this.old.entries.has(key);
      const stay = new Set(needless ? [] : standing.map(({ time }) => time));
      for (const time of entries.keys()) if (!stay.has(time)) box.removeItem(`${ENTRY}${time}:${key}`);
    }
  }

  tell(changed) {
    let found;
    try {
      found = this.read();
    } catch {
      return; // whoever enters something is told
    }
    for (const port of this.ports) {
      const keys = port.keys.filter((key) => !changed || changed.includes(key));
      if (keys.length) port.does({ type: "state", state: Object.fromEntries(keys.map((key) => [key, heads(found.get(key) ?? new Map())])) });
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
        if (message.type === "all") port.does(answer); // asked for by a press that needs it now
        else queueMicrotask(() => port.does(answer));
      },
    };
  }

  answer(message, keys) {
    if (message.type === "put") return this.keep(message.changes, keys);
    if (message.type === "anew") return this.forget();
    try {
      return message.type === "all" ? { type: "kept", state: this.state(keys), kept: this.kept() } : { type: "state", state: this.state(keys) };
    } catch {
      return { type: "kept", kept: dictionary() }; // nothing can be read here; whoever enters something is told
    }
  }

  told(problem) {
    const why = problem.name === "QuotaExceededError" ? "the storage of this browser is full" : `this browser keeps nothing for this page (${problem.name})`;
    return `Not saved: ${why}. It is tried again every few seconds; ${this.instead}.`;
  }

  keep(changes, keys) {
    const answer = { type: "ack", saved: dictionary() };
    try {
      const box = this.box();
      const found = this.read();
      for (const [key, { value, seen, n }] of Object.entries(changes)) {
        answer.saved[key] = { n, time: this.put(box, key, value, seen, found.get(key) ?? new Map()) };
      }
      Object.assign(answer, { state: this.state(keys), kept: this.kept() });
    } catch (problem) {
      answer.refused = this.told(problem);
    }
    queueMicrotask(() => this.tell(Object.keys(answer.saved)));
    return answer;
  }

  /** Nothing of this page is kept any longer, and nothing of it stands on the page. What JupyterLab keeps at the same address stays. */
  forget() {
    let said = "All answers were deleted from this page and this browser.";
    try {
      const box = this.box();
      for (const name of Object.keys(box)) if (name === OLD || name.startsWith(ENTRY) || name.startsWith(ASIDE)) box.removeItem(name);
    } catch {
      said = "All answers were deleted from this page; this browser had kept none.";
    }
    Object.assign(this, { notice: "", oldNotice: "" });
    this.onNotice();
    queueMicrotask(() => { for (const port of this.ports) port.does({ type: "forgotten", said: port.keys.includes("student") ? said : "" }); });
    return { type: "kept", kept: dictionary() };
  }
}
