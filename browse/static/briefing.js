// An issue: its text for a messenger onto the clipboard.

import { put } from "./clipboard.js";

for (const button of document.querySelectorAll("[data-text]")) {
  button.addEventListener("click", async () => {
    let done = false;
    try {
      const answer = await fetch(button.dataset.text);
      done = answer.ok && await put(await answer.text());
    } catch { done = false; }
    document.querySelector("#say").textContent = done ? button.dataset.done : button.dataset.failed;
  });
}
