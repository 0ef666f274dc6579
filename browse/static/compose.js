// Composing a briefing: keys, dragging, saving while somebody types, two editors at once. The page
// works without it: every action is a form.

import { isComposing, isTyping, nameOf } from "./keys.js";
import { fill } from "./words.js";

const { t } = JSON.parse(document.querySelector("#desk-texts").textContent);
const root = document.querySelector("#compose");
const base = `/-/briefing/draft/${root.dataset.draft}`;
const headForm = document.querySelector("#head-form");
const line = document.querySelector("#saved");
const SAVE_AFTER = 600; // milliseconds without a key
const LOOK_EVERY = 10000; // for what others change

let edits = Number(document.querySelector("#parts").dataset.edits);
let current = null; // "entry-7" or "story-9": what the keys are about
let chain = Promise.resolve(); // one change after the other, each with the version the last one left
const timers = new Map(); // of fields that are being typed in

document.documentElement.classList.add("scripted");

const items = () => [...document.querySelectorAll(".entry, .candidate")];
const nameOfItem = (item) => (item.dataset.entry ? `entry-${item.dataset.entry}` : `story-${item.dataset.story}`);
const present = () => items().find((each) => nameOfItem(each) === current);
const entryOf = (node) => node.closest(".entry");

function say(text, isBad = false) {
  line.textContent = text;
  line.classList.toggle("bad", isBad);
}

function go(item, { focus = true } = {}) {
  if (!item) return;
  for (const each of document.querySelectorAll(".current")) each.classList.remove("current");
  item.classList.add("current");
  current = nameOfItem(item);
  if (focus) item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = items();
  const at = all.findIndex((each) => nameOfItem(each) === current);
  go(all[Math.max(0, Math.min(all.length - 1, at + by))]);
}

// Sending
async function post(body) {
  say(t.briefing_saving);
  let answer;
  try {
    answer = await fetch(`${base}/do`, {
      method: "POST", redirect: "error",
      headers: { "content-type": "application/json" }, body: JSON.stringify(body),
    });
  } catch {
    say(fill(t.briefing_unsaved, { reason: t.failed }), true);
    return null;
  }
  let told;
  try { told = await answer.json(); } catch { told = { error: String(answer.status) }; }
  if (told.ok) {
    if (told.edits > edits + 1) look(); // somebody else was here too
    edits = told.edits;
    say(told.said || `${t.briefing_saved} ${new Date().toLocaleTimeString(root.dataset.lang)}`);
  } else {
    say(told.conflict ? told.error : fill(t.briefing_unsaved, { reason: told.error }), true);
  }
  return told;
}

const queued = (work) => { chain = chain.then(work, work); return chain; };

// Fields
function versioned(field) {
  return entryOf(field) || headForm;
}

function schedule(field) {
  field.dataset.dirty = "1";
  clearTimeout(timers.get(field));
  timers.set(field, setTimeout(() => save(field), SAVE_AFTER));
}

function save(field) {
  clearTimeout(timers.get(field));
  timers.delete(field);
  return queued(async () => {
    if (!field.dataset.dirty) return;
    const sent = field.value;
    const holder = versioned(field);
    const body = { do: holder === headForm ? "revise" : "write", version: Number(holder.dataset.version), [field.name]: sent };
    if (holder.dataset.entry) body.entry = Number(holder.dataset.entry);
    const told = await post(body);
    if (!told) return;
    if (told.ok) {
      note(holder, told.version);
      if (field.value === sent) delete field.dataset.dirty;
      const hadWords = Boolean(field.defaultValue.trim());
      field.defaultValue = sent;
      if (hadWords !== Boolean(sent.trim())) await look(); // what is lacking is counted beside
    } else if (told.conflict) {
      choose(field, holder, told);
    }
  });
}

function note(holder, version) {
  holder.dataset.version = version;
  holder.querySelector("[name=version]").value = version;
}

function flush() {
  for (const field of [...timers.keys()]) save(field);
  return chain;
}

// Both are shown, and the editor says which is to stay.
function choose(field, holder, { error, now }) {
  field.parentElement.querySelector(".conflict")?.remove();
  const box = document.createElement("div");
  box.className = "conflict";
  box.setAttribute("role", "alert");
  const told = document.createElement("p");
  told.textContent = `${error}. ${t.briefing_conflict_why}`;
  const quote = document.createElement("blockquote");
  quote.textContent = now[field.name] || "–";
  const buttons = document.createElement("p");
  buttons.className = "btns";
  const button = (words, act) => {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", className: "btn", textContent: words });
    made.addEventListener("click", () => { box.remove(); note(holder, now.version); act(); field.focus(); });
    buttons.append(made);
  };
  button(t.briefing_keep_theirs, () => { field.value = now[field.name]; delete field.dataset.dirty; });
  button(t.briefing_keep_yours, () => { field.dataset.dirty = "1"; save(field); });
  box.append(told, quote, buttons);
  field.before(box);
  buttons.querySelector("button").focus();
}

// The sections anew, without losing what is being typed
async function refresh() {
  const query = new URLSearchParams(location.search);
  query.set("part", "1");
  const answer = await fetch(`${base}?${query}`, { redirect: "error" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("#parts");
  document.querySelector(".frozen").replaceWith(page.querySelector(".frozen"));
  const parts = document.querySelector("#parts");
  const active = document.activeElement;
  const open = [...parts.querySelectorAll("textarea")].filter((each) => each.dataset.dirty || each === active);
  for (const field of open) {
    const held = entryOf(field);
    const own = held && fresh.querySelector(`#entry-${held.dataset.entry}`);
    if (!own) continue;
    // Its own node, with the cursor in it, and the version that its writer saw.
    const place = own.querySelector(`[name=${field.name}]`);
    place.replaceWith(field);
    note(own, held.dataset.version);
  }
  edits = Number(fresh.dataset.edits);
  parts.replaceWith(fresh);
  if (open.includes(active)) active.focus({ preventScroll: true });
  go(present() || items()[0], { focus: !open.includes(active) && active.closest?.("#parts") !== null });
}

async function look() {
  try {
    await refresh();
  } catch { /* the next look finds out */ }
}

const act = (body) => queued(async () => {
  const told = await post(body);
  if (told && (told.ok || told.conflict)) await refresh();
});

async function change(entry, what) {
  await flush();
  const held = document.getElementById(entry.id);
  if (!held) return;
  const body = { do: what, entry: Number(held.dataset.entry) };
  if (what === "choose") {
    body.version = Number(held.dataset.version);
    body.article = Number(held.querySelector("[name=article]").value);
  } else if (what === "remove") {
    body.version = Number(held.dataset.version);
    const all = items();
    const next = all[all.indexOf(held) + 1] || all[all.indexOf(held) - 1];
    current = next ? nameOfItem(next) : null;
  } else {
    body.placed = Number(held.dataset.placed);
  }
  await act(body);
}

const take = (candidate) => {
  const all = items();
  const next = all[all.indexOf(candidate) + 1];
  if (next) current = nameOfItem(next);
  return act({ do: "add", story: Number(candidate.dataset.story) });
};

// Keys
document.addEventListener("keydown", (event) => {
  if (isComposing(event)) return;
  if (event.key === "Escape" && isTyping(event)) {
    const field = event.target;
    field.blur();
    const held = entryOf(field);
    if (held) go(held);
    return;
  }
  const item = present();
  if (event.altKey && /^Arrow(Up|Down)$/.test(event.key)) {
    const held = isTyping(event) ? entryOf(event.target) : item;
    if (held?.dataset.entry) { event.preventDefault(); change(held, event.key === "ArrowUp" ? "up" : "down"); }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
  if (event.target.closest?.("button, a, summary") && event.key === "Enter") return;
  const key = nameOf(event);
  const does = {
    j: () => step(1), k: () => step(-1),
    Enter: () => {
      const field = item?.querySelector("[name=sentence]");
      if (field) { field.focus(); field.setSelectionRange(field.value.length, field.value.length); }
    },
    n: () => { const box = item?.querySelector("details"); if (box) { box.open = true; box.querySelector("textarea").focus(); } },
    m: () => item?.dataset.entry && change(item, "next-section"),
    d: () => item?.dataset.entry && change(item, "remove"),
    c: () => item?.dataset.story && take(item),
    z: () => flush().then(() => act({ do: "undo" })),
    i: () => document.querySelector("#issue-form button").focus(),
    p: () => flush().then(() => document.querySelector("#preview").click()),
  }[key];
  if (does) { event.preventDefault(); does(); }
});

// Pointers and forms
root.addEventListener("focusin", (event) => {
  const held = event.target.closest(".entry, .candidate");
  if (held) go(held, { focus: false });
});
root.addEventListener("click", (event) => {
  const held = event.target.closest(".entry, .candidate");
  if (held && !event.target.closest("a, button, textarea, summary, input, select")) go(held);
});
root.addEventListener("input", (event) => {
  if (event.target.matches(".entry textarea, #head-form textarea")) schedule(event.target);
});
root.addEventListener("focusout", (event) => {
  if (timers.has(event.target)) save(event.target);
});
root.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  const held = entryOf(form);
  if (held) {
    event.preventDefault();
    if (submitter?.value === "write") flush(); else change(held, submitter.value);
  } else if (form.closest(".candidate")) {
    event.preventDefault();
    take(form.closest(".candidate"));
  } else if (form.matches(".section-form")) {
    event.preventDefault();
    const body = Object.fromEntries(new FormData(form, submitter));
    flush().then(() => act(body));
  } else if (form.id === "undo-form") {
    event.preventDefault();
    flush().then(() => act({ do: "undo" }));
  } else if (form.id === "issue-form") {
    event.preventDefault();
    flush().then(() => {
      if (document.querySelector("[data-dirty]") || !window.confirm(`${submitter.textContent}? ${t.briefing_issue_why}`)) return;
      form.elements.edits.value = edits;
      form.submit(); // requestSubmit() does nothing while an event of the form is still handled
    });
  }
});
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("[data-dirty]")) { flush(); event.preventDefault(); }
});

// Dragging
let dragged = null;
const unmark = () => { for (const each of document.querySelectorAll("[data-drop]")) delete each.dataset.drop; };
root.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(".handle") ? entryOf(event.target) : null;
  if (dragged) { event.dataTransfer.effectAllowed = "move"; event.dataTransfer.setData("text/plain", dragged.id); }
});
root.addEventListener("dragover", (event) => {
  const section = dragged && event.target.closest(".part");
  if (!section) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "move";
  unmark();
  const over = entryOf(event.target);
  if (!over) { section.dataset.drop = "in"; return; }
  const { top, height } = over.getBoundingClientRect();
  over.dataset.drop = event.clientY < top + height / 2 ? "before" : "after";
});
root.addEventListener("dragend", () => { dragged = null; unmark(); });
root.addEventListener("drop", async (event) => {
  const section = dragged && event.target.closest(".part");
  if (!section) return;
  event.preventDefault();
  const over = entryOf(event.target);
  const all = [...section.querySelectorAll(".entry")];
  let after = over || all.at(-1);
  if (over?.dataset.drop === "before") after = all[all.indexOf(over) - 1];
  const moved = dragged;
  dragged = null;
  unmark();
  if (after === moved) after = all[all.indexOf(moved) - 1];
  const target = Number(section.dataset.section);
  const behind = after ? Number(after.dataset.entry) : null;
  await flush();
  current = `entry-${moved.dataset.entry}`;
  await act({ do: "place", entry: Number(moved.dataset.entry), section: target, after: behind, placed: Number(moved.dataset.placed) });
});

go(items()[0]);
setInterval(async () => {
  if (document.hidden || timers.size) return;
  try {
    const answer = await fetch(`${base}?state=1`, { redirect: "error" });
    const state = await answer.json();
    if (state.edits !== edits) {
      const { by } = state;
      await queued(refresh);
      say(fill(t.briefing_others, { name: by }));
    }
  } catch { /* the next time */ }
}, LOOK_EVERY);
