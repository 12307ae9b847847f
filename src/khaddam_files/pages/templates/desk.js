// The teacher's page: what is asked, how many have answered, and the steps from one question to the next.

const PAUSE = 1000; // ms between two looks at the count
const byId = (id) => document.getElementById(id);
const buttons = [...document.querySelectorAll("[data-do]")];
let questions = [];
let now = null;

function say(place, sentence, trouble = false) {
  place.classList.toggle("trouble", trouble);
  if (place.textContent !== sentence) place.textContent = sentence;
}

async function ask(path, sent) {
  try {
    const reply = await fetch(path, sent ? { method: "POST", body: JSON.stringify(sent), headers: { "Content-Type": "application/json" } } : {});
    const data = await reply.json();
    return { done: reply.ok, ...data, data };
  } catch {
    return { done: false, told: "The class page does not answer: look at the window in which it was started." };
  }
}

function option(value, words) {
  return Object.assign(document.createElement("option"), { value, textContent: words });
}

function people(number) {
  return number === 1 ? "1 ballot" : `${number} ballots`;
}

function counted() {
  const { open, vote, first, second, question } = now;
  if (!question) return "";
  const votes = vote === 2 || second ? `First vote: ${people(first)}. Second vote: ${people(second)}.` : `${people(first)}.`;
  return `${open ? (vote === 2 ? "The second vote is open. " : "The vote is open. ") : "Closed. "}${votes}`;
}

function draw() {
  const { question, open, first, vote } = now;
  byId("address").textContent = now.address;
  byId("wall").href = question ? `wall#${encodeURIComponent(question.id)}` : "wall";
  byId("word").textContent = now.word;
  if (byId("lines").dataset.vote !== String(vote)) byId("lines").dataset.vote = byId("line-vote").value = String(vote);
  byId("asked-title").textContent = question?.title ?? "Nothing is asked yet";
  byId("prompt").textContent = question?.prompt ?? "Choose a task, a card or a question of your own, then open the vote.";
  byId("excerpt").hidden = !question?.excerpt;
  byId("excerpt").textContent = question?.excerpt ?? "";
  byId("where").textContent = question?.where ?? "";
  const parts = question?.task && question.parts.length > 0 ? question.parts : [];
  if (byId("asked-parts").dataset.id !== (question?.id ?? "")) {
    byId("asked-parts").dataset.id = question?.id ?? "";
    byId("asked-parts").replaceChildren(...parts.map(({ text }) => Object.assign(document.createElement("li"), { textContent: text })));
    byId("asked-parts").hidden = !parts.length;
    byId("asked-parts").tabIndex = parts.length > 3 ? 0 : -1;
  }
  say(byId("count"), counted());
  const can = { open: question && !open, close: open, second: question && first > 0 && !(open && vote === 2), next: Boolean(now.next), word: true };
  for (const button of buttons) button.disabled = !can[button.dataset.do];
  byId("choose").disabled = !questions.length;
  drawPolls();
}

/** Questions that were typed stand in the list from then on. */
function drawPolls() {
  const list = byId("task");
  for (const [id, text] of now.polls) {
    if (![...list.options].some(({ value }) => value === id)) list.prepend(option(id, `Own question: ${text}`));
  }
}

function drawItems() {
  const items = questions.filter(([id, task]) => task && task === byId("task").value && id !== task);
  byId("item").replaceChildren(option("", items.length ? `all ${items.length} items` : "the whole question"), ...items.map(([id, , , text], n) => option(id, `item ${n + 1}: ${text.slice(0, 70)}`)));
}

async function perform(sent) {
  const held = document.activeElement;
  const reply = await ask("now", sent);
  say(byId("told"), reply.done ? "" : (reply.told ?? ""), !reply.done);
  if (reply.done) {
    now = reply.now;
    draw();
  }
  if (held?.disabled) (buttons.find((button) => !button.disabled) ?? byId("choose")).focus();
  return reply;
}

async function look() {
  const reply = await ask("now");
  if (reply.done) {
    now = reply.data;
    draw();
    if (byId("told").textContent.startsWith("The class page does not")) say(byId("told"), "");
  } else {
    say(byId("told"), reply.told, true);
  }
  setTimeout(look, PAUSE);
}

async function begin() {
  questions = (await ask("questions")).data ?? [];
  byId("task").replaceChildren(...questions.filter(([id, task]) => !task || id === task).map(([id, , title]) => option(id, title)));
  drawItems();
  look();
}

for (const button of buttons) button.addEventListener("click", () => perform({ do: button.dataset.do }));
byId("task").addEventListener("change", drawItems);
byId("choose").addEventListener("click", () => perform({ do: "choose", question: byId("item").value || byId("task").value }));
byId("ask-poll").addEventListener("click", () => perform({ do: "poll", text: byId("poll").value, choices: byId("choices").value.split("\n") }));
/** Count what stands in the box of lines. */
async function take() {
  const reply = await perform({ do: "lines", text: byId("text").value, vote: Number(byId("line-vote").value) });
  say(byId("taken"), reply.told ?? "", !reply.done);
  const unread = reply.unread ?? [];
  byId("unread").hidden = !unread.length;
  byId("unread").replaceChildren(...unread.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
}

byId("take").addEventListener("click", take);
byId("text").addEventListener("paste", () => setTimeout(take)); // once the box holds it
begin();
