import { el } from './dom.js';
import { t } from './text.js';

/** Copies a text; true only if it is in the clipboard. Without HTTPS, browsers offer only the old way. */
export async function copyText(text) {
  try {
    if (navigator.clipboard && window.isSecureContext) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // not allowed: the old way may be
  }
  const field = el('textarea', { class: 'hidden', 'aria-hidden': 'true', tabindex: '-1' });
  const before = document.activeElement;
  field.value = text;
  (document.querySelector('dialog[open]') ?? document.body).append(field);
  field.select();
  let copied = false;
  try {
    copied = document.execCommand('copy');
  } catch {
    // said below
  }
  field.remove();
  before?.focus();
  return copied;
}

/** A text to copy, with its button. */
export function copyable(text, say, name = 'li') {
  const shown = el('pre', { tabindex: '0', dir: 'ltr' }, text);
  const copy = async () => {
    if (await copyText(text)) {
      say(t('copied'));
    } else {
      const range = document.createRange();
      range.selectNodeContents(shown);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      say(t('notCopied'));
    }
  };
  return el(name, { class: 'copyable' }, shown, el('button', { type: 'button', class: 'quiet', on: { click: copy } }, t('copy')));
}
