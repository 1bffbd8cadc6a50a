import { bytes, clean, el, outside, precise, setText, span, percent, number, typeName } from './dom.js';
import { Player } from './player.js';
import { progressBar } from './overview.js';
import { lang, t } from './text.js';

const LONGEST_LOG = 400_000;

/** Everything about one task. */
export class TaskPage {
  constructor(state, tools, id) {
    Object.assign(this, { state, tools, id, logTo: 0 });
    this.node = el('div', { class: 'one' }, el('p', { class: 'muted' }, t('wait')));
    this.ready = false;
    this.load();
    tools.live.follow(id);
  }

  close() {
    this.tools.live.follow(null);
    this.player?.close();
    this.closed = true;
  }

  changed(event) {
    if (event.type === 'ended' && event.row.id === this.id) this.load();
    else if (event.type === 'snapshot' && this.ready) this.load();
    else if (this.ready) this.progress();
  }

  tick() {
    if (this.ready) this.progress();
  }

  async load() {
    let task;
    try {
      const answer = await fetch(`data/tasks/${this.id}`, { cache: 'no-store' });
      if (answer.status === 404) {
        this.node.replaceChildren(this.back(), el('h1', {}, t('task')), el('p', {}, t('unknownTask')));
        return;
      }
      if (!answer.ok) return;
      task = await answer.json();
    } catch {
      return; // offline; the next snapshot loads it again
    }
    if (!this.closed) this.render(task);
  }

  back() {
    return el('p', {}, el('a', { href: '#/' }, t('back')));
  }

  render(task) {
    this.task = task;
    this.ready = true;
    this.player?.close();
    this.logTo = task.log_to;
    const over = !['waiting', 'running'].includes(task.state);
    const card = (title, name, ...children) => el('section', { class: 'card', id: name }, el('h2', {}, title), ...children);
    const fact = (name, value) => el('div', {}, el('dt', {}, name), el('dd', {}, value));
    this.bar = el('div', { class: 'progress' });
    this.pace = el('p', { class: 'muted' });
    this.stop = el('button', { type: 'button', class: 'danger', on: { click: () => this.tools.act(`stop/${this.id}`, 'stop', clean(task.title)) } }, t('stop'));
    this.log = el('pre', { class: 'log', tabindex: '0', 'aria-label': t('log'), dir: 'ltr' }, task.log ? clean(task.log) : t('noLog'));
    this.player = Player.canShow(task) ? new Player(task) : null;
    const failure = task.failure && card(t('why'), 'why',
      el('p', { class: 'lead' }, task.failure[lang()]),
      el('p', {}, outside(task.failure.message)),
      el('p', { class: 'muted' }, el('code', {}, task.failure.code), ' · ', t(task.failure.retryable ? 'again' : 'notAgain'), ' · ', t(`fault.${task.failure.fault}`)));
    if (failure) failure.classList.add('alert');
    this.node.replaceChildren(
      this.back(),
      el('div', { class: 'row head' }, el('h1', {}, outside(task.title || task.id)), el('span', { class: `state ${task.state}` }, t(`s.${task.state}`))),
      ...(over ? [] : [el('section', { class: 'card', id: 'progress' }, el('h2', { class: 'hidden' }, t('running')), this.bar, el('div', { class: 'row' }, this.pace, this.stop))]),
      ...(failure ? [failure] : []),
      ...(this.player ? [this.player.node] : []),
      el('div', { class: 'two' },
        card(t('task'), 'facts', el('dl', { class: 'facts' },
          fact(t('id'), el('code', {}, task.id)), fact(t('type'), typeName(task.type)), fact(t('source'), outside(task.source)),
          fact(t('institution'), outside(task.etab)), fact(t('application'), outside(task.app)), fact(t('attempt'), `${task.attempt} · ${t('instance', task.instance)}`))),
        card(t('timeline'), 'timeline', this.timeline(task))),
      card(t('parameters'), 'parameters', Object.keys(task.parameters).length
        ? el('dl', { class: 'facts' }, Object.entries(task.parameters).map(([name, value]) => fact(clean(name), outside(typeof value === 'string' ? value : JSON.stringify(value)))))
        : el('p', { class: 'muted' }, t('noParameters'))),
      card(t('commands'), 'commands', task.commands.length ? el('ol', { class: 'commands' }, task.commands.map((line) => this.command(line))) : el('p', { class: 'muted' }, t('noCommands'))),
      card(t('log'), 'log', this.log, el('p', {}, el('a', { id: 'bundle', href: `data/tasks/${task.id}/bundle`, download: '' }, t('bundle')))),
      ...(task.files.length ? [card(t('files'), 'files', this.files(task))] : []));
    this.log.scrollTop = this.log.scrollHeight;
    this.progress();
  }

  progress() {
    const now = this.state.tasks.get(this.id);
    if (!now || !this.bar) return;
    progressBar(this.bar, now);
    const parts = [percent(now.progress?.fraction ?? 0)];
    if (now.started_at) parts.push(t('elapsed', span((this.tools.now() - now.started_at) / 1000)));
    if (now.progress?.speed) parts.push(t('speed', number(now.progress.speed, 1)));
    if (Number.isFinite(now.progress?.eta)) parts.push(t('eta', span(now.progress.eta)));
    setText(this.pace, now.state === 'waiting' ? t('waiting') : parts.join(' · '));
    setText(this.stop, now.stopping ? t('stopping') : t('stop'));
    this.stop.disabled = now.stopping;
  }

  /** A part of the log, live. */
  logged(address, piece) {
    if (!this.ready || address !== `dashboard.log.${this.id}` || piece.to <= this.logTo) return;
    if (piece.from > this.logTo) {
      this.load(); // one is missing
      return;
    }
    const overlap = this.logTo > piece.from;
    if (overlap) {
      this.load();
      return;
    }
    const atEnd = this.log.scrollTop + this.log.clientHeight >= this.log.scrollHeight - 40;
    const before = this.logTo === 0 ? '' : this.log.textContent;
    this.log.textContent = (before + clean(piece.text)).slice(-LONGEST_LOG);
    this.logTo = piece.to;
    if (atEnd) this.log.scrollTop = this.log.scrollHeight;
  }

  timeline(task) {
    const steps = [[t('accepted'), task.accepted_at], [t('begun'), task.started_at], ...(task.timeline ?? []).map((step) => [t(`stage.${step.stage}`), step.at]), [t('ended'), task.ended_at]]
      .filter(([, at]) => at);
    return el('ol', { class: 'steps' }, steps.map(([name, at], i) => el('li', {}, el('strong', {}, name), ' ',
      el('time', { datetime: new Date(at).toISOString(), class: 'muted' }, precise(at)),
      i > 0 ? el('span', { class: 'muted' }, ` · +${span((at - steps[i - 1][1]) / 1000)}`) : null)));
  }

  command(line) {
    const copy = async () => {
      await navigator.clipboard?.writeText(line);
      this.tools.say(t('copied'));
    };
    return el('li', {}, el('pre', { tabindex: '0', dir: 'ltr' }, clean(line)), el('button', { type: 'button', class: 'quiet', on: { click: copy } }, t('copy')));
  }

  files(task) {
    return el('ul', { class: 'files' }, task.files.map((file) => el('li', {},
      el('a', { href: `results/${task.id}/${file.name.split('/').map(encodeURIComponent).join('/')}` }, outside(file.name)), el('span', { class: 'muted' }, bytes(file.size)))));
  }
}
