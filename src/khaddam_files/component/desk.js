// What one task holds: its values, whether each is kept, and what other windows hold under the same keys.
// anywidget imports this module once for each model (from a blob), so what the tasks of a page share stands on globalThis.

export const PAGE = (globalThis[Symbol.for("khaddam-files.page")] ??= {
  id: Math.random().toString(36).slice(2, 12), // two windows on one notebook share a kernel, which answers both
  desks: new Set(),
  serial: 0,
  entered: 0,
});
const PAUSE = 250; // ms after the last key
const LONGEST = 900; // ms after the first key that was not sent
const ASLEEP = 4000; // ms without an answer, after which Python is said not to answer
const RETRY = 5000; // ms until the next try
const SILENCE = 10_000; // ms after which a reader who comes back asks whether Python is still there
const ON_THE_WAY = 3; // values of one key, sent before, that may have arrived without an answer
const FORGOTTEN = 7 * 86_400_000; // ms for which this browser holds words that nobody took
const ASLEEP_SAYS = "Python does not answer. If this line stays, choose Run, then Run All Cells.";

export const same = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
const clock = () => new Date().toTimeString().slice(0, 5);

/** Words that nobody has acknowledged yet, held by this browser: one entry a page and key, so that no window writes over
 *  another's. `place` is the name that a folder of answers has got at its first save; before, it is the sign of its path. */
const net = {
  prefix: "khaddam-files-unsaved:",
  name: (place, key) => `${net.prefix}${place}:${key}:${PAGE.id}`,
  hold(place, key, entry) {
    try {
      localStorage.setItem(net.name(place, key), JSON.stringify(entry));
    } catch {
      // storage is full or refused: the status line says "not saved yet" all the same
    }
  },
  /** [name, entry] of every page that held words under a key. */
  held(place, key) {
    try {
      const names = Object.keys(localStorage).filter((name) => name.startsWith(`${net.prefix}${place}:${key}:`));
      const found = names.map((name) => [name, net.read(name)]);
      return found.filter(([, entry]) => typeof entry?.changed === "string" && "value" in entry);
    } catch {
      return [];
    }
  },
  read(name) {
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch {
      return null;
    }
  },
  drop(name) {
    try {
      localStorage.removeItem(name);
    } catch {
      // storage is refused, so nothing lies there
    }
  },
  sweep() {
    try {
      for (const name of Object.keys(localStorage)) {
        if (!name.startsWith(net.prefix)) continue;
        if (!(Date.now() - Date.parse(net.read(name)?.changed) < FORGOTTEN)) localStorage.removeItem(name);
      }
    } catch {
      // storage is refused
    }
  },
};

/**
 * The values of one drawing of one task.
 * port: send(message), listen(does), liveness(does); `direct` where it keeps at once and needs no net.
 */
export class Desk {
  constructor(spec, port) {
    Object.assign(this, { spec, port, views: new Set(), asleep: false, refused: "", savedAt: "", heardAt: Date.now() });
    this.values = new Map(); // key -> what is shown
    this.dirty = new Map(); // key -> {value, changed, seen, over, sent, n} that nobody has acknowledged
    this.flying = new Map(); // key -> n of what was sent last
    this.seen = new Map(); // key -> times of the values that this page has shown
    this.others = new Map(); // key -> values that another window holds and this page does not show
    this.replies = { ...spec.replies };
    this.notice = spec.notice ?? "";
    this.opened = spec.opened ?? false; // whether what the button of `opener` opens is on the page
    this.deaf = [port.listen((message) => this.heard(message)), port.liveness?.((live) => { if (!live) this.sleep(); })];
    this.learn(spec.state ?? {});
    for (const key of spec.keys) this.inherit(key);
    PAGE.desks.add(this);
    if (!port.direct) {
      for (const key of spec.keys) this.recover(key);
      net.sweep();
    }
    this.hello();
  }

  /** Other drawings of the same item on this page: anywidget gives every view a model object of its own. */
  peers(key) {
    return [...PAGE.desks].filter((desk) => desk !== this && desk.spec.folder === this.spec.folder && (desk.spec.keys.includes(key) || desk.dirty.has(key)));
  }

  /** Drawn twice, or run again: what stands on the page is newer than what Python sent at first. */
  inherit(key) {
    for (const peer of this.peers(key)) {
      if (!peer.dirty.has(key)) continue;
      this.values.set(key, peer.values.get(key));
      this.dirty.set(key, peer.dirty.get(key));
    }
  }

  /** Words of an earlier visit that never arrived: taken up where nothing has come in between, offered where something has. */
  recover(key) {
    for (const [name, left] of [this.spec.place, this.spec.folder].flatMap((place) => net.held(place, key))) {
      const shown = this.values.get(key) ?? null;
      const own = (left.over ?? []).some((value) => same(value, shown)); // what the same page had sent just before
      const came = !own && (this.seen.get(key) ?? []).some((time) => !(left.seen ?? []).includes(time));
      if (same(left.value, shown)) net.drop(name);
      else if (this.dirty.has(key) || (came && shown !== null)) {
        this.offer(key, { value: left.value, from: "this browser, where it could not be saved", name });
      } else {
        const seen = own ? [...(left.seen ?? []), ...(this.seen.get(key) ?? [])] : left.seen;
        const entry = { ...left, seen, n: (PAGE.entered += 1) };
        this.values.set(key, left.value);
        this.dirty.set(key, entry);
        net.hold(this.spec.place, key, entry); // ours now, and the other page's no more
        if (name !== net.name(this.spec.place, key)) net.drop(name);
      }
    }
  }

  offer(key, other) {
    const held = (this.others.get(key) ?? []).filter((one) => !same(one.value, other.value));
    this.others.set(key, [...held, other]);
  }

  send(message) {
    this.port.send({ ...message, page: PAGE.id });
  }

  hello() {
    this.send({ type: "hello" });
    this.watch();
    if (this.dirty.size) this.flush(true);
  }

  watch() {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.sleep(), ASLEEP);
  }

  sleep() {
    this.asleep = true;
    this.flying.clear();
    this.redraw();
    this.later();
  }

  later() {
    clearTimeout(this.again);
    if (this.dirty.size) this.again = setTimeout(() => this.flush(true), RETRY);
  }

  /** A reader has come to one of the controls; a kernel that was shut down does not say so by itself. */
  came() {
    if (this.asleep || Date.now() - this.heardAt > SILENCE) this.hello();
  }

  /** Something was entered: at once on the page and in this browser, soon in Python. seen: null replaces whatever is kept. */
  enter(key, value, seen = this.seen.get(key) ?? [], pause = PAUSE) {
    const before = this.dirty.get(key);
    // what was sent may have arrived, though nobody answers any more
    const over = [...(before?.over ?? []), ...(before?.sent ? [before.value] : [])].slice(-ON_THE_WAY);
    const entry = { value, changed: new Date().toISOString(), seen, over, n: (PAGE.entered += 1) };
    for (const desk of [this, ...this.peers(key)]) {
      desk.values.set(key, value);
      desk.replies = { ...desk.replies, [key]: undefined };
      if (desk !== this && desk.dirty.has(key)) desk.dirty.set(key, entry); // what waits there must not come after this
      if (desk !== this) desk.redraw();
    }
    this.dirty.set(key, entry);
    if (!this.port.direct) net.hold(this.spec.place, key, entry);
    this.soon(pause);
    this.redraw();
  }

  /** The reader has decided between what stands here and what another window holds. */
  settle(key, value) {
    const all = [...(this.seen.get(key) ?? []), ...(this.others.get(key) ?? []).map((other) => other.time).filter(Boolean)];
    for (const other of this.others.get(key) ?? []) if (other.name) net.drop(other.name);
    this.seen.set(key, all);
    this.others.delete(key);
    this.enter(key, value, all);
    this.flush();
  }

  soon(pause) {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.flush(), pause);
    this.longest ??= setTimeout(() => this.flush(), LONGEST);
  }

  /** left: the reader has left the box, so that a comparison may follow it. */
  flush(again = false, left = false) {
    clearTimeout(this.pause);
    clearTimeout(this.longest);
    this.longest = undefined;
    const changes = [...this.dirty].filter(([key, entry]) => again || this.flying.get(key) !== entry.n);
    if (!changes.length) {
      if (left) this.send({ type: "left" });
      return;
    }
    for (const [key, entry] of changes) {
      this.flying.set(key, entry.n);
      entry.sent = true;
    }
    this.send({ type: "put", left, changes: Object.fromEntries(changes) });
    if (!this.asleep) this.watch();
    this.later();
  }

  heard(message) {
    const woke = this.asleep;
    clearTimeout(this.watchdog);
    Object.assign(this, { asleep: false, heardAt: Date.now(), notice: message.notice ?? this.notice, opened: message.opened ?? this.opened });
    const mine = !message.page || message.page === PAGE.id; // an answer to another window is only news to this one
    if (mine && message.type === "ack") this.acknowledged(message);
    if (message.type === "forgotten") this.forget();
    this.learn(message.state ?? {});
    for (const [key, reply] of Object.entries(message.replies ?? {})) this.replies[key] = reply;
    if (message.kept) this.kept = message.kept;
    if (woke) this.flush(true);
    if (mine) for (const view of this.views) view.heard?.(message);
    this.redraw();
    this.rest();
  }

  /** The reader has deleted everything; nothing of it may come back from here. */
  forget() {
    for (const held of [this.values, this.dirty, this.flying, this.seen, this.others]) held.clear();
    Object.assign(this, { refused: "", savedAt: "" });
    clearTimeout(this.again);
  }

  acknowledged({ saved = {}, refused = "" }) {
    this.refused = refused;
    for (const [key, { n, time }] of Object.entries(saved)) {
      for (const desk of [this, ...this.peers(key)]) {
        desk.seen.set(key, [...(desk.seen.get(key) ?? []).slice(-20), time]);
        if (desk.dirty.get(key)?.n !== n) continue;
        desk.dirty.delete(key);
        desk.flying.delete(key);
        desk.savedAt = clock();
        if (desk !== this) desk.redraw();
      }
      if (!this.dirty.has(key)) net.drop(net.name(this.spec.place, key));
    }
    if (refused) {
      this.flying.clear();
      this.later();
    }
  }

  /** What is kept now. state: key -> heads [{time, value}], the latest first: values that no other value has replaced. */
  learn(state) {
    for (const [key, heads] of Object.entries(state)) {
      const shown = this.values.get(key) ?? null;
      if (!heads.length && !this.dirty.has(key)) this.values.set(key, null);
      const mine = this.dirty.has(key) ? null : heads.find((head) => same(head.value, shown)) ?? heads[0];
      if (mine) {
        this.values.set(key, mine.value);
        this.seen.set(key, [...(this.seen.get(key) ?? []).slice(-20), mine.time]);
      }
      const now = this.values.get(key) ?? null;
      const seen = this.seen.get(key) ?? [];
      const others = heads.filter((head) => head.value !== null && !same(head.value, now) && (mine || !seen.includes(head.time)));
      const waiting = (this.others.get(key) ?? []).filter((other) => !other.time && !same(other.value, now));
      this.others.set(key, [...others.map((head) => ({ ...head, from: "another window or notebook" })), ...waiting]);
    }
  }

  /** One sentence on whether what stands here is kept; `trouble` where it is not. */
  status() {
    if (this.refused) return { trouble: this.refused };
    // where a guard stands in the same box, it says for all of them that Python does not answer
    if (this.asleep && (this.dirty.size || !this.spec.guarded)) return { trouble: this.dirty.size ? `Not saved. ${ASLEEP_SAYS} What you entered stays on this page and in the file to hand in.` : ASLEEP_SAYS };
    if (this.dirty.size) return { kept: "not saved yet" };
    if (this.savedAt) return { kept: `saved ${this.savedAt}` };
    return { kept: this.spec.keys.some((key) => (this.values.get(key) ?? null) !== null) ? "kept from an earlier visit" : "" };
  }

  redraw() {
    for (const view of this.views) view.draw();
  }

  /** Off the page: unsaved words lie in `net`, and a desk that is drawn again takes them up. */
  leave() {
    this.flush();
    PAGE.desks.delete(this);
    this.gone = true;
    clearTimeout(this.again);
    clearTimeout(this.watchdog);
    this.rest();
  }

  /** A desk that has left listens on until its last words are acknowledged: a page is turned right after the last key. */
  rest() {
    if (this.gone && !this.dirty.size) for (const stop of this.deaf) stop?.();
  }
}
