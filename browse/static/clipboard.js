// The briefing on the clipboard: Markdown for plain text, HTML for mails and documents.

export async function briefing(query, form) {
  const answer = await fetch(`/-/briefing?${query}${query ? "&" : ""}format=${form}`);
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

export async function put(plain, html = "") {
  try {
    if (html && window.ClipboardItem) {
      await navigator.clipboard.write([new ClipboardItem({
        "text/plain": new Blob([plain], { type: "text/plain" }),
        "text/html": new Blob([html], { type: "text/html" }),
      })]);
    } else {
      await navigator.clipboard.writeText(plain);
    }
    return true;
  } catch {
    return byHand(plain);
  }
}

// Where the page came over plain HTTP, browsers have no clipboard but this one.
function byHand(plain) {
  const field = document.createElement("textarea");
  field.value = plain;
  field.className = "off";
  const before = document.activeElement;
  document.body.append(field);
  field.select();
  let done = false;
  try { done = document.execCommand("copy"); } catch { done = false; }
  field.remove();
  if (before) before.focus({ preventScroll: true });
  return done;
}
