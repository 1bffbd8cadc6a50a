import { urgent } from './attention.js';
import { applyTheme, refreshTimes, setText } from './dom.js';
import { Live } from './live.js';
import { Overview } from './overview.js';
import { TaskPage } from './task.js';
import { lang, setLanguage, t, translate } from './text.js';

const main = document.getElementById('main');
const state = { tasks: new Map(), instances: [], attention: [], outbox: [], week: [], undelivered: 0, grace: 0, fleet: false, machine: null, now: Date.now(), version: '', about: {}, draining: false, ready: false };
let skew = 0; // of the runner's clock against ours
let page = null;
let connected = false;

export const now = () => Date.now() + skew;

function frame() {
  translate(document);
  document.getElementById('language').textContent = t('language');
  document.getElementById('language').lang = lang() === 'fr' ? 'en' : 'fr';
  document.getElementById('theme').textContent = t(`theme.${applyTheme()}`);
  setText(document.getElementById('version'), state.version);
  setText(document.getElementById('link'), connected ? (state.draining ? t('draining') : t('live')) : t('lost'));
  document.getElementById('link').dataset.state = connected ? 'on' : 'off';
  verdict();
}

function verdict() {
  const count = state.attention.filter(urgent).length;
  const bad = state.attention.some((item) => urgent(item) && item.level === 'bad');
  const text = !state.ready ? t('wait') : count === 0 ? t('verdict.good') : count === 1 ? t('verdict.one') : t('verdict.many', count);
  setText(document.getElementById('verdict-text'), text);
  document.getElementById('verdict').dataset.level = !state.ready ? 'none' : count === 0 ? 'good' : bad ? 'bad' : 'warn';
  document.title = count > 0 ? `(${count}) Media Runner` : 'Media Runner';
}

/** Applies a message to the state, like the runner on its side. */
function fold(event) {
  skew = event.now - Date.now();
  switch (event.type) {
    case 'snapshot':
      Object.assign(state, { instances: event.instances, version: event.version, about: event.about, draining: event.draining, grace: event.grace, fleet: event.fleet, ready: true });
      state.tasks = new Map(event.tasks.map((task) => [task.id, task]));
      Object.assign(state, { attention: event.attention, outbox: event.outbox, queue: event.queue, machine: event.machine, week: event.week, undelivered: event.undelivered });
      break;
    case 'overview':
      Object.assign(state, { attention: event.attention, outbox: event.outbox, queue: event.queue, machine: event.machine, week: event.week, undelivered: event.undelivered });
      break;
    case 'task':
      state.tasks.set(event.task.id, event.task);
      break;
    case 'gone':
      state.tasks.delete(event.id);
      break;
    case 'instances':
      state.instances = event.instances;
      break;
    case 'draining':
      state.draining = true;
      break;
    default:
  }
}

const live = new Live({
  onEvent(event) {
    fold(event);
    frame();
    page?.changed(event);
  },
  onState(on) {
    connected = on;
    frame();
  },
  onLog(address, body) {
    page?.logged?.(address, body);
  },
});

/** Sends an action with the token that the runner expects now: each action changes it. */
async function post(path) {
  const session = await fetch('data/session', { cache: 'no-store' });
  const csrf = session.ok ? (await session.json()).csrf : '';
  return fetch(path, { method: 'POST', headers: { 'X-CSRF-Token': csrf } });
}

/** Asks for confirmation, then runs the action. */
async function act(path, question, ...gaps) {
  const dialog = document.getElementById('ask');
  document.getElementById('ask-title').textContent = t(`ask.${question}`, ...gaps);
  document.getElementById('ask-text').textContent = t(`ask.${question}.text`, ...gaps);
  document.getElementById('ask-yes').textContent = t(`ask.${question}.yes`);
  const before = document.activeElement;
  dialog.returnValue = 'no';
  dialog.showModal();
  await new Promise((closed) => dialog.addEventListener('close', closed, { once: true }));
  before?.focus();
  if (dialog.returnValue !== 'yes') return '';
  return send(path);
}

/** Runs an action that needs no confirmation; returns its result. */
async function send(path) {
  try {
    const answer = await post(`actions/${path}`);
    const result = answer.ok || answer.status < 500 ? (await answer.json()).result : 'failed';
    say(t(`done.${result}`));
    return result;
  } catch {
    say(t('done.failed'));
    return 'failed';
  }
}

let toast;
function say(text) {
  const node = document.getElementById('said');
  node.textContent = text;
  clearTimeout(toast);
  toast = setTimeout(() => (node.textContent = ''), 6000);
}

const tools = { act, send, say, now, live };

function route(focus) {
  if (focus && page instanceof Overview && /^(#\/?)?(\?|$)/.test(location.hash)) {
    page.addressed();
    return;
  }
  page?.close?.();
  const match = location.hash.match(/^#\/task\/([A-Za-z0-9_-]{1,128})$/);
  page = match ? new TaskPage(state, tools, match[1]) : new Overview(state, tools);
  main.replaceChildren(page.node);
  if (focus) {
    window.scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
}

document.getElementById('language').addEventListener('click', () => {
  setLanguage(lang() === 'fr' ? 'en' : 'fr');
  frame();
  route(false);
});
document.getElementById('theme').addEventListener('click', () => {
  applyTheme(true);
  frame();
});
document.getElementById('logout').addEventListener('click', async () => {
  await post('logout');
  location.reload();
});
document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  main.focus();
});
window.addEventListener('hashchange', () => route(true));

setLanguage();
applyTheme();
frame();
route(false);
setInterval(() => {
  refreshTimes(now());
  page?.tick?.();
}, 1000);
