// The page that phones open: it asks what is asked, and sends a ballot. Whoever loads it again is shown their own ballot.

const PAUSE = 2000; // ms between two looks at what is asked
const NOT_SENT = "Chosen, and not sent yet.";
const GROUP = 5; // letters that stand together in a line
const byId = (id) => document.getElementById(id);
const told = byId("told");
const received = byId("received");
const fromAddress = decodeURIComponent(location.hash.slice(1));
let word = fromAddress || remembered();
let now = null;
let sent = false;
let chosen = {}; // and not sent yet, which closing, opening and a new start of the program leave as it is

function remembered() {
  try {
    return sessionStorage.getItem("room word") ?? "";
  } catch {
    return "";
  }
}

function remember() {
  try {
    sessionStorage.setItem("room word", word);
  } catch {
    // it is asked for again after the page is loaded anew
  }
}

function say(place, sentence, trouble = false) {
  place.classList.toggle("trouble", trouble);
  if (place.textContent !== sentence) place.textContent = sentence;
}

/** One request. Gives status and data; status 0 where the network does not answer. */
async function ask(path, more = {}) {
  try {
    const reply = await fetch(path, { ...more, headers: { "X-Room-Word": encodeURIComponent(word), "Content-Type": "application/json" }, cache: "no-store" });
    const data = reply.headers.get("Content-Type")?.startsWith("application/json") ? await reply.json() : {};
    return { status: reply.status, data };
  } catch {
    return { status: 0, data: {} };
  }
}

function element(tag, attributes, ...children) {
  const made = Object.assign(document.createElement(tag), attributes);
  made.append(...children);
  return made;
}

function partOf({ key, text, choices }, number, total) {
  const label = total > 1 ? `${number}. ${text}` : text;
  const held = chosen[key] ?? now.own[key] ?? "";
  if (!choices.length) {
    const box = element("input", { type: "text", id: `typed-${number}`, name: key, value: held, autocomplete: "off", maxLength: 40, inputMode: "text" });
    return element("div", {}, element("label", { htmlFor: box.id }, label), box);
  }
  const radios = choices.map((choice) => element("label", {}, element("input", { type: "radio", name: `part-${number}`, value: choice, checked: choice === held }), element("span", {}, choice)));
  const group = element("fieldset", {}, element("legend", {}, label), ...radios);
  group.dataset.key = key;
  return group;
}

function draw() {
  const { question, open, vote } = now;
  byId("join").hidden = true;
  byId("ballot").hidden = !question;
  if (!question) return tell();
  byId("title").textContent = vote === 2 ? `Second vote. ${question.title}` : question.title;
  byId("prompt").textContent = question.prompt;
  byId("excerpt").hidden = !question.excerpt;
  byId("excerpt").textContent = question.excerpt;
  byId("where").textContent = question.where;
  byId("parts").replaceChildren(...question.parts.map((part, n) => partOf(part, n + 1, question.parts.length)));
  sent = Object.keys(now.own).length > 0;
  const unsent = Object.entries(chosen).some(([key, answer]) => answer !== (now.own[key] ?? ""));
  say(received, unsent ? NOT_SENT : sent ? "Your answer was received." : "", unsent);
  for (const control of byId("ballot").elements) control.disabled = !open;
  byId("send").textContent = sent ? "Send my changed answer" : "Send my answer";
  tell();
  drawLine();
}

/** Whether two states are of one vote, so that a choice that is not sent yet may stay. */
function sameVote(one, other) {
  return one?.question?.id === other.question?.id && one?.vote === other.vote;
}

function tell() {
  if (!now.question) say(told, "Nothing is asked yet. Keep this page open: the question appears by itself.");
  else if (now.open) say(told, "The vote is open. You may change your answer until it is closed.");
  else say(told, "The vote is closed. Keep this page open: it goes on by itself.");
}

function answers() {
  const given = {};
  for (const group of document.querySelectorAll("#parts fieldset")) given[group.dataset.key] = group.querySelector(":checked")?.value ?? "";
  for (const box of document.querySelectorAll("#parts input[type=text]")) given[box.name] = box.value.trim();
  return given;
}

/** The same answers as a line of letters, for a chat or a sheet of paper. */
function drawLine() {
  const { question } = now;
  const given = answers();
  byId("letters").hidden = !question.task || !Object.values(given).some(Boolean);
  if (byId("letters").hidden) return;
  const signs = question.parts.map(({ key, choices }) => (choices.length ? (question.signs[choices.indexOf(given[key])] ?? "-") : given[key]));
  const groups = [];
  for (let at = 0; at < signs.length; at += GROUP) groups.push(signs.slice(at, at + GROUP).join(""));
  const item = question.id === question.task ? "" : question.id.slice(question.id.lastIndexOf("-") + 1);
  byId("line").textContent = `${question.task} ${item}${groups.join(" ")}`;
}

async function send(event) {
  event.preventDefault();
  if (!Object.values(answers()).some(Boolean)) return say(received, "Nothing is chosen yet.", true);
  byId("send").disabled = true;
  say(received, "Sending …");
  const given = answers();
  const { status, data } = await ask("vote", { method: "POST", body: JSON.stringify({ question: now.question.id, vote: now.vote, answers: given }) });
  byId("send").disabled = !now.open;
  if (status === 200) {
    sent = true;
    if (JSON.stringify(answers()) === JSON.stringify(given)) chosen = {};
    byId("send").textContent = "Send my changed answer";
    return say(received, `Received at ${new Date(data.received).toLocaleTimeString("en-GB")}. You may change it until the vote is closed.`);
  }
  say(received, data.told ?? "Not received: the teacher's machine does not answer. Try again, or give your line of letters.", true);
}

async function look() {
  if (!word) return join("");
  const { status, data } = await ask(`now?have=${now?.version ?? ""}`);
  if (status === 403) return join(data.told);
  if (status === 200) {
    const before = now;
    now = data;
    remember();
    if (!sameVote(before, now)) chosen = {};
    if (before && sameVote(before, now) && before.open === now.open) tell();
    else draw();
  } else if (status === 204) {
    tell();
  } else if (status === 429) {
    say(told, data.told, true);
  } else {
    say(told, "The teacher's machine does not answer. Stay on this page: it tries again. Some networks keep devices apart: then write your line of letters into the chat or on paper.", true);
  }
  setTimeout(look, PAUSE * (0.75 + Math.random() / 2));
}

/** Ask for the room word. */
function join(why) {
  now = null;
  byId("ballot").hidden = true;
  byId("join").hidden = false;
  say(told, word ? why : "Type the room word to see the question.", Boolean(word));
  byId("word").focus();
}

byId("join").addEventListener("submit", (event) => {
  event.preventDefault();
  word = byId("word").value.trim();
  look();
});
byId("ballot").addEventListener("submit", send);
byId("parts").addEventListener("input", () => {
  drawLine();
  chosen = answers();
  if (sent) say(received, NOT_SENT, true);
});
window.addEventListener("hashchange", () => location.reload());
look();
