// The list of briefings: n makes a new one.

import { isComposing, isTyping, nameOf } from "./keys.js";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isComposing(event) || isTyping(event)) return;
  const link = document.querySelector("#new-briefing");
  if (nameOf(event) === "n" && link) { event.preventDefault(); link.click(); }
});
