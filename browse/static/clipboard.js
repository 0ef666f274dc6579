// A text on the clipboard.

export async function put(plain) {
  try {
    await navigator.clipboard.writeText(plain);
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
