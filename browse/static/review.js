// The review desk: keys and buttons over a page that works without them.

import { choose, element, write } from "./dialogs.js";
import { isComposing, isTyping, nameOf } from "./keys.js";
import { fill } from "./words.js";

const { t, reasons } = JSON.parse(document.querySelector("#desk-texts").textContent);
const tags = JSON.parse(document.querySelector("#desk-tags").textContent);
const colleagues = JSON.parse(document.querySelector("#desk-colleagues").textContent);
const queue = document.querySelector("#queue");
const bulk = document.querySelector("#bulk");
const asking = document.querySelector("#asking");
const help = document.querySelector("#keys");

const isOneStory = queue.dataset.kind === "story";
let chain = Promise.resolve(); // one change after the other, each with the version the last one left
let current = null;
let hush = 0;

const stories = () => [...queue.querySelectorAll("article[data-story]")];
const storyOf = (id) => document.getElementById(`story-${id}`);
const idOf = (story) => Number(story.dataset.story);
const picked = () => stories().filter((each) => each.querySelector(".pick-box")?.checked);
const targets = () => (picked().length ? picked() : [current].filter(Boolean));

function say(text, isBad = false, canUndo = false) {
  const line = document.querySelector("#say");
  line.textContent = canUndo ? `${text} ${t.to_undo} ` : text;
  if (canUndo) line.append(element("kbd", { textContent: "z" }));
  line.classList.toggle("bad", isBad);
  clearTimeout(hush);
  hush = setTimeout(() => { line.textContent = ""; }, isBad ? 12000 : 4000);
}

// Where we are
function go(story, { scroll = true, focus = true } = {}) {
  if (!story) return;
  for (const each of queue.querySelectorAll(".current")) {
    each.classList.remove("current");
    each.tabIndex = -1;
  }
  current = story;
  story.classList.add("current");
  story.tabIndex = 0;
  if (focus) story.focus({ preventScroll: true });
  if (scroll) story.scrollIntoView({ block: "nearest" });
}

async function step(by) {
  const all = stories();
  const next = all[all.indexOf(current) + by];
  if (next) { go(next); return; }
  if (by < 0) return;
  // The list goes on where the page ends; when nothing follows, that is said.
  if (await more()) { const now = stories(); go(now[all.length]); return; }
  const end = document.querySelector("#page-end");
  if (end) { end.scrollIntoView({ block: "nearest" }); say(t.page_end); }
}

// Append the stories of the next page; returns whether there were any.
let isLoading = null;
function more() {
  const link = document.querySelector("#next-page");
  if (!link) return Promise.resolve(false);
  isLoading ??= (async () => {
    try {
      const answer = await fetch(link.href, { redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = [...page.querySelectorAll("#queue > article[data-story]")]
        .filter((each) => !document.getElementById(each.id));
      queue.append(...fresh);
      document.querySelector("#page-end").replaceWith(page.querySelector("#page-end"));
      return fresh.length > 0;
    } catch {
      say(t.failed, true);
      return false;
    } finally { isLoading = null; }
  })();
  return isLoading;
}

function nextPage() {
  const link = document.querySelector('#page-end [rel="next"]');
  if (link) location.assign(link.href);
  else say(t.page_end);
}

// What waits now, at the head of the page and in the bar.
function count(waiting) {
  if (!waiting) return;
  const shown = (number) => number.toLocaleString("en");
  for (const each of document.querySelectorAll("[data-count-of]")) {
    const number = each.querySelector("b");
    if (number && each.dataset.countOf in waiting) number.textContent = shown(waiting[each.dataset.countOf]);
  }
  const pill = document.querySelector("#to-decide");
  if (pill) pill.textContent = shown(waiting.relevant);
  const mine = document.querySelector("#for-me");
  if (mine) {
    mine.querySelector(".pill").textContent = shown(waiting.mine);
    mine.closest("li").hidden = !waiting.mine;
  }
}

// On a story's own page everything is written by the desk: it is asked for anew.
const SAID = "hanil-said";
const sayThen = (text, canUndo) => sessionStorage.setItem(SAID, JSON.stringify([text, false, canUndo]));
function again(text, canUndo = true) {
  sayThen(text, canUndo);
  location.reload();
}

// A card in the list has no text until it is opened; returns the card that has.
async function load(story) {
  if (isOneStory || story.querySelector(".inside").hasAttribute("data-whole")) return story;
  const id = idOf(story);
  const query = new URLSearchParams(location.search);
  query.set("part", "1");
  try {
    const answer = await fetch(`/-/story/${id}?${query}`, { redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    const html = await answer.text();
    const now = storyOf(id);
    // What was saved meanwhile has brought the whole card along.
    if (!now || now.querySelector(".inside").hasAttribute("data-whole")) return now;
    return renew(id, html);
  } catch {
    say(t.failed, true);
    return null;
  }
}

async function toggle(story, open) {
  if (isOneStory) return;
  const want = open === undefined ? story.querySelector(".inside").hidden : open;
  const card = want ? await load(story) : story;
  if (!card) return;
  card.querySelector(".inside").hidden = !want;
  card.querySelector(".toggle").setAttribute("aria-expanded", String(want));
  if (card === current) card.scrollIntoView({ block: "nearest" });
}

function showPicked() {
  const number = picked().length;
  bulk.hidden = !number;
  document.body.classList.toggle("picking", number > 0);
  document.querySelector("#bulk-count").textContent = fill(t.selected, { count: number });
}

function pick(story, on) {
  const box = story.querySelector(".pick-box");
  if (!box) return;
  box.checked = on === undefined ? !box.checked : on;
  story.classList.toggle("picked", box.checked);
  showPicked();
}

// Talking to the desk
async function post(path, body) {
  let answer;
  try {
    answer = await fetch(`/-/review/${path}${location.search}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      redirect: "error",
    });
  } catch {
    say(t.failed, true);
    return null;
  }
  // Who is signed out gets no JSON; a desk that can't write says so in it.
  const isJson = (answer.headers.get("content-type") || "").startsWith("application/json");
  if (answer.status === 403 && !isJson) { say(t.signed_out, true); return null; }
  try {
    return { status: answer.status, ...(await answer.json()) };
  } catch {
    say(t.failed, true);
    return null;
  }
}

const seen = (story) => ({
  id: idOf(story), version: Number(story.dataset.version), assigned: Number(story.dataset.assigned),
});
const inTurn = (act) => { chain = chain.then(act, act); return chain; };

// Put the desk's present card of a story in the place of the one that is shown.
function renew(id, html, { conflict = "", beside = null } = {}) {
  if (isOneStory) return storyOf(id);
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  const fresh = template.content.firstElementChild;
  const old = storyOf(id);
  if (old) {
    fresh.querySelector(".pick-box").checked = old.querySelector(".pick-box").checked;
    fresh.classList.toggle("picked", old.classList.contains("picked"));
    const isOpen = !old.querySelector(".inside").hidden;
    const hadFocus = old.contains(document.activeElement);
    const pressed = hadFocus && document.activeElement.dataset.do;
    const wasCurrent = old === current;
    old.replaceWith(fresh);
    if (isOpen) {
      fresh.querySelector(".inside").hidden = false;
      fresh.querySelector(".toggle").setAttribute("aria-expanded", "true");
    }
    if (wasCurrent) go(fresh, { scroll: false, focus: hadFocus });
    const button = pressed && fresh.querySelector(`.actions [data-do="${pressed}"]`);
    if (button && wasCurrent) button.focus({ preventScroll: true });
  } else if (beside) {
    beside.after(fresh);
  }
  if (conflict) {
    const line = element("p", { className: "conflict", textContent: conflict });
    line.setAttribute("role", "alert");
    fresh.querySelector(".story-content").prepend(line);
  }
  return fresh;
}

// Show what became of each story; returns the ids of those that were changed.
function show(answer) {
  if (!answer) return [];
  count(answer.waiting);
  const changed = [];
  for (const each of answer.results || []) {
    if (each.html) renew(each.id, each.html, { conflict: each.conflict ? each.error : "" });
    if (each.ok) changed.push(each.id);
    else say(each.conflict ? each.error : t.gone, true);
  }
  if (!answer.results && !answer.ok) say(answer.status === 404 ? t.gone : answer.error, true);
  showPicked();
  return changed;
}

function change(list, what, { move = false } = {}) {
  if (!list.length) return null;
  const ids = list.map(idOf);
  for (const story of list) story.classList.add("busy");
  if (move && list.length === 1 && list[0] === current && !isLast(current)) step(1);
  return inTurn(async () => {
    const present = ids.map(storyOf).filter(Boolean);
    const values = typeof what === "function" ? what(present) : what;
    const whole = present.some((story) => story.querySelector("[data-whole]"));
    const answer = await post("do", { ...values, whole, stories: present.map(seen) });
    for (const story of ids.map(storyOf)) if (story) story.classList.remove("busy");
    const changed = show(answer);
    if (isOneStory && changed.length) { again(values.do === "undo" ? t.undone : t.saved_now, values.do !== "undo"); return changed; }
    if (changed.length && changed.length === ids.length) say(values.do === "undo" ? t.undone : t.saved_now, false, values.do !== "undo");
    if (values.do === "decide" && changed.length > 1) clear();
    return changed;
  });
}

const isLast = (story) => stories().at(-1) === story;

function clear() {
  for (const story of picked()) pick(story, false);
}

// What can be done
const decide = (status) => change(targets(), { do: "decide", status }, { move: true });

async function reject() {
  const list = targets();
  if (!list.length) return;
  const options = reasons.map((value) => ({ value: { text: value }, label: t[value] }));
  const enter = { text: "" };
  const answer = await choose(t, t.reason, options, { other: t.other_reason, enter });
  if (answer) change(list, { do: "decide", status: "not_relevant", reason: answer.text }, { move: true });
}

function star(list = targets()) {
  const starred = !list.every((story) => story.dataset.starred === "1");
  return change(list, { do: "star", starred });
}

const tagsOf = (story) => JSON.parse(story.dataset.tags);

function setTag(name, list = targets()) {
  const on = !list.every((story) => tagsOf(story).includes(name));
  return change(list, { do: "tag", tag: name, on });
}

async function digit(position, list = targets()) {
  const known = tags.find((each) => each.position === position);
  if (known) { setTag(known.name, list); return; }
  if (!list.length) return;
  const name = await write(t, `${t.new_tag} (${position})`, "", { label: t.tag });
  if (name) await addTag(name, position, list);
}

async function addTag(name, position, list) {
  const answer = await post("tags", { name, position });
  if (!answer || !answer.ok) { if (answer) say(answer.error, true); return; }
  tags.push({ name, position });
  setTag(name, list);
}

async function chooseTag(list = targets()) {
  if (!list.length) return;
  const named = tags.filter((each) => each.position);
  const options = named.map(({ name, position }) => ({
    key: String(position), value: { name }, label: name,
    pressed: list.every((story) => tagsOf(story).includes(name)),
  }));
  const answer = await choose(t, t.tag_title, options, { other: named.length < 9 ? t.new_tag : "" });
  if (!answer) return;
  if (answer.name) { setTag(answer.name, list); return; }
  const free = [1, 2, 3, 4, 5, 6, 7, 8, 9].find((at) => !named.some((each) => each.position === at));
  await addTag(answer.text, free, list);
}

// Give stories to a colleague; 0 takes them off whoever has them.
async function assign(list = targets()) {
  if (!list.length) return;
  const options = colleagues.map((name, at) => ({
    key: at < 9 ? String(at + 1) : " ", value: { to: name }, label: name,
  }));
  options.push({ key: "x", value: { to: "" }, label: t.assign_nobody });
  const answer = await choose(t, t.assign_to, options);
  if (!answer) return;
  const ids = list.map(idOf);
  inTurn(async () => {
    const present = ids.map(storyOf).filter(Boolean);
    const whole = present.some((story) => story.querySelector("[data-whole]"));
    const done = await post("assign", { stories: present.map(seen), to: answer.to, whole });
    if (show(done).length < present.length) return; // what it says of the others stays
    if (isOneStory) { again(t.saved_now); return; }
    say(t.saved_now, false, true);
    clear();
  });
}

async function note(story = current) {
  if (!story) return;
  const text = await write(t, t.note, story.dataset.note, { lines: 5 });
  if (text !== null) change([story], { do: "note", note: text });
}

// Take back what was done last, whatever it was: the desk knows the order.
function undo() {
  return inTurn(async () => {
    const whole = Boolean(queue.querySelector("[data-whole]"));
    const answer = await post("undo", { whole });
    if (!answer) return;
    if (!answer.said) { say(answer.error || t.failed, !answer.ok && answer.status !== 200); return; }
    // What is undone is not to be undone: another z takes back what was done before.
    if (isOneStory) { again(answer.said, false); return; }
    const [first] = answer.results;
    let place = null;
    for (const each of answer.results) place = renew(each.id, each.html, { beside: place });
    for (const id of answer.gone) storyOf(id)?.remove();
    count(answer.waiting);
    showPicked();
    if (first && storyOf(first.id)) go(storyOf(first.id));
    else if (!stories().includes(current)) go(stories()[0]);
    if (["filter", "search", "tag digit"].includes(answer.kind)) { again(answer.said, false); return; }
    say(answer.said, !answer.ok);
  });
}

function readAll() {
  const ids = stories().map(idOf);
  if (!ids.length) return null;
  return inTurn(async () => {
    const answer = await post("read", { stories: ids });
    if (!answer || !answer.ok) { show(answer); return; }
    count(answer.waiting);
    for (const story of stories()) {
      delete story.dataset.unread;
      const head = story.querySelector("h2");
      head.classList.replace("unread", "seen");
      head.querySelector(".off")?.remove();
    }
    say(answer.said, false, true);
  });
}

function source(story = current) {
  const link = story && story.querySelector('.actions [data-do="source"]');
  if (link) link.click();
}

function merge(list, more = []) {
  if (list.length + more.length < 2) { say(t.pick_two); return null; }
  const [first] = list;
  return inTurn(async () => {
    const answer = await post("merge", { stories: [...list.map(seen), ...more] });
    if (!answer || !answer.ok) { show(answer); return; }
    const place = storyOf(answer.id) || first;
    if (idOf(place) !== answer.id) { place.id = `story-${answer.id}`; }
    if (isOneStory) { sayThen(t.merged, true); location.assign(`/-/story/${answer.id}`); return; }
    const fresh = renew(answer.id, answer.html);
    count(answer.waiting);
    for (const id of answer.gone) { const old = storyOf(id); if (old) old.remove(); }
    pick(fresh, false);
    clear();
    go(fresh);
    say(t.merged, false, true);
  });
}

function split(story, article) {
  return inTurn(async () => {
    const answer = await post("split", { stories: [seen(story)], article });
    if (!answer || !answer.ok) { show(answer); return; }
    if (isOneStory) { again(t.split_done); return; }
    const [old, fresh] = answer.results;
    count(answer.waiting);
    const card = renew(old.id, old.html);
    renew(fresh.id, fresh.html, { beside: card });
    go(card);
    say(t.split_done, false, true);
  });
}

async function chooseSplit(chosen = current) {
  const story = chosen && await load(chosen);
  if (!story) return;
  const members = [...story.querySelectorAll('[data-do="split"]')];
  if (members.length < 2) { say(t.alone); return; }
  const options = members.map((button, at) => ({
    value: Number(button.dataset.member), key: at < 9 ? String(at + 1) : " ",
    label: button.getAttribute("aria-label").replace(/^[^:]*:\s*/, ""),
  }));
  const article = await choose(t, t.split_off, options);
  if (article) split(story, article);
}

async function brief() {
  const ids = targets().map(idOf);
  if (!ids.length) return;
  let answer;
  try {
    const asked = await fetch("/-/briefings/add", {
      method: "POST", headers: { "content-type": "application/json" }, redirect: "error",
      body: JSON.stringify({ stories: ids }),
    });
    answer = await asked.json();
  } catch {
    say(t.failed, true);
    return;
  }
  say(answer.ok ? answer.said : answer.error, !answer.ok);
}

async function watch(story = current) {
  const selection = getSelection();
  const text = selection.toString().replace(/\s+/g, " ").trim();
  const at = selection.anchorNode && selection.anchorNode.parentElement;
  const place = at && at.closest("[data-article]");
  if (!text || !place) { if (story) toggle(story, true); say(t.watch_pick); return; }
  const concept = element("input", { type: "text", autocomplete: "off" });
  concept.setAttribute("list", "concepts");
  const extra = [element("label", {}, `${t.watch_concept} `, concept)];
  const term = await write(t, t.watch_add, text, { label: t.watch_term, extra });
  if (!term) return;
  const body = { term, concept: concept.value.trim() || null, article: Number(place.dataset.article) };
  const answer = await post("propose", body);
  if (!answer) return;
  if (!answer.ok) say(answer.error, true);
  else say(fill(answer.new ? t.watch_done : t.watch_known, { term }));
}

function openFilters() {
  const all = document.querySelector("#all-filters");
  if (!all) return;
  location.hash = all.id;
  all.querySelector("select").focus();
}

const ACTS = {
  j: () => step(1),
  k: () => step(-1),
  r: () => decide("relevant"),
  x: reject,
  u: () => decide("unsure"),
  s: () => star(),
  n: () => note(),
  a: () => assign(),
  z: undo,
  o: () => source(),
  p: () => current && pick(current),
  m: () => merge(picked()),
  d: () => chooseSplit(),
  g: nextPage,
  e: readAll,
  f: openFilters,
  c: () => brief(),
  w: () => watch(),
  Enter: () => current && toggle(current),
  Escape: () => (picked().length ? clear() : current && toggle(current, false)),
  "/": () => { const field = document.querySelector("#q"); if (field) field.select(); },
  "?": () => help.showModal(),
};
const REPEATED = new Set(["j", "k"]);

document.addEventListener("keydown", (event) => {
  if (isComposing(event) || asking.open || help.open) return;
  if (isTyping(event)) {
    if (event.key === "Escape") { event.target.blur(); if (current) go(current); }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const name = nameOf(event);
  // A button or link in focus keeps its Enter.
  if (name === "Enter" && event.target.closest("a, button, summary, input")) return;
  const act = /^[1-9]$/.test(name || "") ? () => digit(Number(name)) : ACTS[name];
  if (!act || (event.repeat && !REPEATED.has(name))) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  act();
}, true);

const BUTTONS = {
  relevant: (story) => change([story], { do: "decide", status: "relevant" }),
  unsure: (story) => change([story], { do: "decide", status: "unsure" }),
  star: (story) => star([story]),
  tag: (story) => chooseTag([story]),
  note,
  assign: (story) => assign([story]),
  undo: (story) => change([story], { do: "undo" }),
  watch,
  split: (story, button) => split(story, Number(button.dataset.member)),
  merge: (story, button) => merge([story], [
    { id: Number(button.dataset.with), version: Number(button.dataset.withVersion) },
  ]),
};
const BULK = {
  relevant: () => decide("relevant"),
  not_relevant: reject,
  unsure: () => decide("unsure"),
  star: () => star(),
  tag: () => chooseTag(),
  assign: () => assign(),
  "merge-selected": () => merge(picked()),
  brief,
  clear,
};

// A selection in a text is lost when a button takes the focus.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest('[data-do="watch"]')) event.preventDefault();
});

queue.addEventListener("click", (event) => {
  const story = event.target.closest("article[data-story]");
  if (!story) return;
  const button = event.target.closest("[data-do]");
  // Without this script they are a form's own, and links.
  if (button && button.dataset.do !== "source") event.preventDefault();
  if (story !== current) go(story, { scroll: false, focus: false });
  if (button && button.dataset.do === "not_relevant") {
    clear();
    reject();
  } else if (button && BUTTONS[button.dataset.do]) {
    BUTTONS[button.dataset.do](story, button);
  } else if (event.target.closest(".toggle") && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    toggle(story);
  }
});
queue.addEventListener("change", (event) => {
  if (event.target.matches(".pick-box")) {
    pick(event.target.closest("article[data-story]"), event.target.checked);
  }
});
queue.addEventListener("focusin", (event) => {
  const story = event.target.closest("article[data-story]");
  if (story && story !== current) go(story, { scroll: false, focus: false });
});
bulk.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) BULK[button.dataset.do]();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("#show-keys")) help.showModal();
  if (event.target.closest('[data-do="read-all"]')) { event.preventDefault(); readAll(); }
});

// Without this script every story shows its buttons.
queue.classList.add("scripted");
const said = sessionStorage.getItem(SAID);
if (said) { sessionStorage.removeItem(SAID); say(...JSON.parse(said)); }
go(stories()[0], { scroll: false });
