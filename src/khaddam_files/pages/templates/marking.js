// The marking page: one answer at a time, keys for levels, comments that complete, saved as one goes.
// What people wrote is set as text and never as HTML.

const POLL = 3000; // milliseconds from one look at what others gave to the next
const TYPING = 700; // of rest before a comment that is being typed is sent
const AGAIN = 2000; // before what could not be saved is sent again
const MOST_OFFERS = 6;
const NO_PROGRAM = "The program in the terminal does not answer: start it again, keep this page open.";

const one = (id) => document.getElementById(id);

function made(name, text = "", attributes = {}) {
  const element = document.createElement(name);
  element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

async function ask(address, body) {
  const options = body && { method: "POST", body: JSON.stringify(body) };
  const reply = await fetch(address, options);
  const said = await reply.json().catch(() => ({}));
  if (!reply.ok) throw Object.assign(new Error(said.problem || NO_PROGRAM), { told: said.problem });
  return said;
}

let question = null; // what `question` in desk.py gives
let place = 0; // of the answer that is read
let sending = false;
let timer = 0;
let offered = []; // comments that fit what is typed
let active = -1; // of them

// ------------------------------------------------------------ which page

const route = () => decodeURIComponent(location.hash.slice(1)).split("/");

async function follow() {
  const [task, number] = route();
  keep();
  try {
    if (task && question?.task !== task) {
      await everythingSent();
      question = await ask(`question?task=${encodeURIComponent(task)}`);
      for (const answer of question.answers) adopt(answer, answer.given);
      drawQuestion();
    }
  } catch (problem) {
    one("trouble").textContent = problem.message;
    return;
  }
  one("list").hidden = Boolean(task);
  one("reading").hidden = !task;
  if (!task) return drawList();
  place = Math.min(Math.max(Number(number) || 1, 1), question.answers.length) - 1;
  draw();
  one("answer").focus({ preventScroll: true });
}

async function drawList() {
  question = null;
  try {
    const { questions, trouble } = await ask("questions");
    one("trouble").textContent = trouble;
    one("questions").replaceChildren(
      ...questions.map((row) => {
        const line = made("tr");
        const name = made("td");
        name.append(made("a", `${row.task} ${row.title}`, { href: `#${row.task}` }));
        const cells = [row.answers, row.read, row.apart || "–"].map((cell) => made("td", cell));
        line.append(name, ...cells);
        return line;
      }),
    );
    one("questions").querySelector("a")?.focus();
  } catch {
    one("trouble").textContent = NO_PROGRAM;
  }
}

// ------------------------------------------------------------ one question

function drawQuestion() {
  one("title").textContent = `${question.task} ${question.title}`;
  document.title = `${question.task}: read free answers`;
  one("prompt").textContent = `${question.prompt} (${question.points})`;
  one("samples").replaceChildren(
    ...question.samples.flatMap((sample) => [
      made("h3", `A sample of level ${sample.level}`),
      made("p", sample.answer, { dir: "auto" }),
      made("p", sample.comment),
    ]),
  );
  const levels = question.rubric.map(({ level, says }) => {
    const button = made("button", "", { type: "button", "data-level": level });
    button.append(made("kbd", level), made("span", says));
    button.addEventListener("click", () => giveLevel(String(level)));
    return button;
  });
  const none = made("button", "", { type: "button", class: "none", "data-level": "" });
  none.append(made("kbd", "0"), made("span", "no level"));
  none.addEventListener("click", () => giveLevel(""));
  one("levels").replaceChildren(...levels, none);
}

// ------------------------------------------------------------ one answer

const current = () => question.answers[place];

function adopt(answer, given) {
  answer.given = given;
  answer.level = given[0]?.level ?? "";
  answer.comment = given[0]?.comment ?? "";
}

function draw() {
  const answer = current();
  const many = question.answers.length;
  const read = question.answers.filter((other) => other.level).length;
  one("where").textContent = `${place + 1} of ${many} · ${read} read`;
  one("answer").setAttribute("aria-label", `Answer ${place + 1} of ${many}`);
  one("answer").scrollTop = 0;
  one("text").textContent = answer.text;
  one("form").textContent = answer.form;
  one("previous").disabled = place === 0;
  one("next").disabled = place === many - 1;
  drawPlaces(answer);
  drawGiven();
}

function drawGiven() {
  const answer = current();
  for (const button of one("levels").children) {
    button.setAttribute("aria-pressed", button.dataset.level === answer.level);
  }
  if (one("comment").value !== answer.comment) one("comment").value = answer.comment;
  one("apart").hidden = answer.given.length < 2;
  one("values").replaceChildren(
    ...answer.given.map((value) => {
      const line = made("li");
      const button = made("button", "Keep", { type: "button" });
      const level = value.level ? `level ${value.level}` : "no level";
      const words = `${level}${value.comment ? `, “${value.comment}”` : ""} (${value.told})`;
      button.setAttribute("aria-label", `Keep ${words}`);
      button.addEventListener("click", () => {
        Object.assign(answer, { level: value.level, comment: value.comment });
        change(answer);
      });
      line.append(button, made("span", words, { dir: "auto" }));
      return line;
    }),
  );
  drawSaved();
}

function drawSaved() {
  const answer = question && current();
  if (!answer) return;
  const unknown = answer.unknown?.length ? ` · not in the bank: ${answer.unknown.join(", ")}` : "";
  const state = answer.problem ? `NOT saved: ${answer.problem}` : answer.dirty ? "not saved yet" : "";
  const level = answer.level ? `level ${answer.level}, ` : "";
  const saved = answer.saved ? `${level}saved ${answer.saved}` : (answer.given[0]?.told ?? "");
  one("saved").textContent = (state || saved) + unknown;
  one("saved").classList.toggle("lost", Boolean(answer.problem));
}

function drawPlaces(answer) {
  const names = [...new Set([...answer.cited, ...question.named])];
  const list = made("dl");
  for (const name of names) {
    const cited = answer.cited.includes(name);
    const kind = cited ? { class: "cited" } : {};
    list.append(made("dt", cited ? `${name}, cited in this answer` : name, kind));
    const passages = question.places[name] ?? [];
    if (!passages.length) list.append(made("dd", "no passage of ours", kind));
    for (const passage of passages) {
      const excerpt = passage.excerpt ? ` “${passage.excerpt}”` : "";
      list.append(made("dd", `${passage.voice}: ${passage.gist}${excerpt}`, kind));
    }
  }
  one("places").replaceChildren(list);
}

// ------------------------------------------------------------ giving and saving

function giveLevel(level) {
  current().level = level;
  change(current());
  const read = question.answers.filter((other) => other.level).length;
  one("where").textContent = `${place + 1} of ${question.answers.length} · ${read} read`;
}

function change(answer) {
  answer.dirty = (answer.dirty || 0) + 1;
  answer.shown ??= answer.given.map((value) => value.name);
  drawGiven();
  send();
}

const waiting = () => question?.answers.find((answer) => answer.dirty);

async function send() {
  const answer = waiting();
  if (sending || !answer) return;
  sending = true;
  const { code, text_id, level, comment, shown, dirty } = answer;
  try {
    const said = await ask("give", { code, text_id, level, comment, seen: shown });
    Object.assign(answer, { given: said.given, saved: said.saved, unknown: said.unknown });
    answer.problem = "";
    if (answer.dirty === dirty) {
      answer.dirty = 0;
      answer.shown = undefined;
    } else {
      answer.shown = said.given.map((value) => value.name);
    }
    one("trouble").textContent = said.trouble;
    learn(comment);
  } catch (problem) {
    answer.problem = problem.told ?? NO_PROGRAM;
    setTimeout(send, AGAIN);
  }
  sending = false;
  if (answer === current()) drawGiven();
  if (waiting() && !answer.problem) send();
}

async function everythingSent() {
  while (waiting()) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function learn(comment) {
  const words = comment.trim();
  if (words && !question.comments.includes(words)) question.comments.unshift(words);
}

// what stands in the box belongs to the answer that is shown
function keep() {
  clearTimeout(timer);
  hideOffers();
  if (!question || one("reading").hidden) return;
  const words = one("comment").value;
  if (words !== current().comment) {
    current().comment = words;
    change(current());
  }
}

async function look() {
  try {
    if (!question) return;
    const { task } = question;
    const said = await ask("changes", { count: question.count });
    if (question?.task !== task) return;
    question.count = said.count;
    one("trouble").textContent = said.trouble;
    for (const { code, text_id, given } of said.given) {
      const answer = question.answers.find((own) => own.code === code && own.text_id === text_id);
      const typing = answer === current() && one("comment").value !== answer.comment;
      if (answer && !answer.dirty && !typing) {
        const before = JSON.stringify(answer.given);
        if (before !== JSON.stringify(given)) adopt(answer, given);
      }
    }
    if (!waiting()) drawGiven();
  } catch {
    one("trouble").textContent = NO_PROGRAM;
  } finally {
    setTimeout(look, POLL);
  }
}

// ------------------------------------------------------------ comments that complete

// the sentence that is being typed at the end of the box
const typed = () => /(?:^|[.!?]\s+)([^.!?]*)$/.exec(one("comment").value)?.[1] ?? "";

function fits(comment, tokens) {
  const words = comment.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return tokens.every((token) => words.some((word) => word.startsWith(token)));
}

function offer() {
  const tokens = typed().toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const enough = tokens.join("").length >= 2;
  offered = enough ? question.comments.filter((words) => fits(words, tokens)) : [];
  offered = offered.filter((words) => words !== one("comment").value).slice(0, MOST_OFFERS);
  active = -1;
  drawOffers();
}

function drawOffers() {
  one("offers").hidden = !offered.length;
  one("found").textContent = offered.length ? `${offered.length} comments fit` : "";
  one("offers").replaceChildren(
    ...offered.map((words, number) => {
      const selected = { role: "option", id: `offer-${number}`, "aria-selected": number === active };
      const line = made("li", words, { dir: "auto", ...selected });
      line.addEventListener("mousedown", (event) => {
        event.preventDefault();
        take(number);
      });
      return line;
    }),
  );
  if (active >= 0) {
    one("comment").setAttribute("aria-activedescendant", `offer-${active}`);
    one(`offer-${active}`).scrollIntoView({ block: "nearest" });
  } else one("comment").removeAttribute("aria-activedescendant");
}

function hideOffers() {
  offered = [];
  active = -1;
  drawOffers();
}

function take(number) {
  const box = one("comment");
  box.value = box.value.slice(0, box.value.length - typed().length) + offered[number];
  keep();
}

one("comment").addEventListener("input", () => {
  offer();
  clearTimeout(timer);
  one("saved").textContent = "not saved yet";
  timer = setTimeout(() => {
    const words = one("comment").value;
    if (words === current().comment) return drawSaved();
    current().comment = words;
    change(current());
  }, TYPING);
});
one("comment").addEventListener("blur", keep);
one("comment").addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (offered.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    const step = event.key === "ArrowDown" ? 1 : -1;
    active = (active + step + offered.length) % offered.length;
    drawOffers();
  } else if (event.key === "Enter") {
    if (active >= 0) take(active);
    else go(1);
  } else if (event.key === "Escape") {
    if (offered.length) hideOffers();
    else one("answer").focus();
  } else return;
  event.preventDefault();
});

// ------------------------------------------------------------ going on

function goTo(number) {
  keep();
  place = number; // at once, so that no key is lost that is pressed fast
  history.pushState(null, "", `#${question.task}/${number + 1}`);
  draw();
  one("answer").focus({ preventScroll: true });
}

function go(step) {
  const number = place + step;
  if (number >= 0 && number < question.answers.length) goTo(number);
  else {
    keep();
    one("answer").focus();
  }
}

function goToUnread() {
  const order = [...question.answers.keys()];
  const next = [...order.slice(place + 1), ...order.slice(0, place)];
  const found = next.find((number) => !question.answers[number].level);
  if (found === undefined) one("where").textContent += " · no other is without a level";
  else goTo(found);
}

const KEYS = {
  n: () => go(1),
  ArrowRight: () => go(1),
  Enter: () => go(1),
  p: () => go(-1),
  ArrowLeft: () => go(-1),
  u: goToUnread,
  c: () => one("comment").focus(),
  q: () => (location.hash = ""),
  0: () => giveLevel(""),
  1: () => giveLevel("1"),
  2: () => giveLevel("2"),
  3: () => giveLevel("3"),
};

document.addEventListener("keydown", (event) => {
  const modified = event.ctrlKey || event.altKey || event.metaKey;
  if (one("reading").hidden || modified || event.repeat || !one("keys").checked) return;
  if (event.target === one("comment")) return;
  // a button, a link or a box takes Enter for itself
  if (event.key === "Enter" && event.target.closest("button, a, summary, input")) return;
  if (!Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault();
  KEYS[event.key]();
});

one("previous").addEventListener("click", () => go(-1));
one("next").addEventListener("click", () => go(1));
one("unread").addEventListener("click", goToUnread);
window.addEventListener("hashchange", follow);
window.addEventListener("beforeunload", (event) => {
  keep();
  if (waiting()) event.preventDefault();
});
follow();
setTimeout(look, POLL);
