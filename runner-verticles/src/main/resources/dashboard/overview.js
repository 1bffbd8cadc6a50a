import { Attention } from './attention.js';
import { bytes, clean, el, number, outside, percent, setText, span, sync, typeName } from './dom.js';
import { FirstSteps } from './first.js';
import { Fleet } from './fleet.js';
import { History } from './history.js';
import { knows, lang, locale, t } from './text.js';

const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z /; // of a line in the log
const STAGES = ['fetch', 'inspect', 'process', 'verify', 'publish'];

const card = (title, attributes, ...children) =>
  el('section', { class: 'card', ...attributes }, el('h2', {}, title), ...children);

/** The five stages as a bar, with the progress in words for screen readers. */
export function progressBar(node, task) {
  const done = task.progress?.fraction ?? 0;
  const at = task.progress ? STAGES.indexOf(task.progress.stage) : -1;
  if (!node.firstChild) {
    node.setAttribute('role', 'progressbar');
    node.setAttribute('aria-valuemin', '0');
    node.setAttribute('aria-valuemax', '100');
    node.append(el('div', { class: 'bar' }, el('div', { class: 'fill' })), el('ol', { class: 'stages', 'aria-hidden': 'true' }));
  }
  node.setAttribute('aria-valuenow', String(Math.round(done * 100)));
  node.setAttribute('aria-label', clean(task.title ?? task.id));
  node.setAttribute('aria-valuetext', `${percent(done)}, ${at < 0 ? t('starting') : t(`stage.${STAGES[at]}`)}`);
  node.querySelector('.fill').style.width = `${done * 100}%`;
  sync(node.querySelector('.stages'), STAGES, (stage) => stage, (stage) => el('li', {}, t(`stage.${stage}`)), (item, stage) => {
    item.className = STAGES.indexOf(stage) < at ? 'done' : STAGES.indexOf(stage) === at ? 'on' : '';
  });
}

/** How much of the source is there, and how fast it comes. */
export function download(progress) {
  const part = progress.total ? t('usedOf', bytes(progress.bytes), bytes(progress.total)) : bytes(progress.bytes);
  return progress.rate ? `${part} · ${t('perSecond', bytes(progress.rate))}` : part;
}

/** Everything at a glance. */
export class Overview {
  constructor(state, tools) {
    Object.assign(this, { state, tools });
    this.attention = new Attention(state, tools);
    this.first = new FirstSteps(state, tools);
    this.fleet = new Fleet(state, tools);
    this.tasks = el('ul', { class: 'tasks' });
    this.noTasks = el('p', { class: 'muted' }, t('noTasks'));
    this.queue = el('p', { class: 'muted', id: 'queue' });
    this.instances = el('ul', { class: 'instances' });
    this.outbox = el('ul', { class: 'outbox' });
    this.delivered = el('p', { class: 'muted' }, t('allDelivered'));
    this.retry = el('button', { type: 'button', on: { click: () => tools.act('retry', 'retry') } }, t('retry'));
    this.meters = el('dl', { class: 'meters' });
    this.programs = el('dl', { class: 'facts' });
    this.week = el('div', {});
    this.history = new History((empty) => this.emptied(empty));
    const drain = el('button', { type: 'button', class: 'quiet', on: { click: () => tools.act('drain', 'drain', span(state.grace)) } }, t('drain'));
    this.cards = {
      running: card(t('running'), { id: 'running' }, this.noTasks, this.tasks, this.queue),
      first: this.first.node,
      fleet: this.fleet.node,
      history: this.history.node,
      instances: el('section', { class: 'card', id: 'instances' }, el('div', { class: 'row' }, el('h2', {}, t('instances')), drain), this.instances),
      week: card(t('week'), { id: 'week' }, this.week),
      machine: card(t('machine'), { id: 'machine' }, this.meters, el('details', { id: 'programs' }, el('summary', {}, t('programs')), this.programs)),
      outbox: el('section', { class: 'card', id: 'outbox' }, el('div', { class: 'row' }, el('h2', {}, t('undelivered')), this.retry), this.delivered, this.outbox),
    };
    this.left = el('div', { class: 'left' });
    this.right = el('div', { class: 'right' });
    this.node = el('div', { class: 'overview' }, el('h1', { class: 'hidden' }, 'Media Runner'), el('div', { class: 'wide' }, this.attention.node), this.left, this.right);
    this.narrow = matchMedia('(max-width: 1100px)');
    this.arrange = () => this.place();
    this.narrow.addEventListener('change', this.arrange);
    this.place();
    this.render();
  }

  /** One column has what runs and who can run it before what was. */
  place() {
    const put = (column, names) => column.replaceChildren(...names.map((name) => this.cards[name]));
    if (this.narrow.matches) {
      put(this.right, []);
      put(this.left, ['running', 'first', 'instances', 'fleet', 'outbox', 'history', 'week', 'machine']);
    } else {
      put(this.left, ['running', 'first', 'fleet', 'history']);
      put(this.right, ['instances', 'week', 'machine', 'outbox']);
    }
  }

  close() {
    this.narrow.removeEventListener('change', this.arrange);
    this.fleet.close();
  }

  /** Another address of this page: what the list shows. */
  addressed() {
    this.history.fromAddress();
    if (location.hash.includes('?')) this.history.node.scrollIntoView({ block: 'start' });
  }

  emptied(empty) {
    this.empty = empty;
    this.first.show(empty && this.state.tasks.size === 0);
  }

  changed(event) {
    if (event.type === 'ended') this.history.ended(event.row);
    if (event.type === 'snapshot') {
      this.history.load();
      this.fleet.look();
    }
    this.render();
  }

  tick() {
    this.renderTasks();
    this.renderOutbox();
  }

  render() {
    this.attention.render();
    this.first.show(this.empty && this.state.tasks.size === 0);
    this.renderTasks();
    this.renderInstances();
    this.renderOutbox();
    this.renderMachine();
    this.renderPrograms();
    this.renderWeek();
    this.fleet.render();
  }

  renderTasks() {
    const tasks = [...this.state.tasks.values()];
    this.noTasks.hidden = tasks.length > 0;
    const queue = this.state.queue ?? [];
    this.queue.hidden = queue.length === 0;
    setText(this.queue, queue.length === 0 ? '' : t('queued', queue.map((own) => `${own.application}: ${own.waiting}`).join(', ')));
    sync(this.tasks, tasks, (task) => `${task.id}/${lang()}`, (task) => this.newTask(task), (node, task) => this.updateTask(node, task));
  }

  newTask(task) {
    const stop = () => this.tools.act(`stop/${task.id}`, 'stop', clean(this.state.tasks.get(task.id)?.title ?? task.id));
    return el('li', { class: 'task' },
      el('div', { class: 'row' },
        el('h3', {}, el('a', { href: `#/task/${task.id}` })),
        el('span', { class: 'percent' })),
      el('p', { class: 'facts muted' }, el('span', { class: 'what' }), el('span', { class: 'pace' })),
      el('div', { class: 'progress' }),
      el('div', { class: 'row' },
        el('code', { class: 'line', dir: 'ltr' }),
        el('button', { type: 'button', class: 'stop', on: { click: stop } })));
  }

  updateTask(node, task) {
    const find = (selector) => node.querySelector(selector);
    const title = clean(task.title ?? task.id);
    setText(find('h3 a'), title);
    setText(find('.percent'), task.state === 'running' ? percent(task.progress?.fraction ?? 0) : '');
    setText(find('.what'), `${typeName(task.type ?? '')} · ${t('instance', task.instance)}${task.attempt > 1 ? ` · ${t('attempt')} ${task.attempt}` : ''}`);
    setText(find('.pace'), this.pace(task));
    progressBar(find('.progress'), task);
    setText(find('.line'), clean(task.line.replace(TIME, '')));
    const stop = find('.stop');
    setText(stop, task.stopping ? t('stopping') : t('stop'));
    stop.setAttribute('aria-label', task.stopping ? t('stopping') : t('stopOf', title));
    stop.disabled = task.stopping;
  }

  pace(task) {
    if (task.state !== 'running') return t('waiting');
    const passed = (this.tools.now() - task.changed_at) / 1000;
    const parts = [t('elapsed', span((this.tools.now() - task.started_at) / 1000))];
    if (task.progress?.bytes) parts.push(download(task.progress));
    if (task.progress?.speed) parts.push(t('speed', number(task.progress.speed, 1)));
    if (task.progress?.eta !== null && task.progress?.eta !== undefined) parts.push(t('eta', span(task.progress.eta - Math.min(passed, 5))));
    return parts.join(' · ');
  }

  renderInstances() {
    sync(this.instances, this.state.instances, (item) => `${item.number}/${lang()}`,
      (item) => el('li', {},
        el('span', { class: 'dot', 'aria-hidden': 'true' }),
        el('div', {}, el('strong', {}, t('instance', item.number)), el('span', { class: 'muted port' }), el('p', { class: 'why' }), el('p', { class: 'muted types' })),
        el('button', { type: 'button', class: 'quiet', on: { click: () => this.pause(item.number) } })),
      (node, item) => {
        const why = item.silent ? t('r.silent', clean(item.reason)) : item.available ? t('free') : knows(`r.${item.reason}`) ? t(`r.${item.reason}`) : item.reason;
        const manager = item.silent || item.registered ? null : item.reachable ? t('r.manager', clean(item.manager)) : t('r.unreachable', clean(item.manager));
        node.dataset.level = item.silent ? 'warn' : !item.registered ? 'bad' : item.available ? 'good' : item.reason === 'task' ? 'busy' : 'warn';
        setText(node.querySelector('.port'), ` :${item.port}`);
        setText(node.querySelector('.why'), [why, manager].filter(Boolean).join(' · '));
        setText(node.querySelector('.types'), item.types.map(typeName).join(', '));
        const button = node.querySelector('button');
        button.hidden = Boolean(item.silent);
        setText(button, item.paused ? t('resume') : t('pause'));
        button.setAttribute('aria-label', item.paused ? t('resumeOf', item.number) : t('pauseOf', item.number));
      });
  }

  pause(number) {
    const paused = this.state.instances.find((item) => item.number === number)?.paused;
    const action = paused ? 'resume' : 'pause';
    this.tools.act(`${action}/${number}`, action, number);
  }

  renderOutbox() {
    const list = this.state.outbox;
    this.delivered.hidden = list.length > 0;
    this.retry.hidden = list.length === 0;
    sync(this.outbox, list, (entry) => `${entry.task}/${entry.since}/${lang()}`,
      (entry) => el('li', {}, el('a', { href: `#/task/${entry.task}` }, outside(entry.task)), el('p', { class: 'muted when' }), el('p', { class: 'muted error' })),
      (node, entry) => {
        const wait = (entry.next - this.tools.now()) / 1000;
        setText(node.querySelector('.when'), `${t('elapsed', span((this.tools.now() - entry.since) / 1000))} · ${t('tries', entry.tries)} · ${entry.parked ? t('parked') : t('nextTry', wait > 0 ? t('inTime', span(wait)) : t('now'))}`);
        setText(node.querySelector('.error'), clean(entry.error));
      });
  }

  renderMachine() {
    const m = this.state.machine;
    if (!m) return;
    const disk = m.disk_total ? 1 - m.disk_free / m.disk_total : 0;
    const rows = [
      [t('cpu'), m.cpu, t('cores', m.cores), 2],
      [t('memory'), m.memory_used / m.memory_total, t('usedOf', bytes(m.memory_used), bytes(m.memory_total)), 0.92],
      [t('disk'), disk, [t('freeOf', bytes(m.disk_free), bytes(m.disk_total)), m.disk_full_in ? t('fullIn', span(m.disk_full_in)) : null].filter(Boolean).join(' · '), 0.9],
      [t('heap'), m.heap_used / m.heap_max, t('usedOf', bytes(m.heap_used), bytes(m.heap_max)), 0.95],
      ...m.gpus.map((gpu, i) => [`${t('gpu')} ${i}`, gpu.busy, `${clean(gpu.name)} · ${t('usedOf', bytes(gpu.used), bytes(gpu.total))}`, 2]),
    ];
    sync(this.meters, rows, (row) => row[0],
      (row) => el('div', {}, el('dt', {}, row[0]), el('dd', {}, el('span', { class: 'value' }), el('div', { class: 'bar' }, el('div', { class: 'fill' })), el('span', { class: 'muted' }))),
      (node, [, share, words, limit]) => {
        setText(node.querySelector('.value'), percent(share));
        node.querySelector('.fill').style.width = `${Math.min(1, share) * 100}%`;
        node.dataset.level = share >= limit ? 'bad' : 'good';
        setText(node.querySelector('dd .muted'), words);
      });
  }

  /** What the runner works with, and why not with more. */
  renderPrograms() {
    const name = (key) => (knows(`about.${key}`) ? t(`about.${key}`) : clean(key));
    sync(this.programs, Object.entries(this.state.about), ([key]) => `${key}/${lang()}`,
      ([key]) => el('div', {}, el('dt', {}, name(key)), el('dd', {}, el('bdi'))),
      (node, [, words]) => setText(node.querySelector('bdi'), clean(words)));
  }

  renderWeek() {
    const days = this.state.week;
    const text = JSON.stringify([days, lang()]);
    if (this.week.dataset.shown === text || days.length === 0) return;
    this.week.dataset.shown = text;
    const sum = (name) => days.reduce((total, day) => total + day[name], 0);
    const most = Math.max(1, ...days.map((day) => day.ok + day.failed + day.stopped));
    const name = (date, style) => new Intl.DateTimeFormat(locale(), { weekday: style, timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
    const bar = (day) => {
      const words = t('chart', name(day.date, 'long'), day.ok, day.failed, day.stopped);
      const part = (kind, value) => {
        const node = el('span', { class: kind });
        node.style.height = `${(value / most) * 100}%`;
        return node;
      };
      return el('li', { title: words },
        el('span', { class: 'hidden' }, words),
        el('span', { class: 'count', 'aria-hidden': 'true' }, day.ok + day.failed + day.stopped || ''),
        el('div', { class: 'column', 'aria-hidden': 'true' }, part('bad', day.failed), part('stopped', day.stopped), part('ok', day.ok)),
        el('span', { class: 'day', 'aria-hidden': 'true' }, name(day.date, 'short')));
    };
    const total = sum('ok') + sum('failed');
    this.week.replaceChildren(
      el('p', {}, t('weekSum', number(sum('ok')), number(sum('failed'))), total > 0 ? el('span', { class: 'muted' }, ` · ${t('weekRate', percent(sum('ok') / total, 1))}`) : null),
      el('ol', { class: 'chart' }, days.map(bar)));
  }
}
