// The watch list's editor: checked as one types; a trial's page counts along. Both work without it.

import { fill } from "./words.js";

const text = document.querySelector("#text");
const faults = document.querySelector("#faults");

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// Put the caret into a line, from which one goes on typing.
function goTo(line) {
  const lines = text.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  text.focus();
  text.setSelectionRange(start, start + (lines[line - 1] || "").length);
  const height = parseFloat(getComputedStyle(text).lineHeight);
  text.scrollTop = Math.max(0, (line - 5) * height);
}

function show(answer) {
  if (answer.told) {
    faults.replaceChildren(element("p", { className: "good", textContent: answer.told }));
    return;
  }
  const list = element("ol", { className: "faults" });
  for (const each of answer.faults) {
    const item = element("li");
    if (each.line) {
      const go = element("button", {
        type: "button", className: "btn quiet", textContent: fill(faults.dataset.line, { line: each.line }),
      });
      go.onclick = () => goTo(each.line);
      item.append(go, " ");
    }
    item.append(element("span", { lang: "en", textContent: each.said }));
    list.append(item);
  }
  const count = fill(faults.dataset.count, { count: answer.faults.length });
  faults.replaceChildren(element("p", { className: "bad" }, element("b", { textContent: count })), list);
}

let pause = 0;
let asked = null;
async function check() {
  asked?.abort();
  asked = new AbortController();
  try {
    const answer = await fetch(`/-/watch-list/check${location.search}`, {
      method: "POST", body: new URLSearchParams({ text: text.value }), redirect: "error", signal: asked.signal,
    });
    if (answer.ok) show(await answer.json());
  } catch {
    // Typing goes on, or the desk is away: saving checks anyway, and says so.
  }
}

if (text) {
  const before = text.value;
  let isLeaving = false;
  text.form.addEventListener("submit", () => { isLeaving = true; });
  text.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(check, 600); });
  addEventListener("beforeunload", (event) => {
    if (!isLeaving && text.value !== before) event.preventDefault();
  });
}

const progress = document.querySelector("#progress");
async function follow() {
  try {
    const answer = await (await fetch(`${location.pathname}?format=json`, { redirect: "error" })).json();
    if (!["waiting", "running"].includes(answer.state) || answer.state !== progress.dataset.state) {
      location.reload();
      return;
    }
    const bar = progress.querySelector("progress");
    if (bar) bar.value = answer.judged;
    const line = document.querySelector("#judged");
    line.textContent = fill(line.dataset.text, { count: answer.judged.toLocaleString("en") });
  } catch {
    // The desk may be back in a moment.
  }
  setTimeout(follow, 1000);
}
if (progress) setTimeout(follow, 500);
