// Which key was meant, whatever keyboard or input method is on.

const BY_CODE = { Slash: "/", Enter: "Enter", NumpadEnter: "Enter", Escape: "Escape" };

// The letter, digit or sign of a key; null for any other. With a Hangul or Kana layout `key` is ㄱ,
// す or Process: then the place of the key on the keyboard counts (`code`).
export function nameOf(event) {
  if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase();
  if (/^[1-9?/]$/.test(event.key)) return event.key;
  const code = event.code || "";
  if (/^Key[A-Z]$/.test(code)) return code.slice(3).toLowerCase();
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code);
  if (digit) return event.shiftKey ? null : digit[1];
  if (code === "Slash" && event.shiftKey) return "?";
  return BY_CODE[code] || BY_CODE[event.key] || null;
}

// Whether somebody is typing text: then no key is a command. A tick box takes no text.
export function isTyping(event) {
  const target = event.composedPath()[0];
  if (!(target instanceof Element)) return false;
  if (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName)) return true;
  return target.tagName === "INPUT" && !/^(checkbox|radio|button|submit)$/.test(target.type);
}

// Whether an input method is putting a character together: then even Enter and Escape are its own.
export function isComposing(event) {
  return event.isComposing || (event.keyCode === 229 && isTyping(event));
}
