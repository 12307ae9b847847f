// How to join, for the wall: address, word, and how many ballots have come.

const PAUSE = 1000; // ms between two looks
const byId = (id) => document.getElementById(id);
let word = "";

function put(id, sentence) {
  if (byId(id).textContent !== sentence) byId(id).textContent = sentence;
}

function draw({ address, word: given, question, open, vote, first, second }) {
  put("address", address);
  put("word", given);
  if (word && word !== given) byId("qr").src = `own/qr.svg?${encodeURIComponent(given)}`;
  word = given;
  put("asked", question?.title ?? "");
  const number = vote === 2 ? second : first;
  const state = open ? `${vote === 2 ? "Second vote" : "Vote"} open` : "The vote is closed";
  put("count", question ? `${state}: ${number === 1 ? "1 ballot" : `${number} ballots`}` : "The question comes soon.");
}

async function look() {
  try {
    const reply = await fetch("now");
    if (reply.ok) draw(await reply.json());
  } catch {
    put("count", "The class page does not answer.");
  }
  setTimeout(look, PAUSE);
}
look();
