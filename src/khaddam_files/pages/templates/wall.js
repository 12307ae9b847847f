// The wall: draws what the server says of one view, asks again every second, and goes by keys. Words are set as text, never as HTML.

const EVERY = 700; // ms between two questions; the answer to one that changes nothing is empty
const TURN = 60, MORE = 30; // seconds of the timer, and those that a press adds
const LARGEST = 1.4, SMALLEST = 0.8, STEP = 0.04; // of the letters, so that one thing fits the screen
const at = (id) => document.getElementById(id);
const wall = { view: "", second: false, key: false, drawn: "", data: null, order: [], page: 0 };

/** An element with attributes and children; what is no element is text. */
function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) if (value !== null && value !== false) made.setAttribute(attribute, value === true ? "" : value);
  made.append(...children.flat().filter((child) => child !== null && child !== ""));
  return made;
}

const people = (number) => (number === 1 ? "1 person" : `${number} people`);
const said = (words, name = "sentence") => (words ? make("p", { class: name }, words) : null);

// ---------------------------------------------------------------- what it looks like

function statement({ where, text, who, side, voice }) {
  const quoted = make("blockquote", { dir: "auto" }, text);
  return [make("h2", { class: "where" }, where), make("figure", { class: `said ${side} ${voice}` }, who ? make("figcaption", {}, who) : null, quoted)];
}

function bar({ people: number, share }) {
  const filled = make("span");
  filled.style.width = `${share}%`;
  return make("div", { class: "vote" },
    make("div", { class: number ? "bar" : "bar nobody", "aria-hidden": "true" }, filled),
    make("span", { class: "number" }, make("strong", {}, String(number)), ` · ${share} %`));
}

function moved(number) {
  if (!number) return make("td", { class: "moved" }, "=");
  return make("td", { class: "moved" }, make("mark", {}, number > 0 ? `▲ +${number}` : `▼ −${-number}`));
}

function choice({ sign, words, counts, moved: number, right }) {
  const head = make("th", { scope: "row", dir: "auto" }, sign ? make("span", { class: "sign" }, sign) : null, sign ? " " : null, words,
    right ? make("span", { class: "key" }, " ✔ key") : null);
  return make("tr", { class: right ? "right" : null }, head, counts.map((one) => make("td", {}, bar(one))), number === null ? null : moved(number));
}

function bars(data) {
  const twice = data.options.some((one) => one.moved !== null);
  const heads = ["answer", ...data.votes.map(({ name, people: number }) => `${name ? `${name}, ` : ""}${people(number)}`), ...(twice ? ["moved"] : [])];
  const long = data.options.some(({ words }) => words.length > 44);
  const table = make("table", { class: "bars" }, make("caption", { class: "hear" }, `Answers: ${data.where}`),
    data.votes.length ? make("thead", {}, make("tr", {}, heads.map((head) => make("th", { scope: "col", class: head === "moved" ? head : null }, head)))) : null,
    make("tbody", {}, data.options.map(choice)));
  return [statement(data), said(data.key ? "" : data.prompt, "prompt"), said(data.sentence), make("div", { class: long ? "long" : null }, table), said(data.second), said(data.both_ways, "prompt"), data.key ? key(data.key) : null];
}

function key({ sign, words, sentence, reasons, read }) {
  const reason = (one) => make("p", { class: "small reason" }, make("strong", {}, `${one.right ? "✔" : "Not"} ${one.sign || `“${one.words}”`}: `), one.reason);
  const title = make("p", {}, make("strong", {}, "Key: "), sign ? `${sign} ` : null, words, sentence ? ` · ${sentence}` : null, read ? ` Read ${read}.` : null);
  return make("section", { class: "shown", "aria-label": "Key and reasons" }, title, reasons.map(reason));
}

function dots(data) {
  const most = Math.max(0, ...data.bins.map((bin) => bin.people));
  const stack = ({ people: number }) => make("td", {}, make("div", { class: "stack", "aria-hidden": "true" }, Array.from({ length: number }, () => make("i"))), make("span", { class: number ? null : "hear" }, String(number)));
  const table = data.bins.length ? make("table", { class: most > 12 ? "dots many" : "dots" },
    make("caption", {}, `Each dot is one of ${people(data.answered)}, over the number given: how probable, from 0 to 100.`),
    make("thead", {}, make("tr", {}, data.bins.map(({ low, high }) => make("th", { scope: "col" }, `${low}–${high}`)))),
    make("tbody", {}, make("tr", {}, data.bins.map(stack)))) : null;
  return [statement(data), said(data.sentence), table, said(data.middle), data.key ? verdicts(data.key.verdicts) : null];
}

function verdicts(days) {
  const row = ({ day, verdict, reason }) => make("tr", {}, make("th", { scope: "row" }, day), make("td", {}, make("strong", {}, verdict)), make("td", { class: "reason" }, reason));
  return make("section", { class: "shown", "aria-label": "What became of it" },
    make("table", { class: "small" }, make("caption", {}, "Was it borne out? Our verdict on four days."), make("tbody", {}, days.map(row))));
}

function texts(data) {
  const one = ({ text, people: number }) => make("li", {}, make("blockquote", { dir: "auto" }, text), number > 1 ? make("span", { class: "where" }, `${people(number)} wrote this`) : null);
  return [statement(data), said(data.sentence), data.texts.length ? make("p", { class: "where", id: "part" }) : null, make("ol", { class: "texts" }, data.texts.map(one))];
}

function list(data) {
  const chip = ({ view, title, shown }) => make("li", {}, make("a", { href: `#${encodeURIComponent(view)}`, "aria-current": view === data.view ? "true" : null }, `${title} (${shown})`));
  const shares = data.key && data.has_key;
  const row = (one) => make("tr", { class: one.answered === null ? "none" : null },
    make("th", { scope: "row" }, make("a", { href: `#${encodeURIComponent(one.view)}` }, one.where)), make("td", { dir: "auto" }, one.text),
    shares ? make("td", {}, one.share === null ? "–" : `${one.share} %`) : null, make("td", {}, one.answered ?? "fewer than 5"));
  const heads = ["what", "words", ...(shares ? ["as the key at first"] : []), "answered"].map((name) => make("th", { scope: "col" }, name));
  return [make("nav", { "aria-label": "Lists" }, make("ul", { class: "lists" }, data.lists.map(chip))), make("h2", { class: "hear" }, data.title), said(data.sentence),
    data.rows.length ? make("table", { class: "rows" }, make("caption", { class: "hear" }, data.title), make("thead", {}, make("tr", {}, heads)), make("tbody", {}, data.rows.map(row))) : null];
}

const DRAW = { list, bars, dots, texts, trouble: (data) => [said(data.sentence)] };

// ---------------------------------------------------------------- one screen

const over = (box) => box.scrollHeight > box.clientHeight || box.scrollWidth > box.clientWidth;

/** Letters as large as one thing allows; where the smallest are too large, the reasons that fewest people need go. */
function fit(box, kind) {
  box.style.fontSize = "";
  if (kind === "list" || kind === "trouble") return;
  for (let size = LARGEST; size >= SMALLEST; size -= STEP) {
    box.style.fontSize = `${16 * size}px`;
    if (kind === "texts" || !over(box)) break;
  }
  if (kind === "texts") turn(0);
  const reasons = [...box.querySelectorAll("p.reason")];
  const hidden = [];
  while (over(box) && reasons.length > 1) hidden.push(reasons.pop().classList.toggle("off", true));
  if (hidden.length) box.querySelector(".shown").append(make("p", { class: "small" }, `${hidden.length} more in the teacher’s key.`));
}

/** The part of the texts that fits. by: 1 for the next one, -1 for the one before; says whether there is one. */
function turn(by) {
  const box = at("view"), lines = [...box.querySelectorAll(".texts li")];
  for (const line of lines) line.classList.remove("off");
  const room = box.getBoundingClientRect().bottom - (lines[0]?.getBoundingClientRect().top ?? 0) - 20;
  const parts = [[]];
  let used = 0;
  for (const line of lines) {
    const height = line.getBoundingClientRect().height;
    if (used + height > room && parts.at(-1).length) { parts.push([]); used = 0; }
    parts.at(-1).push(line);
    used += height;
  }
  const page = Math.min(wall.page, parts.length - 1) + by;
  const there = page >= 0 && page < parts.length;
  wall.page = there ? page : page - by;
  const shown = parts[wall.page];
  for (const line of lines) line.classList.toggle("off", !shown.includes(line));
  if (shown.length) at("part").textContent = `${lines.indexOf(shown[0]) + 1} to ${lines.indexOf(shown.at(-1)) + 1} of ${lines.length}, without names`;
  return there;
}

function draw(data, anew) {
  const box = at("view"), held = document.activeElement?.getAttribute("href"), scrolled = box.scrollTop;
  wall.data = data;
  box.replaceChildren(...DRAW[data.kind](data).flat().filter(Boolean));
  fit(box, data.kind);
  if (anew) {
    box.scrollTop = 0;
    if (document.activeElement === document.body) box.focus();
    tell(`${data.where ?? data.title ?? ""} ${data.kind === "trouble" ? "" : data.sentence}`.trim());
  } else {
    box.scrollTop = scrolled;
    if (held) [...box.querySelectorAll("a")].find((link) => link.getAttribute("href") === held)?.focus();
  }
  if (data.kind !== "list" && !wall.order.includes(data.view)) wall.order = data.beside ?? [];
  at("people").textContent = data.counted || "nobody yet";
  press("second", wall.second, !data.has_second && !wall.second);
  press("show", wall.key, !data.has_key);
  at("back").disabled = data.kind === "list";
  at("next").disabled = !neighbour(1) && data.kind !== "texts";
}

function press(id, pressed, disabled) {
  at(id).setAttribute("aria-pressed", String(pressed));
  at(id).disabled = disabled;
}

/** Say something to whoever listens. seen: it is shown as well, because nothing else on the screen says it. */
function tell(words, seen = false) {
  at("news").classList.toggle("hear", !seen);
  if (at("news").textContent !== words) at("news").textContent = words;
}

// ---------------------------------------------------------------- asking

const side = () => `${wall.view} ${wall.second} ${wall.key}`;

/** Ask for what stands on the wall; where it is drawn already, only for what has changed since. */
async function ask() {
  const wanted = side(), anew = wall.drawn !== wanted;
  const values = { view: wall.view, have: anew ? "" : wall.data.version, ...(wall.second && { second: "1" }), ...(wall.key && { key: "1" }) };
  try {
    const answer = await fetch(`wall/data?${new URLSearchParams(values)}`, { cache: "no-store" });
    if (![200, 204].includes(answer.status)) throw new Error(answer.status);
    const data = answer.status === 200 ? await answer.json() : null;
    if (wanted !== side()) return;
    if (wall.lost) tell("The wall follows again.");
    wall.lost = false;
    if (!data) return;
    wall.drawn = wanted;
    draw(data, anew);
  } catch {
    wall.lost = true;
    tell("The program behind this page does not answer: what stands here may be old. Start it again and open the address that it prints.", true);
  }
}

async function follow() {
  for (;;) {
    await new Promise((later) => setTimeout(later, EVERY));
    if (!document.hidden) await ask();
  }
}

// ---------------------------------------------------------------- going

/** The view after this one, or before it: in the list from which it was opened, else among its own. */
function neighbour(by) {
  if (wall.data?.kind === "list") return by > 0 ? wall.data.rows[0]?.view : undefined;
  return wall.order[wall.order.indexOf(wall.view) + by];
}

function go(view) {
  location.hash = encodeURIComponent(view);
}

/** The address names another view. */
function opened() {
  const list = wall.data?.kind === "list" ? wall.data : null;
  try {
    wall.view = decodeURIComponent(location.hash.slice(1));
  } catch {
    wall.view = location.hash.slice(1);
  }
  if (list?.rows.some((row) => row.view === wall.view)) Object.assign(wall, { order: list.rows.map((row) => row.view), from: list.view });
  Object.assign(wall, { second: false, key: false, page: 0 });
  ask();
}

const timer = { left: 0, running: 0 };

function count() {
  timer.left -= 1;
  if (timer.left > 0) return clock();
  stop();
  at("timer").classList.add("over");
  at("timer").firstChild.textContent = "Time";
  tell("Time is up.", true);
}

function clock() {
  at("timer").firstChild.textContent = `${Math.floor(timer.left / 60)}:${String(timer.left % 60).padStart(2, "0")}`;
}

function stop() {
  clearInterval(timer.running);
  Object.assign(timer, { left: 0, running: 0 });
  at("timer").classList.remove("over");
  at("timer").firstChild.textContent = "Timer";
}

const ACTIONS = {
  list: () => go(wall.data?.kind === "list" ? "" : (wall.from ?? "")),
  back: () => { if (wall.data?.kind === "texts" && turn(-1)) return; if (wall.data?.kind !== "list") go(neighbour(-1) ?? wall.from ?? ""); },
  next: () => { if (wall.data?.kind === "texts" && turn(1)) return; const view = neighbour(1); if (view !== undefined) go(view); },
  second: () => { wall.second = !wall.second; ask(); },
  show: () => { wall.key = !wall.key; ask(); },
  timer: () => {
    const over = at("timer").classList.contains("over");
    if (timer.running || over) return stop();
    timer.left = TURN;
    timer.running = setInterval(count, 1000);
    clock();
  },
  more: () => { if (timer.running) { timer.left += MORE; clock(); } },
};
const LETTERS = { l: "list", b: "back", n: "next", v: "second", s: "show", t: "timer", "+": "more" };
const KEYS = { Escape: "list", ArrowLeft: "back", ArrowRight: "next", PageUp: "back", PageDown: "next" };

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const paging = event.key.startsWith("Page") && wall.data?.kind === "list";
  const name = (at("letters").checked && LETTERS[event.key.toLowerCase()]) || (!paging && KEYS[event.key]);
  if (!name || at(name)?.disabled) return;
  event.preventDefault();
  ACTIONS[name]();
}

for (const name of ["list", "back", "next", "second", "show", "timer"]) at(name).addEventListener("click", ACTIONS[name]);
document.addEventListener("keydown", pressed);
window.addEventListener("hashchange", opened);
window.addEventListener("resize", () => wall.data && fit(at("view"), wall.data.kind));
document.addEventListener("visibilitychange", () => document.hidden || ask());
opened();
follow();
