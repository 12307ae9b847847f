// The file that is handed in, and its twin, the code to copy: made and read in the page, in the form of answers/exports.py.

const LARGEST = 20_000_000; // characters of a file, also unpacked
const CODE = /^KHADDAM-FILES-(\d):/;
const PARTED = /^ex\.\d\d\.\d+\.(answer|first|dispute)$/; // kept as one entry a task in version 0.2.0, as one an item since

/** A file or code that cannot be used; its message is one sentence. */
export class Refusal extends Error {}

const FOREIGN = "No answer could be read from it: choose the file that a hand-in button made, whole and unchanged. Nothing was changed here.";
const CUT = "A part of this code is missing or was changed: copy the whole code again. Nothing was changed here.";
const TOO_LARGE = "It holds more than 20 MB: choose the file that a hand-in button made. Nothing was changed here.";

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit += 1) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n;
});

/** CRC-32 of ASCII text, as eight digits. */
export function crc32(text) {
  let sum = 0xffffffff;
  for (let place = 0; place < text.length; place += 1) sum = CRC[(sum ^ text.charCodeAt(place)) & 255] ^ (sum >>> 8);
  return ((sum ^ 0xffffffff) >>> 0).toString(16).padStart(8, "0");
}

function inOrder(value) {
  if (Array.isArray(value)) return value.map(inOrder);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, inOrder(value[key])]));
}

/** The one text of some answers over which a check is reckoned: sorted, without blanks, in ASCII. */
export function canonical(answers) {
  return JSON.stringify(inOrder(answers)).replace(/[^ -~]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The file to hand in. answers: key -> {value, changed}. */
export function fileOf(answers) {
  const sorted = inOrder(answers);
  const head = { version: 2, entries: Object.keys(sorted).length, check: crc32(canonical(sorted)) };
  return `${JSON.stringify({ ...head, answers: sorted }, null, 1)}\n`;
}

async function through(bytes, stream, limit) {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const pieces = [];
  let size = 0;
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    size += piece.value.length;
    if (size > limit) throw new Refusal(TOO_LARGE);
    pieces.push(piece.value);
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

/** The same as letters and digits to copy. */
export async function codeOf(answers) {
  if (!globalThis.CompressionStream) throw new Refusal("This browser cannot make a code: use the file.");
  const packed = await through(new TextEncoder().encode(canonical(answers)), new CompressionStream("deflate"), LARGEST);
  let signs = "";
  for (const byte of packed) signs += String.fromCharCode(byte);
  const letters = btoa(signs);
  return `KHADDAM-FILES-2:${letters.length}:${crc32(letters)}:${letters}`;
}

async function unpacked(letters) {
  if (!globalThis.DecompressionStream) throw new Refusal("It is packed, and this browser cannot unpack it: use a newer browser. Nothing was changed here.");
  try {
    const bytes = Uint8Array.from(atob(letters), (sign) => sign.charCodeAt(0));
    return new TextDecoder().decode(await through(bytes, new DecompressionStream("deflate"), LARGEST));
  } catch (problem) {
    throw problem instanceof Refusal ? problem : new Refusal(CUT);
  }
}

async function textOfCode(text) {
  const [, version] = CODE.exec(text);
  const whole = text.replace(/\s/g, "").replace(CODE, "");
  if (version === "1") return unpacked(whole);
  const parts = /^(\d+):([0-9a-f]{8}):(.*)$/.exec(whole);
  if (version !== "2" || !parts) throw new Refusal(CUT);
  const [, length, check, letters] = parts;
  if (letters.length < Number(length)) throw new Refusal(`The code ends early, after ${letters.length} of ${length} letters: copy the whole code again. Nothing was changed here.`);
  if (letters.length !== Number(length) || crc32(letters) !== check) throw new Refusal(CUT);
  return unpacked(letters);
}

/** The answers of a torn file that stand whole before the tear. */
export function beforeTheTear(text) {
  const start = /"answers"\s*:\s*\{/.exec(text);
  const found = {};
  const entry = /\s*,?\s*("(?:[^"\\]|\\.)*")\s*:\s*(\{)/y;
  entry.lastIndex = start ? start.index + start[0].length : text.length;
  for (let head = entry.exec(text); head; head = entry.exec(text)) {
    const from = entry.lastIndex - 1;
    const end = closing(text, from);
    if (end < 0) break;
    try {
      found[JSON.parse(head[1])] = JSON.parse(text.slice(from, end));
    } catch {
      break;
    }
    entry.lastIndex = end;
  }
  return found;
}

/** The place behind the brace that closes the one at `from`; -1 where the text ends before it. */
function closing(text, from) {
  const sign = /"(?:[^"\\]|\\.)*"|[{}]/g;
  sign.lastIndex = from;
  let depth = 0;
  for (let found = sign.exec(text); found; found = sign.exec(text)) {
    if (found[0] === "{") depth += 1;
    if (found[0] === "}" && (depth -= 1) === 0) return sign.lastIndex;
  }
  return -1;
}

const isEntry = (entry) => typeof entry === "object" && entry !== null && "value" in entry && entry.value !== null;

function parted(key, entry) {
  if (!PARTED.test(key) || typeof entry.value !== "object" || Array.isArray(entry.value)) return [[key, entry]];
  return Object.entries(entry.value).map(([part, value]) => [`${key}.${part}`, { value, changed: entry.changed }]);
}

export function entriesOf(answers) {
  const found = {};
  for (const [key, entry] of Object.entries(answers)) {
    if (!isEntry(entry)) continue;
    const at = Date.parse(entry.changed);
    const changed = Number.isNaN(at) ? "" : new Date(at).toISOString();
    for (const [part, own] of parted(key, { value: entry.value, changed })) if (own.value !== null) found[part] = own;
  }
  return found;
}

const inAnswers = (number) => (number === 1 ? "1 answer" : `${number} answers`);

function torn(text) {
  const answers = beforeTheTear(text);
  const entries = entriesOf(answers);
  const read = Object.keys(answers).length;
  const told = Number(/"entries"\s*:\s*(\d{1,6})/.exec(text.slice(0, 200))?.[1] ?? 0);
  const least = Math.max(told, read + 1);
  return { entries, trouble: `The file ends early or is damaged; ${read} of ${told ? "" : "at least "}${least} answers could be read.` };
}

/** The answers of a file or code. Returns entries (key -> {value, changed}) and, where it is not whole, trouble in one sentence. */
export async function read(given) {
  if (given.length > LARGEST) throw new Refusal(TOO_LARGE);
  let text = given.replace(/^\ufeff/, "").trim();
  if (CODE.test(text)) text = await textOfCode(text);
  let held;
  try {
    held = JSON.parse(text);
    if (typeof held?.packed === "string") held = { ...held, answers: JSON.parse(await unpacked(held.packed)) };
    if (held?.answers?.answers) held = { ...held.answers, version: held.version }; // packed by version 0.2.0: the whole file lies inside
    else if (held && !held.answers && Object.values(held).every(isEntry)) held = { version: 2, answers: held }; // out of a code
  } catch (problem) {
    if (problem instanceof Refusal) throw problem;
    held = null;
  }
  const made = held?.answers && typeof held.answers === "object" ? whole(held) : torn(text);
  if (!Object.keys(made.entries).length) throw new Refusal(FOREIGN);
  return made;
}

function whole(held) {
  const entries = entriesOf(held.answers);
  const there = Object.keys(held.answers).length;
  const usable = Object.values(held.answers).filter(isEntry).length;
  let trouble = "";
  if (held.version !== 1 && held.version !== 2) trouble = `The file is of another version; ${usable} of ${inAnswers(there)} could be read.`;
  else if (usable < there) trouble = `The file is damaged; ${usable} of ${inAnswers(there)} could be read.`;
  else if (held.entries !== undefined && held.entries !== there) trouble = `The file holds ${there} of ${inAnswers(held.entries)}: the rest is missing.`;
  else if (held.check !== undefined && held.check !== crc32(canonical(held.answers))) trouble = "The file was changed after it was made.";
  return { entries, trouble };
}
