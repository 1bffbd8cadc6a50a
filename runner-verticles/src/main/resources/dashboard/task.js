import { seconds, speedChart, stageBar } from './charts.js';
import { copyable } from './copy.js';
import { bytes, clean, el, outside, precise, setText, span, percent, number, typeName } from './dom.js';
import { stateBadge } from './history.js';
import { Player } from './player.js';
import { download, progressBar } from './overview.js';
import { lang, t } from './text.js';

const LONGEST_LOG = 400_000;

/** Everything about one task. */
export class TaskPage {
  constructor(state, tools, id) {
    Object.assign(this, { state, tools, id, logTo: 0, speeds: [] });
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
    else if (event.type === 'snapshot') this.load(); // also a page that was opened while the runner was down
    else if (this.over && event.type === 'task' && event.task.id === this.id) this.load(); // it runs again
    else if (this.over && event.type === 'overview') this.refreshReport();
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
    this.over = over;
    const card = (title, name, ...children) => el('section', { class: 'card', id: name }, el('h2', {}, title), ...children);
    const fact = (name, value) => el('div', {}, el('dt', {}, name), el('dd', {}, value));
    this.bar = el('div', { class: 'progress' });
    this.pace = el('p', { class: 'muted' });
    this.stop = el('button', { type: 'button', class: 'danger', on: { click: () => this.tools.act(`stop/${this.id}`, 'stop', clean(task.title)) } }, t('stop'));
    this.log = el('pre', { class: 'log', tabindex: '0', 'aria-label': t('log'), dir: 'ltr' }, task.log ? clean(task.log) : t('noLog'));
    this.player = Player.canShow(task) ? new Player(task) : null;
    this.tool = el('pre', { class: 'log tool', tabindex: '0', 'aria-label': t('tool'), dir: 'ltr', hidden: true });
    this.chart = el('div', {});
    this.speedCard = card(t('speedTitle'), 'speed', this.chart);
    const stopped = task.state === 'stopped';
    const failure = task.failure && !stopped && card(t('why'), 'why',
      el('p', { class: 'lead' }, task.failure[lang()]),
      el('p', {}, outside(task.failure.message)),
      el('p', { class: 'muted' }, el('code', {}, task.failure.code), ' · ', t(task.failure.retryable ? 'again' : 'notAgain'), ' · ', t(`fault.${task.failure.fault}`)));
    if (failure) failure.classList.add('alert');
    const again = over ? el('button', { type: 'button', id: 'again', on: { click: () => this.tools.act(`again/${this.id}`, 'again', clean(task.title)) } }, t('runAgain')) : null;
    const media = this.media(task);
    this.times = card(t('timeline'), 'timeline');
    this.drawTimes();
    this.node.replaceChildren(
      this.back(),
      el('div', { class: 'row head' }, el('h1', {}, outside(task.title || task.id)), el('div', { class: 'row' }, stateBadge(task), again)),
      ...(over ? [] : [el('section', { class: 'card', id: 'progress' }, el('h2', { class: 'hidden' }, t('running')), this.bar, el('div', { class: 'row' }, this.pace, this.stop), this.tool)]),
      ...(stopped ? [el('p', { class: 'card', id: 'stopped' }, t('wasStopped'))] : []),
      ...(failure ? [failure] : []),
      ...(task.warned.length ? [card(t('warnings'), 'warnings', this.warnings(task))] : []),
      ...(this.player ? [this.player.node] : []),
      this.times,
      this.speedCard,
      ...(media ? [media] : []),
      el('div', { class: 'two' },
        card(t('task'), 'facts', el('dl', { class: 'facts' },
          fact(t('id'), el('code', {}, task.id)), fact(t('type'), typeName(task.type)), fact(t('source'), outside(task.source)),
          fact(t('sender'), this.sender(task)), fact(t('attempt'), `${task.attempt} · ${t('instance', task.instance)}`))),
        card(t('parameters'), 'parameters', Object.keys(task.parameters).length
          ? el('dl', { class: 'facts' }, Object.entries(task.parameters).map(([name, value]) => fact(clean(name), outside(typeof value === 'string' ? value : JSON.stringify(value)))))
          : el('p', { class: 'muted' }, t('noParameters')))),
      ...(task.attempts.length ? [card(t('attempts'), 'attempts', this.attempts(task))] : []),
      card(t('commands'), 'commands', task.commands.length ? el('ol', { class: 'commands' }, task.commands.map((line) => copyable(clean(line), this.tools.say))) : el('p', { class: 'muted' }, t('noCommands'))),
      card(t('log'), 'log', this.log),
      ...(task.files.length ? [card(t('files'), 'files', this.files(task))] : []));
    this.speeds = task.speeds;
    this.drawSpeeds();
    this.log.scrollTop = this.log.scrollHeight;
    this.progress();
  }

  progress() {
    const now = this.state.tasks.get(this.id);
    if (!now || !this.bar) return;
    progressBar(this.bar, now);
    const parts = [percent(now.progress?.fraction ?? 0)];
    if (now.started_at) parts.push(t('elapsed', span((this.tools.now() - now.started_at) / 1000)));
    if (now.progress?.bytes) parts.push(download(now.progress));
    if (now.progress?.speed) parts.push(t('speed', number(now.progress.speed, 1)));
    if (Number.isFinite(now.progress?.eta)) parts.push(t('eta', span(now.progress.eta)));
    setText(this.pace, now.state === 'waiting' ? t('waiting') : parts.join(' · '));
    setText(this.stop, now.stopping ? t('stopping') : t('stop'));
    this.stop.disabled = now.stopping;
    this.sampleSpeed(now);
  }

  /** A part of the log, live. */
  logged(address, piece) {
    if (!this.ready || address !== `dashboard.log.${this.id}`) return;
    if (piece.tool !== undefined) {
      this.tool.hidden = false;
      setText(this.tool, clean(piece.tool));
      return;
    }
    if (piece.to <= this.logTo) return;
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

  drawTimes() {
    const open = this.times.querySelector('details')?.open;
    this.times.replaceChildren(this.times.querySelector('h2'), ...(this.task.timeline?.length ? [stageBar(this.task, this.tools.now())] : []),
      el('details', { open }, el('summary', {}, t('moments')), this.timeline(this.task)),
      ...(this.over && this.task.reports && !this.task.reported_at ? [el('p', { class: 'muted' }, t('notReported'))] : []));
  }

  /** The Manager may accept the end of a task long after it. */
  async refreshReport() {
    if (!this.task.reports || this.task.reported_at || this.asking) return;
    this.asking = true;
    try {
      const answer = await fetch(`data/tasks/${this.id}`, { cache: 'no-store' });
      const fresh = answer.ok ? await answer.json() : null;
      if (fresh?.reported_at && !this.closed) {
        this.task.reported_at = fresh.reported_at;
        this.drawTimes();
      }
    } catch {
      // offline
    } finally {
      this.asking = false;
    }
  }

  drawSpeeds() {
    this.speedCard.hidden = this.speeds.length < 2;
    if (this.speeds.length >= 2) this.chart.replaceChildren(speedChart(this.speeds));
  }

  /** While it runs, the page draws what it has seen. */
  sampleSpeed(now) {
    const times = now.progress?.speed;
    const second = Math.round((this.tools.now() - now.started_at) / 1000);
    if (!times || (this.speeds.length && this.speeds[this.speeds.length - 1][0] >= second)) return;
    this.speeds = [...this.speeds, [second, times]].slice(-600);
    this.drawSpeeds();
  }

  sender(task) {
    const who = [task.etab, [task.app, task.app_version].filter(Boolean).join(' '), task.manager].filter(Boolean);
    return outside(who.join(' · '));
  }

  warnings(task) {
    return el('ul', { class: 'warnings' }, task.warned.map((warning) => el('li', {},
      el('p', {}, el('strong', {}, warning[lang()] ?? clean(warning.detail))),
      warning[lang()] ? el('p', {}, outside(warning.detail)) : null,
      warning[`${lang()}_advice`] ? el('p', {}, `${t('toDo')} ${warning[`${lang()}_advice`]}`) : null,
      el('p', { class: 'muted' }, el('code', {}, clean(warning.code)), warning.param ? ` · ${clean(warning.param)}` : null, warning.fault ? ` · ${t(`fault.${warning.fault}`)}` : null))));
  }

  /** What each attempt did and why it ended. */
  attempts(task) {
    return el('ol', { class: 'attempts' }, task.attempts.map((attempt) => el('li', {},
      el('p', {}, el('strong', {}, `${t('attempt')} ${attempt.number}`), ' ', el('span', { class: `state ${attempt.code === 'CANCELLED' ? 'stopped' : attempt.how}` }, t(attempt.code === 'CANCELLED' ? 's.stopped' : `s.${attempt.how}`)), attempt.code && attempt.code !== 'CANCELLED' ? [' ', el('code', {}, attempt.code)] : null),
      attempt.message && attempt.code !== 'CANCELLED' ? el('p', {}, outside(attempt.message)) : null,
      attempt.how === 'restart' ? el('p', {}, t('restarted')) : null,
      el('p', { class: 'muted' }, attempt.stages.map((spent) => `${t(`stage.${spent.stage}`)} ${seconds(spent.millis)}`).join(' → ') || (attempt.started_at ? seconds(attempt.ended_at - attempt.started_at) : t('notBegun')), ' · ', precise(attempt.ended_at)))));
  }

  /** The source beside what was made of it. */
  media(task) {
    const info = task.info;
    if (!info || info.codec === undefined) return null;
    const cell = (text) => el('td', {}, text);
    const rate = (bps) => (bps ? t('rate', number(bps / 1000)) : '');
    const frames = (fps) => {
      const [over, under] = String(fps ?? '').split('/').map(Number);
      const value = under ? over / under : over;
      return value ? t('fps', number(value, value % 1 ? 2 : 0)) : '';
    };
    const length = info.duration_exact ?? info.video_duration ?? info.duration;
    const source = [t('source'), info.display_width || info.width ? `${info.display_width ?? info.width} × ${info.display_height ?? info.height}` : info.height ? `${info.height} p` : '', [info.codec, info.pix_fmt].filter(Boolean).join(' · '), frames(info.source_fps || info.fps), task.source_bytes && length ? rate((task.source_bytes * 8) / length) : '', task.source_bytes ? bytes(task.source_bytes) : ''];
    const size = (name) => task.files.find((file) => file.name.endsWith(name))?.size;
    const videos = (info.encode_video ?? []).filter((video) => video.encoding_format === 'video/mp4' || !(info.encode_video ?? []).some((other) => other.encoding_format === 'video/mp4'));
    const results = videos.map((video) => [outside(video.rendition), `${video.width} × ${video.height}`, outside(video.codecs ?? ''), frames(video.fps), rate(video.bitrate), video.size ? bytes(video.size) : '']);
    const sounds = (info.encode_audio ?? []).map((audio) => [outside(audio.filename), '', outside(audio.encoding_format), '', '', size(audio.filename) ? bytes(size(audio.filename)) : '']);
    const head = ['', t('m.size'), t('m.codec'), t('m.frames'), t('m.rate'), t('m.bytes')];
    const section = el('section', { class: 'card', id: 'media' }, el('h2', {}, t('media')),
      el('p', { class: 'muted' }, [length ? t('long', span(length)) : '', info.encoder ? clean(info.encoder) : '', info.acceleration ? clean(Object.values(info.acceleration).join(' · ')) : ''].filter(Boolean).join(' · ')),
      el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t('media') }, el('table', { class: 'plain' }, el('thead', {}, el('tr', {}, head.map((name) => (name ? el('th', { scope: 'col' }, name) : el('td', {}))))),
        el('tbody', {}, [source, ...results, ...sounds].map(([name, ...cells], i) => el('tr', { class: i === 0 ? 'source' : null }, el('th', { scope: 'row' }, name), cells.map(cell)))))));
    return section;
  }

  timeline(task) {
    const steps = [[t('accepted'), task.accepted_at], [t('begun'), task.started_at], ...(task.timeline ?? []).map((step) => [t(`stage.${step.stage}`), step.at]), [t('ended'), task.ended_at], [t('reported'), task.reported_at]]
      .filter(([, at]) => at);
    return el('ol', { class: 'steps' }, steps.map(([name, at], i) => el('li', {}, el('strong', {}, name), ' ',
      el('time', { datetime: new Date(at).toISOString(), class: 'muted' }, precise(at)),
      i > 0 ? el('span', { class: 'muted' }, ` · +${span((at - steps[i - 1][1]) / 1000)}`) : null)));
  }

  files(task) {
    return el('ul', { class: 'files' }, task.files.map((file) => el('li', {},
      el('a', { href: `results/${task.id}/${file.name.split('/').map(encodeURIComponent).join('/')}` }, outside(file.name)), el('span', { class: 'muted' }, bytes(file.size)))));
  }
}
