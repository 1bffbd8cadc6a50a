import { knows, locale, t } from './text.js';

/** Creates an element; text and children are never parsed as HTML. */
export function el(name, attributes = {}, ...children) {
  const svg = ['svg', 'rect', 'g', 'path'].includes(name);
  const node = svg
    ? document.createElementNS('http://www.w3.org/2000/svg', name)
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === 'on') Object.entries(value).forEach(([event, f]) => node.addEventListener(event, f));
    else if (key === 'data') Object.assign(node.dataset, value);
    else node.setAttribute(key, value === true ? '' : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
const DIRECTION = /[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Text from outside: control characters and direction marks are shown, not interpreted. */
export function clean(text) {
  return String(text ?? '')
    .replace(/\r\n?/g, '\n')
    .replace(CONTROL, (c) => (c.charCodeAt(0) < 32 ? String.fromCharCode(0x2400 + c.charCodeAt(0)) : '\u2426'))
    .replace(DIRECTION, (c) => `[U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`);
}

/** Text from outside, isolated from the surrounding text direction. */
export function outside(text, attributes = {}) {
  return el('bdi', attributes, clean(text));
}

/** The name of a task type; unknown types are shown as they are. */
export const typeName = (type) => (knows(type) ? t(type) : clean(type));

/** Changes text only if it differs, so that screen readers do not repeat it. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Keeps one child per item, in order, and preserves the focus. */
export function sync(parent, items, key, create, update) {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let at = parent.firstElementChild;
  for (const item of items) {
    const name = String(key(item));
    let child = old.get(name);
    old.delete(name);
    if (!child) {
      child = create(item);
      child.dataset.key = name;
    }
    update(child, item);
    if (child === at) at = at.nextElementSibling;
    else parent.insertBefore(child, at);
  }
  old.forEach((child) => child.remove());
}

export const percent = (fraction, digits = 0) =>
  new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: digits }).format(fraction);

export const number = (value, digits = 0) =>
  new Intl.NumberFormat(locale(), { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);

export function bytes(value) {
  const units = t('units').split(' ');
  let unit = 0;
  let size = value;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${number(size, unit > 0 && size < 10 ? 1 : 0)}\u00a0${units[unit]}`;
}

export function span(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s}\u00a0s`;
  if (s < 3600) return `${Math.floor(s / 60)}\u00a0min${s < 600 && s % 60 ? `\u00a0${s % 60}\u00a0s` : ''}`;
  if (s < 172800) return `${Math.floor(s / 3600)}\u00a0h\u00a0${Math.floor((s % 3600) / 60)}\u00a0min`;
  return t('days', Math.round(s / 86400));
}

export const moment = (millis) =>
  new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(millis);

export const precise = (millis) =>
  new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'medium' }).format(millis);

/** A time that the page keeps up to date: "3 min ago". */
export function ago(millis) {
  return el('time', { datetime: new Date(millis).toISOString(), title: precise(millis), data: { ago: millis } }, t('ago', span((Date.now() - millis) / 1000)));
}

export function refreshTimes(now) {
  document.querySelectorAll('time[data-ago]').forEach((node) =>
    setText(node, t('ago', span((now - Number(node.dataset.ago)) / 1000))));
}

const THEMES = ['system', 'light', 'dark'];

export function applyTheme(next) {
  const stored = localStorage.getItem('theme');
  let theme = THEMES.includes(stored) ? stored : 'system';
  if (next) {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    localStorage.setItem('theme', theme);
  }
  document.documentElement.dataset.theme = theme;
  return theme;
}
