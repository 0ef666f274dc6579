// The buttons of the briefing's page.

import { briefing, put } from "./clipboard.js";

const { t } = JSON.parse(document.querySelector("#desk-texts").textContent);
const { query } = document.querySelector("#briefing").dataset;

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    if (button.dataset.copy === "print") { window.print(); return; }
    let done = false;
    try { done = await put(await briefing(query, button.dataset.copy)); } catch { done = false; }
    document.querySelector("#say").textContent = done ? t.copied : t.copy_failed;
  });
}
