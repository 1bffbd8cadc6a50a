import { ago, el, outside, span, typeName } from './dom.js';
import { knows, t } from './text.js';

const STATES = ['waiting', 'running', 'completed', 'failed', 'timeout'];
const TYPES = ['encoding', 'studio', 'transcription'];
const PATIENCE_MILLIS = 250;

/** Task history, newest first, with search. */
export class History {
  constructor() {
    this.rows = el('tbody');
    this.more = el('button', { type: 'button', class: 'quiet', hidden: true, on: { click: () => this.load(this.next) } }, t('more'));
    this.count = el('p', { class: 'muted', role: 'status' });
    const pick = (name, values, words) => el('label', {}, t(name), el('select', { name, on: { change: () => this.load() } }, el('option', { value: '' }, t('all')), values.map((value) => el('option', { value }, words(value)))));
    this.form = el('form', { class: 'filters', role: 'search', on: { submit: (event) => event.preventDefault() } },
      el('label', { class: 'grow' }, t('search'), el('input', { type: 'search', name: 'text', placeholder: t('searchHint'), autocomplete: 'off', on: { input: () => this.later() } })),
      pick('state', STATES, (state) => t(`s.${state}`)),
      pick('type', TYPES, (type) => t(type)));
    this.node = el('section', { class: 'card', id: 'history' },
      el('h2', {}, t('history')), this.form,
      el('table', {}, el('thead', {}, el('tr', {}, ['title', 'type', 'state', 'begin', 'took'].map((column) => el('th', { scope: 'col' }, t(`c.${column}`))))), this.rows),
      el('div', { class: 'row' }, this.count, this.more));
    this.load();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), PATIENCE_MILLIS);
  }

  get filtered() {
    return [...new FormData(this.form).values()].some((value) => value !== '');
  }

  async load(after) {
    const query = new URLSearchParams(new FormData(this.form));
    if (after) query.set('after', after);
    const asked = (this.asked = {});
    let page;
    try {
      const answer = await fetch(`data/tasks?${query}`, { cache: 'no-store' });
      if (!answer.ok) return;
      page = await answer.json();
    } catch {
      return; // offline; the next snapshot loads it again
    }
    if (this.asked !== asked) return; // superseded by a later request
    const rows = page.tasks.map((task) => this.row(task));
    if (after) this.rows.append(...rows);
    else this.rows.replaceChildren(...rows);
    this.next = page.next;
    this.shown();
  }

  shown() {
    this.more.hidden = !this.next;
    this.count.textContent = this.rows.children.length === 0 ? t('none') : t('tasksShown', this.rows.children.length);
  }

  /** Adds a task that has just ended at the top, unless a search is active. */
  ended(task) {
    if (this.filtered) return;
    [...this.rows.children].filter((row) => row.dataset.id === task.id).forEach((row) => row.remove());
    this.rows.prepend(this.row(task));
    this.shown();
  }

  row(task) {
    const cell = (column, ...children) => el('td', { data: { column: t(`c.${column}`) } }, ...children);
    const took = task.ended_at ? span((task.ended_at - (task.started_at ?? task.accepted_at)) / 1000) : '';
    const state = [el('span', { class: `state ${task.state}` }, t(`s.${task.state}`)), task.failure && task.state !== 'stopped' ? el('code', {}, task.failure.code) : null];
    return el('tr', { data: { id: task.id } },
      cell('title', el('a', { href: `#/task/${task.id}` }, outside(task.title || task.id))),
      cell('type', typeName(task.type)), cell('state', ...state), cell('begin', ago(task.accepted_at)), cell('took', took));
  }
}
