// Small questions: one of several, or a line of text. Each returns a promise; null is "never mind".

import { isComposing, isTyping, nameOf } from "./keys.js";

const dialog = document.querySelector("#asking");
const body = document.querySelector("#asking-body");
const form = dialog && dialog.querySelector("form");

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function open(title, fill) {
  return new Promise((resolve) => {
    const before = document.activeElement;
    let ended = false;
    // At once, not at the event of closing, which comes later: the next key may come before it.
    const finish = (value) => {
      if (ended) return;
      ended = true;
      dialog.removeEventListener("keydown", keys);
      dialog.removeEventListener("close", closed);
      if (dialog.open) dialog.close();
      if (before && before.isConnected) before.focus({ preventScroll: true });
      resolve(value);
    };
    document.querySelector("#asking-title").textContent = title;
    body.replaceChildren();
    const { submit, onKey, focus } = fill(finish);
    const keys = (event) => {
      if (isComposing(event)) { event.stopPropagation(); return; }
      if (onKey && !isTyping(event) && !event.ctrlKey && !event.metaKey && !event.altKey
          && onKey(nameOf(event))) event.preventDefault();
    };
    // The event of the question before may still come while this one is open.
    const closed = () => { if (!dialog.open) finish(null); };
    form.onsubmit = (event) => { event.preventDefault(); submit(); };
    dialog.addEventListener("keydown", keys);
    dialog.addEventListener("close", closed);
    dialog.showModal();
    focus.focus();
  });
}

function buttons(texts, finish) {
  const cancel = element("button", { type: "button", className: "btn", textContent: texts.cancel });
  cancel.onclick = () => finish(null);
  return element("p", { className: "btns" },
    element("button", { type: "submit", className: "btn main", textContent: texts.save }), cancel);
}

// Choose by digit or click; with `other`, a text of one's own; Enter takes `enter`.
export function choose(texts, title, options, { other = "", enter = null } = {}) {
  return open(title, (finish) => {
    const list = element("ol", { className: "choices" });
    options.forEach((option, at) => {
      const button = element("button", { type: "button", className: "btn" },
        element("kbd", { textContent: option.key || String(at + 1) }), ` ${option.label}`);
      if (option.pressed !== undefined) button.setAttribute("aria-pressed", String(option.pressed));
      if (option.lang) button.lang = option.lang;
      button.onclick = () => finish(option.value);
      list.append(element("li", {}, button));
    });
    body.append(list);
    let field = null;
    if (other) {
      field = element("input", { type: "text", maxLength: 200, autocomplete: "off" });
      body.append(element("label", {}, `${other} `, field));
    }
    body.append(buttons(texts, finish));
    body.tabIndex = -1;
    return {
      focus: body,
      submit: () => finish(field && field.value.trim() ? { text: field.value.trim() } : enter),
      onKey: (name) => {
        const option = options.find((each, at) => (each.key || String(at + 1)) === name);
        if (option) finish(option.value);
        else if (name === "Enter" && document.activeElement === body) finish(enter);
        else return false;
        return true;
      },
    };
  });
}

// A line or a page of text; Enter saves a line, Ctrl or Cmd and Enter a page.
export function write(texts, title, value, { lines = 1, label = title, extra = [] } = {}) {
  return open(title, (finish) => {
    const field = lines > 1
      ? element("textarea", { rows: lines, maxLength: 4000, value })
      : element("input", { type: "text", maxLength: 200, value, autocomplete: "off" });
    body.append(element("label", {}, `${label} `, field), ...extra, buttons(texts, finish));
    const submit = () => finish(field.value.trim());
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !isComposing(event)) submit();
    });
    return { focus: field, submit };
  });
}

export { element };
