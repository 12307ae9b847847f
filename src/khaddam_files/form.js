"use strict";
// Everything entered is kept in `entries`: key -> {value, changed}, the form in which the notebooks export it.
// The browser's own storage is asked first at every change, because the page may be open twice.

const PLACE = "khaddam-files-answers";
const LARGEST = 5_000_000; // characters of a file, also unpacked
const CODE = "KHADDAM-FILES-1:";
const NOT_OURS = "This file could not be read as answers: choose the answers.json that this page or the last cell of an exercise made, whole and unchanged. Nothing was changed here.";
const form = document.querySelector("form");
const controls = [...form.querySelectorAll("[data-key]")];
let entries = new Map();
let keeps = true; // whether this browser keeps anything
let waiting = false; // whether something is neither kept nor downloaded

class Refusal extends Error {}

function say(place, sentence) {
  document.getElementById(place).textContent = sentence;
}

function count(number) {
  return number === 1 ? "1 entry" : `${number} entries`;
}

// ---------------------------------------------------------------- keeping

function parsed(text) {
  const held = JSON.parse(text);
  if (typeof held?.answers !== "object" || held.answers === null) throw new Refusal(NOT_OURS);
  const whole = ([, entry]) => typeof entry === "object" && entry !== null && "value" in entry && typeof entry.changed === "string";
  return new Map(Object.entries(held.answers).filter(whole));
}

function exported() {
  const sorted = [...entries].sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify({ version: 1, answers: Object.fromEntries(sorted) }, null, 1) + "\n";
}

function trouble(problem) {
  keeps = false;
  say("kept", `This browser keeps nothing (${problem.name}): your answers stay on this page only as long as it is open. Download them before you close it.`);
}

function fetchKept() {
  if (!keeps) return;
  let text = null;
  try {
    text = localStorage.getItem(PLACE);
  } catch (problem) {
    trouble(problem);
  }
  try {
    if (text !== null) entries = parsed(text);
  } catch {
    // what another program left there is not ours; the next change writes over it
  }
}

function keep() {
  waiting = true;
  if (!keeps) return;
  try {
    if (entries.size) localStorage.setItem(PLACE, exported());
    else localStorage.removeItem(PLACE);
    waiting = false;
  } catch (problem) {
    trouble(problem);
  }
}

// ---------------------------------------------------------------- between page and entries

function words(area) {
  const found = area.value.trim();
  const number = found ? found.split(/\s+/).length : 0;
  area.nextElementSibling.textContent = number === 1 ? "1 word" : `${number} words`;
}

function show() {
  for (const control of controls) {
    const { key, part } = control.dataset;
    const held = entries.get(key)?.value;
    const own = part ? held?.[part] : held;
    const text = typeof own === "string" || typeof own === "number" ? String(own) : "";
    if (control.type === "radio") control.checked = control.value === text;
    else if (control.type === "checkbox") control.checked = own === true;
    else control.value = text;
    if (control.type === "select-one" && control.selectedIndex < 0) control.value = "";
    if (control.type === "textarea") words(control);
    if (own) control.closest("details")?.setAttribute("open", "");
  }
}

/** What is entered under a key now, as the notebooks keep it; null if nothing is. */
function entered(key) {
  const own = controls.filter((control) => control.dataset.key === key && (control.type !== "radio" || control.checked));
  if (!own[0].dataset.part) return own[0].value || null;
  const parts = own.map((control) => [control.dataset.part, control.type === "checkbox" ? control.checked : control.value]);
  const given = parts.filter(([, value]) => value);
  if (given.length === 0) return null;
  return Object.fromEntries(key.endsWith(".dispute") ? parts : given);
}

form.addEventListener("input", ({ target }) => {
  const key = target.dataset.key;
  if (!key) return;
  const value = entered(key);
  fetchKept();
  if (value === null) entries.delete(key);
  else entries.set(key, { value, changed: new Date().toISOString().replace("Z", "+00:00") });
  keep();
});

form.addEventListener("change", ({ target }) => {
  if (target.type === "textarea") words(target);
});

form.addEventListener("submit", (event) => event.preventDefault());

// ---------------------------------------------------------------- out and back

document.getElementById("download").addEventListener("click", () => {
  fetchKept();
  if (entries.size === 0) return say("said", "Nothing is entered yet, so there is nothing to download.");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([exported()], { type: "application/json" }));
  link.download = "answers.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  waiting = false;
  say("said", `answers.json holds ${count(entries.size)}.` + (entries.has("student") ? "" : " No student number is in it: your teacher needs one."));
});

async function unpacked(packed) {
  if (!("DecompressionStream" in window)) throw new Refusal("This file is packed, and this browser cannot unpack it: use a newer browser. Nothing was changed here.");
  const bytes = Uint8Array.from(atob(packed.replace(/\s/g, "")), (sign) => sign.charCodeAt(0));
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    text += decoder.decode(piece.value, { stream: true });
    if (text.length > LARGEST) throw new Refusal(NOT_OURS);
  }
  return text + decoder.decode();
}

async function readBack(file) {
  if (file.size > LARGEST) throw new Refusal(NOT_OURS);
  const text = (await file.text()).trim();
  if (text.startsWith(CODE)) return parsed(await unpacked(text.slice(CODE.length)));
  const packed = JSON.parse(text)?.packed;
  return parsed(typeof packed === "string" ? await unpacked(packed) : text);
}

document.getElementById("back").addEventListener("change", async ({ target }) => {
  if (target.files.length === 0) return;
  try {
    const found = await readBack(target.files[0]);
    if (found.size === 0) throw new Refusal(NOT_OURS);
    fetchKept();
    const newer = [...found].filter(([key, entry]) => entry.changed > (entries.get(key)?.changed ?? ""));
    for (const [key, entry] of newer) entries.set(key, entry);
    keep();
    show();
    say("said", `${count(newer.length)} of ${found.size} came back. Of two answers to one question the newer one stays.`);
  } catch (problem) {
    say("said", problem instanceof Refusal ? problem.message : NOT_OURS);
  }
  target.value = ""; // so that the same file can be chosen again
});

document.getElementById("anew").addEventListener("click", () => {
  if (!confirm("Delete all answers from this page and this browser? Download them first if you want to keep them.")) return;
  entries = new Map();
  keep();
  waiting = false;
  show();
  say("said", "All answers were deleted from this page and this browser.");
});

// another window with this page has changed something
window.addEventListener("storage", ({ key, newValue }) => {
  if (key !== PLACE) return;
  if (newValue === null) entries = new Map();
  fetchKept();
  show();
});

window.addEventListener("beforeunload", (event) => {
  if (waiting) event.preventDefault();
});

fetchKept();
show();
if (keeps) say("kept", entries.size ? `${count(entries.size)} that you made earlier are back in their places.` : "Nothing is entered yet.");
