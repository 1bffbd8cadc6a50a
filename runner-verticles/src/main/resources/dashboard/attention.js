import { ago, clean, el, moment, number, outside, percent, span, sync, typeName } from './dom.js';
import { lang, t } from './text.js';

const SIDES = ['machine', 'video'];
const SNOOZE_SECONDS = 86_400;
const COUNTED_UP_TO = 1_000;

/** Whether an item asks somebody to do something. */
export const urgent = (item) => !item.quiet && (item.level === 'bad' || item.level === 'warn');

/** What an operator should know of: this machine's troubles apart from failures of videos. */
export class Attention {
  constructor(state, tools) {
    Object.assign(this, { state, tools });
    this.lists = Object.fromEntries(SIDES.map((side) => [side, el('ul', { class: 'attention', data: { side } })]));
    this.sections = Object.fromEntries(SIDES.map((side) => [side, el('div', { class: 'side', id: `side-${side}` }, el('h3', {}, t(`side.${side}`)), this.lists[side])]));
    this.quiet = el('ul', { class: 'attention' });
    this.summary = el('summary', {});
    this.aside = el('details', { id: 'set-aside' }, this.summary, this.quiet);
    this.node = el('section', { class: 'card alert', id: 'attention' }, el('h2', {}, t('attention')), ...SIDES.map((side) => this.sections[side]), this.aside);
  }

  render() {
    const items = this.state.attention;
    const shown = items.filter((item) => !item.quiet);
    const quiet = items.filter((item) => item.quiet);
    this.node.hidden = items.length === 0;
    this.node.dataset.level = shown.some((item) => item.level === 'bad') ? 'bad' : shown.some(urgent) ? 'warn' : 'none';
    for (const side of SIDES) {
      const list = shown.filter((item) => item.side === side);
      this.sections[side].hidden = list.length === 0;
      this.fill(this.lists[side], list);
    }
    this.aside.hidden = quiet.length === 0;
    this.summary.textContent = t('setAside', quiet.length);
    this.fill(this.quiet, quiet);
  }

  fill(list, items) {
    sync(list, items, (item) => `${item.key}/${lang()}`, () => el('li'), (node, item) => {
      const text = JSON.stringify(item);
      if (node.dataset.item !== text) {
        const focused = node.contains(document.activeElement) ? document.activeElement.dataset.action : null;
        node.dataset.item = text;
        node.className = item.level;
        node.replaceChildren(this.mark(item), el('div', {}, ...this.words(item), this.buttons(item)));
        if (focused) node.querySelector(`[data-action="${focused}"]`)?.focus();
      }
    });
  }

  mark(item) {
    return el('span', { class: 'mark', 'aria-hidden': 'true' }, { bad: '!', warn: '?', info: 'i', good: '✓' }[item.level]);
  }

  words(item) {
    const head = (...children) => el('strong', {}, ...children);
    const line = (...children) => el('p', {}, ...children);
    const muted = (...children) => el('p', { class: 'muted' }, ...children);
    const link = (id, text) => el('a', { href: `#/task/${id}` }, outside(text));
    const long = span((this.tools.now() - (item.since ?? 0)) / 1000);
    if (item.over) {
      return [head(this.title(item, long)), line(t('over', span((item.to - item.from) / 1000))), muted(ago(item.to))];
    }
    switch (item.kind) {
      case 'cause':
        return [
          head(el('a', { href: `#/?${new URLSearchParams({ cause: item.key })}` }, item.count === 1 ? t('failedOnce') : t('failedTimes', number(item.count))), ...(item.host ? [' · ', outside(item.host)] : []), ...(item.tool ? [' · ', outside(item.tool)] : [])),
          line(item[lang()]),
          item.succeeded_since ? line(t(item.host ? 'curedHost' : 'curedType', item.succeeded_since >= COUNTED_UP_TO ? `${number(COUNTED_UP_TO)}+` : number(item.succeeded_since))) : null,
          muted(el('code', {}, item.code), ' · ', item.count === 1 ? '' : `${t('first')} ${moment(item.first)} · `, t('last'), ' ', ago(item.last), ' · ', t(`fault.${item.fault}`))];
      case 'stalled':
        return [head(t('a.stalled', long)), line(link(item.task, this.state.tasks.get(item.task)?.title ?? item.task))];
      case 'outbox':
        return [head(this.title(item, long)), line(link(item.task, item.task)), item.detail ? muted(outside(item.detail)) : null];
      case 'warning':
        return [head(el('a', { href: '#/?state=warnings' }, t('warnedTimes', number(item.count)))), line(item[lang()]), muted(el('code', {}, item.code), ' · ', item[`${lang()}_advice`])];
      case 'interrupted':
        return [head(t('a.interrupted', number(item.count))), muted(t('a.interruptedHint'))];
      default:
        return [head(this.title(item, long)), item.detail ? muted(outside(item.detail)) : null];
    }
  }

  title(item, long) {
    switch (item.kind) {
      case 'disk':
        return item.full_in && !item.over ? t('a.diskSoon', percent(item.used), span(item.full_in)) : t('a.disk', percent(item.used));
      case 'manager':
        return item.reachable ? t(item.level === 'warn' ? 'a.registering' : 'a.refused', clean(item.runners.join(', '))) : t('a.unreachable');
      case 'outbox':
        return item.parked ? t('a.parked', number(item.count)) : item.over ? t('a.outboxOver') : t('a.outbox', number(item.count), long);
      case 'storage':
        return t('a.storage');
      case 'tools':
        return t('a.tools', typeName(item.type));
      default:
        return t('a.engine');
    }
  }

  buttons(item) {
    const key = encodeURIComponent(item.key);
    const button = (action, path, words) => el('button', { type: 'button', class: 'quiet', data: { action }, on: { click: () => this.tools.send(path) } }, words);
    return el('div', { class: 'actions' }, ...(item.quiet
      ? [button('loud', `loud?key=${key}`, t('recall'))]
      : [button('quiet', `quiet?key=${key}`, t('acknowledge')), item.over ? null : button('snooze', `quiet?key=${key}&for=${SNOOZE_SECONDS}`, t('snooze'))]));
  }
}
