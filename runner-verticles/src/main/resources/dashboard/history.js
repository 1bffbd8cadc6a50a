import { ago, clean, el, outside, span, typeName } from './dom.js';
import { knows, lang, t } from './text.js';

const STATES = ['waiting', 'running', 'completed', 'warnings', 'failed', 'timeout'];
const TYPES = ['encoding', 'studio', 'transcription'];
const COLUMNS = ['title', 'type', 'state', 'begin', 'took'];
const PATIENCE_MILLIS = 250;
const STEP = 25;
const LARGEST_PAGE = 200;
const MOST_ROWS = 2_000;

/** How a task ended, for people: its results may lack something. */
export const shownState = (task) => (task.state === 'completed' && task.warnings > 0 ? 'warnings' : task.state);

export const stateBadge = (task) => {
  const state = shownState(task);
  return el('span', { class: `state ${state}` }, knows(`s.${state}`) ? t(`s.${state}`) : clean(state));
};

/** What the address asks the list for. */
const asked = () => new URLSearchParams(location.hash.split('?')[1] ?? '');

/** Task history with search; what is looked for is in the page's address. */
export class History {
  constructor(onCount) {
    this.onCount = onCount;
    this.rows = el('tbody');
    this.more = el('button', { type: 'button', class: 'quiet', hidden: true, on: { click: () => this.showMore() } }, t('more'));
    this.count = el('p', { class: 'muted', role: 'status' });
    const pick = (name, values, words) => el('label', {}, t(name), el('select', { name, on: { change: () => this.changed() } }, el('option', { value: '' }, t('all')), values.map((value) => el('option', { value }, words(value)))));
    this.form = el('form', { class: 'filters', role: 'search', on: { submit: (event) => event.preventDefault() } },
      el('label', { class: 'grow' }, t('search'), el('input', { type: 'search', name: 'text', placeholder: t('searchHint'), autocomplete: 'off', on: { input: () => this.later() } })),
      el('label', { class: 'check' }, el('input', { type: 'checkbox', name: 'logs', value: '1', on: { change: () => this.changed() } }), t('inLogs')),
      pick('state', STATES, (state) => t(`s.${state}`)),
      pick('type', TYPES, (type) => t(type)));
    this.cause = el('p', { class: 'chip', hidden: true });
    this.heads = new Map(COLUMNS.map((column) => [column, el('th', { scope: 'col', data: { column } }, el('button', { type: 'button', on: { click: () => this.sortBy(column) } }, t(`c.${column}`)))]));
    this.exports = ['csv', 'json'].map((kind) => el('a', { download: `tasks.${kind}`, data: { kind } }, kind.toUpperCase()));
    this.node = el('section', { class: 'card', id: 'history' },
      el('h2', {}, t('history')), this.form, this.cause,
      el('table', {}, el('thead', {}, el('tr', {}, [...this.heads.values()])), this.rows),
      el('div', { class: 'row' }, this.count, el('div', { class: 'row' }, el('span', { class: 'muted export' }, t('export'), ' ', this.exports), this.more)));
    this.fromAddress();
  }

  /** The address has changed: back, forward, a link, or a new page. */
  fromAddress() {
    const query = asked();
    for (const name of ['text', 'state', 'type']) this.form.elements[name].value = query.get(name) ?? '';
    this.form.elements.logs.checked = query.has('logs');
    this.causeKey = query.get('cause') ?? '';
    this.sort = query.get('sort') ?? '-begin';
    this.wanted = Math.min(MOST_ROWS, Math.max(STEP, Number(query.get('rows')) || STEP));
    this.load();
  }

  /** The form has changed: so does the address, without a step to go back over for each letter. */
  changed() {
    this.wanted = STEP;
    this.toAddress();
    this.load();
  }

  toAddress() {
    const query = new URLSearchParams([...new FormData(this.form)].filter(([, value]) => value !== ''));
    if (this.causeKey) query.set('cause', this.causeKey);
    if (this.sort !== '-begin') query.set('sort', this.sort);
    if (this.wanted > STEP) query.set('rows', this.wanted);
    const text = query.toString();
    history.replaceState(null, '', text ? `#/?${text}` : '#/');
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.changed(), PATIENCE_MILLIS);
  }

  sortBy(column) {
    this.sort = this.sort === `-${column}` ? column : this.sort === column || column === 'title' || column === 'type' ? (this.sort === column ? `-${column}` : column) : `-${column}`;
    this.changed();
  }

  showMore() {
    this.wanted = Math.min(MOST_ROWS, this.rows.children.length + STEP);
    this.toAddress();
    this.load(this.next);
  }

  get filtered() {
    return this.causeKey !== '' || [...new FormData(this.form).values()].some((value) => value !== '');
  }

  query() {
    const form = new FormData(this.form);
    const query = new URLSearchParams();
    const text = form.get('text').trim();
    if (text) query.set(form.has('logs') ? 'log' : 'text', text);
    for (const name of ['state', 'type']) if (form.get(name)) query.set(name, form.get(name));
    if (this.causeKey) query.set('cause', this.causeKey);
    if (this.sort !== '-begin') query.set('sort', this.sort);
    return query;
  }

  async load(after) {
    const query = this.query();
    this.marks(query);
    const request = (this.request = {});
    let next = after;
    let searched = 0;
    const tasks = [];
    const missing = this.wanted - (after ? this.rows.children.length : 0);
    do {
      query.set('limit', Math.min(LARGEST_PAGE, Math.max(1, missing - tasks.length)));
      if (next) query.set('after', next);
      let page;
      try {
        const answer = await fetch(`data/tasks?${query}`, { cache: 'no-store' });
        if (!answer.ok) return;
        page = await answer.json();
      } catch {
        return; // offline; the next snapshot loads it again
      }
      if (this.request !== request) return; // superseded by a later request
      tasks.push(...page.tasks);
      searched += page.searched ?? 0;
      next = page.next;
    } while (next && tasks.length < missing && !query.has('log'));
    const rows = tasks.map((task) => this.row(task));
    if (after) this.rows.append(...rows);
    else this.rows.replaceChildren(...rows);
    this.next = next;
    this.searched = query.has('log') ? (after ? this.searched : 0) + searched : 0;
    this.shown();
  }

  /** What is filtered and sorted by, where it is seen. */
  marks(query) {
    for (const link of this.exports) link.href = `data/tasks.${link.dataset.kind}?${query}`;
    this.exports[0].parentElement.hidden = query.has('log');
    for (const [column, head] of this.heads) {
      const direction = this.sort === column ? 'ascending' : this.sort === `-${column}` ? 'descending' : null;
      if (direction) head.setAttribute('aria-sort', direction);
      else head.removeAttribute('aria-sort');
    }
    this.cause.hidden = !this.causeKey;
    if (this.causeKey) {
      this.cause.replaceChildren(t('onlyCause'), ' ', el('code', {}, clean(this.causeKey)), el('button', { type: 'button', class: 'quiet', on: { click: () => this.forgetCause() } }, t('showAll')));
    }
  }

  forgetCause() {
    this.causeKey = '';
    this.changed();
    this.form.elements.text.focus();
  }

  shown() {
    const rows = this.rows.children.length;
    this.more.hidden = !this.next || rows >= MOST_ROWS;
    const words = rows > 0 ? t('tasksShown', rows) : this.filtered ? t('none') : '';
    this.count.textContent = this.searched ? [words, t('logsSearched', this.searched)].filter(Boolean).join(' · ') : words;
    this.onCount?.(rows === 0 && !this.filtered);
  }

  /** Adds a task that has just ended at the top, unless another list is shown. */
  ended(task) {
    if (this.filtered || this.sort !== '-begin') return;
    [...this.rows.children].filter((row) => row.dataset.id === task.id).forEach((row) => row.remove());
    this.rows.prepend(this.row(task));
    this.shown();
  }

  row(task) {
    const cell = (column, ...children) => el('td', { data: { column } }, ...children);
    const took = task.ended_at ? span((task.ended_at - (task.started_at ?? task.accepted_at)) / 1000) : '';
    const reason = task.failure && task.state !== 'stopped' ? el('code', { title: task.failure[lang()] }, task.failure.code) : null;
    return el('tr', { data: { id: task.id } },
      cell('title', el('a', { href: `#/task/${task.id}` }, outside(task.title || task.id)), task.line ? el('code', { class: 'hit' }, clean(task.line)) : null),
      cell('type', typeName(task.type)), cell('state', stateBadge(task), reason), cell('begin', ago(task.accepted_at)), cell('took', took));
  }
}
