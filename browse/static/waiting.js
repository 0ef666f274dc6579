// A page that waits for a fetch: shows the step, and is loaded anew when there is an outcome.

const SECONDS = 1;

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || !page.querySelector("#progress")) { location.reload(); return; }
    const shown = document.querySelector("#progress");
    const said = page.querySelector("#progress").textContent.trim();
    // Said anew only when it changed: it is read out.
    if (shown.textContent.trim() !== said) shown.textContent = said;
  } catch { /* the desk is away for a moment */ }
  setTimeout(look, SECONDS * 1000);
}

if (document.querySelector("#progress")) setTimeout(look, SECONDS * 1000);
