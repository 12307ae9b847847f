// The file that is handed in, and its twin, the code to copy: made and read in the page, in the form of answers/exports.py.
// What one of the two takes, tells or refuses, the other does too; tests/test_form.py holds them to it.

const LARGEST = 16_000_000; // bytes of a file, also unpacked
const LARGEST_VALUE = 8_000_000; // bytes of one answer
const LONGEST_KEY = 500; // signs
const DEPTH = 64; // lists in lists
const PIECES = 1_000_000; // lists, objects and commas outside texts: more of them are no answers
const VERSION = 2;
const CODE = /^KHADDAM-FILES-(\d+):/;
const PARTED = /^ex\.[0-9]{2}\.[0-9]+\.(answer|first|dispute)$/; // kept as one entry a task in version 0.2.0, as one an item since

/** A file or code that cannot be used; its message is one sentence, and says that nothing was changed. */
export class Refusal extends Error {}

const UNCHANGED = "Nothing was changed here.";
const CHOOSE = `choose the file that the hand-in made, whole and unchanged. ${UNCHANGED}`;
const COPY = `copy the whole code, from its first letter to its last. ${UNCHANGED}`;
const ENDS_EARLY = "The file ends early";
const tooLarge = () => new Refusal(`This has more than ${LARGEST / 1e6} MB: ${CHOOSE}`);

// ---------------------------------------------------------------- making

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

/** Names in the order of their characters, as Python sorts them; JavaScript's own order goes by halves of a character. */
function inOrder(one, other) {
  let place = 0;
  while (place < one.length && one[place] === other[place]) place += 1;
  return (one.codePointAt(place) ?? -1) - (other.codePointAt(place) ?? -1);
}

const ascii = (text) => JSON.stringify(text).replace(/[^ -~]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** The one text of some answers over which a check is reckoned: sorted, without blanks, in ASCII. Raises TypeError for a number without end. */
export function canonical(value) {
  if (typeof value === "string") return ascii(value);
  if (typeof value === "number" && !Number.isFinite(value)) throw new TypeError("a number without end");
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  return `{${Object.keys(value).sort(inOrder).map((key) => `${ascii(key)}:${canonical(value[key])}`).join(",")}}`;
}

/** A dictionary in which no name is special, whatever a file calls its entries. */
export const dictionary = (entries = []) => {
  const made = Object.create(null);
  for (const [key, value] of entries) made[key] = value;
  return made;
};

/** Whole characters: half of one, which no file can hold, becomes the sign for it. */
const wholeCharacters = (text) => text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");

function wholeValue(value) {
  if (typeof value === "string") return wholeCharacters(value);
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(wholeValue);
  return dictionary(Object.keys(value).map((key) => [wholeCharacters(key), wholeValue(value[key])]));
}

function depth(value) {
  let level = [value];
  let found = 0;
  while (level.length && found <= DEPTH) {
    const containers = level.filter((one) => one !== null && typeof one === "object");
    level = containers.flatMap((one) => Object.values(one));
    found += containers.length ? 1 : 0;
  }
  return found;
}

const bytesOf = (text) => new TextEncoder().encode(text);

/** The answers as they go into a file: sorted, each {changed, value}. */
function plain(answers) {
  const sorted = Object.keys(answers).sort(inOrder);
  return dictionary(sorted.map((key) => [wholeCharacters(key), { changed: answers[key].changed, value: wholeValue(answers[key].value) }]));
}

/** The file to hand in. answers: key -> {value, changed}. */
export function fileOf(answers) {
  const made = plain(answers);
  const head = { version: VERSION, entries: Object.keys(made).length, check: crc32(canonical(made)) };
  return `${JSON.stringify({ ...head, answers: made }, null, 1)}\n`;
}

/** The same as letters and digits to copy. */
export async function codeOf(answers) {
  if (!globalThis.CompressionStream) throw new Refusal("This browser cannot make a code: use the file.");
  const { bytes } = await through(bytesOf(canonical(plain(answers))), new CompressionStream("deflate"));
  let signs = "";
  for (const byte of bytes) signs += String.fromCharCode(byte);
  const letters = btoa(signs);
  return `KHADDAM-FILES-${VERSION}:${letters.length}:${crc32(letters)}:${letters}`;
}

// ---------------------------------------------------------------- reading

/** What comes out of a stream, and whether it came to its end. Raises `Refusal` for more than LARGEST. */
async function through(bytes, stream) {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const pieces = [];
  let size = 0;
  let ended = false;
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      size += piece.value.length;
      if (size > LARGEST) {
        reader.cancel().catch(() => {});
        throw tooLarge();
      }
      pieces.push(piece.value);
    }
    ended = true;
  } catch (problem) {
    if (problem instanceof Refusal) throw problem;
  }
  return { bytes: new Uint8Array(await new Blob(pieces).arrayBuffer()), ended };
}

/** The packed text and whether it is all of it. */
async function unpacked(given, whole) {
  if (!globalThis.DecompressionStream) throw new Refusal(`It is packed, and this browser cannot unpack it: use a newer browser. ${UNCHANGED}`);
  const letters = given.replace(/\s/g, "");
  if (whole && letters.length % 4) return { text: "", ended: false };
  let signs;
  try {
    signs = atob(whole ? letters : letters.slice(0, letters.length - (letters.length % 4)));
  } catch {
    return { text: "", ended: false };
  }
  const { bytes, ended } = await through(Uint8Array.from(signs, (sign) => sign.charCodeAt(0)), new DecompressionStream("deflate"));
  return { text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes), ended };
}

/** The text of a file, and whether each of its bytes could be read. A mark at its beginning says that it is UTF-16. */
function decoded(bytes) {
  const [one, two] = bytes;
  const coding = one === 0xff && two === 0xfe ? "utf-16le" : one === 0xfe && two === 0xff ? "utf-16be" : "utf-8";
  try {
    return { text: new TextDecoder(coding, { ignoreBOM: true, fatal: true }).decode(bytes), clean: true };
  } catch {
    return { text: new TextDecoder(coding, { ignoreBOM: true }).decode(bytes), clean: false };
  }
}

function pieces(text) {
  let number = 0;
  for (let place = 0, inside = false; place < text.length; place += 1) {
    const sign = text[place];
    if (inside && sign === "\\") place += 1;
    else if (sign === '"') inside = !inside;
    else if (!inside && (sign === "," || sign === "[" || sign === "{")) number += 1;
  }
  return number;
}

/** The JSON value of a text; undefined where it is none. */
function parsed(text) {
  if (pieces(text) > PIECES) throw new Refusal(`This holds more than ${PIECES} lists and values, and no answers: ${CHOOSE}`);
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

async function readCode(version, rest) {
  const given = rest.replace(/\s/g, "");
  let letters = given;
  if (version === "2") {
    const parts = /^(\d{1,9}):([0-9a-f]{8}):(.*)$/.exec(given);
    if (!parts) throw new Refusal(`The code ends early or its beginning was changed: ${COPY}`);
    letters = parts[3];
    if (letters.length !== Number(parts[1])) throw new Refusal(`The code is not whole (${letters.length} of ${Number(parts[1])} letters are there): ${COPY}`);
    if (/[^ -~]/.test(letters) || crc32(letters) !== parts[2]) throw new Refusal(`A letter of the code was changed on the way: ${COPY}`);
  } else if (version !== "1") {
    throw new Refusal(`This code is of version ${version.slice(0, 9)}: expected 1 or ${VERSION}; make it with the same version of the collection. ${UNCHANGED}`);
  }
  const { text, ended } = await unpacked(letters, true);
  if (!ended) throw new Refusal(`The code is not whole: ${COPY}`);
  const held = parsed(text);
  const answers = version === "1" && isObject(held) ? held.answers : held;
  if (!isObject(answers)) throw new Refusal(`This code holds no answers: ${COPY}`);
  return exported(answers, Object.keys(answers).length, "");
}

/** The place behind the brace that closes the one at `from`; -1 where the text ends before it. */
function closing(text, from) {
  let depth = 0;
  for (let place = from, inside = false; place < text.length; place += 1) {
    const sign = text[place];
    if (inside && sign === "\\") place += 1;
    else if (sign === '"') inside = !inside;
    else if (!inside && sign === "{") depth += 1;
    else if (!inside && sign === "}" && (depth -= 1) === 0) return place + 1;
  }
  return -1;
}

/** The entries of a text that breaks off or is damaged. early: whether its end is missing; expected: how many its head tells of. */
function salvaged(text, early, expected) {
  const name = /"((?:[^"\\]|\\.){1,500})"\s*:\s*(?=\{\s*"(?:changed|value)")/gu;
  const found = dictionary();
  let seen = 0;
  let place = 0;
  let budget = 4 * text.length + 1000; // a text made to be read again and again is given up
  for (let met = name.exec(text); met && budget > 0; name.lastIndex = place, met = name.exec(text)) {
    seen += 1;
    place = name.lastIndex;
    const end = closing(text, place);
    try {
      if (end < 0) throw new SyntaxError("ends early");
      found[JSON.parse(`"${met[1]}"`)] = JSON.parse(text.slice(place, end));
      place = end;
    } catch {
      budget -= (end < 0 ? text.length : end) - met.index;
    }
  }
  if (early && Object.keys(found).length === seen && /[^ \t\r\n,}]/.test(text.slice(place))) seen += 1; // a name without its answer
  return exported(found, Math.max(seen, expected), early ? ENDS_EARLY : "The file is damaged");
}

const foreign = () => new Refusal(`No answer could be read from this: ${CHOOSE}`);

function checkOf(answers) {
  try {
    return crc32(canonical(answers));
  } catch {
    return ""; // a number or a depth that no file of ours has
  }
}

/** Answers that lie open in a file. what: what is wrong with it already. */
function readOpen({ version, entries, check }, answers, what) {
  if (!isObject(answers)) throw foreign();
  const there = Object.keys(answers).length;
  const expected = Number.isInteger(entries) ? entries : 0;
  let wrong = what;
  if (version !== 1 && version !== VERSION) wrong ||= `The file is of another version (expected 1 or ${VERSION})`;
  else if (version === VERSION && (expected !== there || checkOf(answers) !== check)) wrong ||= "The file was changed since it was made";
  return exported(answers, Math.max(expected, there), wrong);
}

async function readPacked(held, what) {
  const expected = Number.isInteger(held.entries) ? held.entries : 0;
  const { text, ended } = await unpacked(held.packed, false);
  let answers = ended ? parsed(text) : undefined;
  if (held.version === 1 && isObject(answers)) answers = answers.answers;
  return isObject(answers) ? readOpen(held, answers, what) : salvaged(text, false, expected);
}

/** Where the answers of a torn text begin, and what its head tells of them. */
function torn(text) {
  const start = /"(answers|packed)"\s*:\s*(?:\{|")/.exec(text.slice(0, 2000));
  if (!text.startsWith("{") || !start) throw foreign();
  return {
    packed: start[1] === "packed",
    body: text.slice(start.index + start[0].length),
    early: !/\}\s*\}\s*(?:,\s*"version"\s*:\s*\d+\s*)?\}$/.test(text.slice(-200)),
    expected: Number(/"entries"\s*:\s*(\d{1,9})\b/.exec(text.slice(0, 200))?.[1] ?? 0),
  };
}

const stripped = (text) => text.replace(/^\ufeff+/, "").trim();

/** The answers of a text in which nothing is packed. Returns and raises as `read`. */
export function readText(text) {
  const own = stripped(text);
  const held = parsed(own);
  if (isObject(held)) return readOpen(held, held.answers, "");
  const { body, early, expected } = torn(own);
  return salvaged(body, early, expected);
}

/**
 * The answers of a file (Blob) or a pasted text. Returns entries (key -> {value, changed}) and, where it is not whole or was
 * changed since it was made, trouble in one sentence. Raises `Refusal` where nothing can be used.
 */
export async function read(given) {
  if ((given.size ?? given.length) > LARGEST) throw tooLarge();
  const { text, clean } = typeof given === "string" ? { text: given, clean: true } : decoded(new Uint8Array(await given.arrayBuffer()));
  const own = stripped(text);
  const code = CODE.exec(own);
  if (code) return readCode(code[1], own.slice(code[0].length));
  const held = parsed(own);
  const what = clean ? "" : "Some signs of the file are no text";
  if (isObject(held)) return typeof held.packed === "string" ? readPacked(held, what) : readOpen(held, held.answers, what);
  const { packed, body, early, expected } = torn(own);
  if (!packed) return salvaged(body, early, expected);
  const inside = await unpacked(/^[A-Za-z0-9+/=\s]*/.exec(body)[0], false);
  return salvaged(inside.text, true, expected);
}

const MOMENT = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:Z|([+-])(\d\d):?(\d\d))?$/;

/** A date as our files write it, UTC with milliseconds and Z; "" for what is none. */
export function moment(changed) {
  const parts = typeof changed === "string" ? MOMENT.exec(changed) : null;
  if (!parts) return "";
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0));
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  at.setUTCHours(hour, minute, second, Number((parts[7] ?? "").padEnd(3, "0").slice(0, 3)));
  const real = year > 0 && at.getUTCMonth() === month - 1 && at.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  const [hours, minutes] = [Number(parts[9] ?? 0), Number(parts[10] ?? 0)];
  if (!real || hours > 23 || minutes > 59) return "";
  const offset = (parts[8] === "-" ? -1 : 1) * (hours * 60 + minutes);
  const read = new Date(at.getTime() - offset * 60_000).toISOString();
  return /^\d{4}-/.test(read) && !read.startsWith("0000") ? read : "";
}

/** The entries, by item, of one entry of a file; none where it is no answer. */
function entry(key, held) {
  if (!isObject(held) || (held.value ?? null) === null || !key || [...key].length > LONGEST_KEY) return [];
  if (depth(held.value) > DEPTH) return [];
  try {
    canonical(held.value);
  } catch {
    return [];
  }
  const value = wholeValue(held.value);
  const text = JSON.stringify(value);
  if (text.length > LARGEST_VALUE || bytesOf(text).length > LARGEST_VALUE) return [];
  const changed = moment(held.changed);
  const name = wholeCharacters(key);
  if (!PARTED.test(name) || !isObject(value)) return [[name, { value, changed }]];
  return Object.keys(value).filter((item) => item && value[item] !== null && [...`${name}.${item}`].length <= LONGEST_KEY).map((item) => [`${name}.${item}`, { value: value[item], changed }]);
}

/** What was read, with a sentence if it is not all. expected: how many entries there must have been; what: what is wrong already. */
function exported(answers, expected, what) {
  const entries = dictionary();
  let read = 0;
  for (const [key, held] of Object.entries(answers)) {
    const items = entry(key, held);
    for (const [item, one] of items) entries[item] = one;
    const empty = isObject(held) && isObject(held.value) && !Object.keys(held.value).length; // a task of choosing in which nothing is chosen
    if (items.length || empty) read += 1;
  }
  const number = Object.keys(entries).length;
  if (!number && !Object.keys(answers).length && !what) throw new Refusal(`This file holds no answer yet: enter one, or choose another file. ${UNCHANGED}`);
  if (!number) throw new Refusal(`${what ? `${what}: no` : "No"} answer could be read from this; ${CHOOSE}`);
  const wrong = what || (read < expected ? "The file holds entries that are no answers" : "");
  const leastSaid = wrong === ENDS_EARLY ? "at least " : "";
  return { entries, trouble: wrong && `${wrong}; ${read} of ${leastSaid}${Math.max(expected, read)} answers could be read.` };
}
