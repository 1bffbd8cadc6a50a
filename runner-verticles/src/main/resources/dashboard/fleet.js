import { clean, el, percent, setText, span, sync } from './dom.js';
import { knows, lang, t } from './text.js';

const LOOK_MILLIS = 3000;

/** The members of the fleet: what each has and does, and who encodes which piece of a video. */
export class Fleet {
  constructor(state, tools) {
    Object.assign(this, { state, tools, nodes: [] });
    this.members = el('ul', { class: 'instances' });
    this.encodes = el('div', { class: 'shared' });
    this.trouble = el('p', { class: 'why' });
    this.node = el('section', { class: 'card', id: 'fleet' }, el('h2', {}, t('fleet')), this.members, this.trouble, this.encodes);
    this.node.hidden = true;
    this.timer = setInterval(() => this.look(), LOOK_MILLIS);
  }

  close() {
    clearInterval(this.timer);
  }

  /** Only where there is a fleet, and while somebody looks. */
  async look() {
    if (!this.state.fleet || document.hidden || this.looking) return;
    this.looking = true;
    try {
      const answer = await fetch('data/fleet', { cache: 'no-store' });
      if (answer.ok) this.nodes = (await answer.json()).nodes;
      setText(this.trouble, answer.ok ? '' : t('fleetUnknown'));
      this.render();
    } catch {
      setText(this.trouble, t('fleetUnknown'));
    } finally {
      this.looking = false;
    }
  }

  render() {
    this.node.hidden = !this.state.fleet;
    const own = this.nodes[0]?.members ?? [];
    sync(this.members, this.nodes, (node) => `${node.address}/${lang()}`,
      () => el('li', {}, el('span', { class: 'dot', 'aria-hidden': 'true' }), el('div', {}, el('strong', {}, el('bdi')), el('p', { class: 'why' }), el('p', { class: 'muted' }))),
      (item, node) => {
        const self = node.self;
        const problem = node.error ? t('f.error', clean(node.error)) : clean(own.find((member) => member.member === self?.member)?.problem);
        const does = !self ? null : self.helps ? t('f.helps', self.helps.piece + 1, clean(self.helps.task_id)) : self.room ? t('free') : t('r.task');
        item.dataset.level = problem ? 'warn' : self?.helps || !self?.room ? 'busy' : 'good';
        setText(item.querySelector('bdi'), clean(self?.member ?? node.address));
        setText(item.querySelector('.why'), [does, problem].filter(Boolean).join(' · '));
        setText(item.querySelector('.muted'), self ? `Media Runner ${clean(self.version)} · ffmpeg ${clean(self.ffmpeg)}` : '');
      });
    const shared = this.nodes.flatMap((node) => (node.encodes ?? []).map((encode) => ({ ...encode, owner: node.self?.member ?? '', own: node === this.nodes[0] })));
    sync(this.encodes, shared, (encode) => `${encode.owner}/${encode.task_id}/${lang()}`, (encode) => this.newEncode(encode), (item, encode) => this.updateEncode(item, encode));
  }

  newEncode(encode) {
    const name = clean(this.state.tasks.get(encode.task_id)?.title ?? encode.task_id);
    return el('section', {},
      el('h3', {}, encode.own ? el('a', { href: `#/task/${encode.task_id}` }, el('bdi', {}, name)) : el('bdi', {}, name)),
      el('p', { class: 'muted' }),
      el('dl', { class: 'lanes' }));
  }

  /** A lane for each member, a bar for each of its pieces, from its beginning to its end. */
  updateEncode(item, encode) {
    const now = this.tools.now();
    const leases = encode.leases.map((lease) => ({ ...lease, from: Date.parse(lease.claimed_at) }));
    const begin = Math.min(now, ...leases.map((lease) => lease.from));
    const whole = Math.max(1, now - begin);
    const owners = [...new Set(leases.map((lease) => lease.member))].sort();
    const done = leases.filter((lease) => lease.state === 'committed').length;
    setText(item.querySelector('p'), [percent(encode.fraction), t('f.pieces', done, encode.pieces), encode.own ? null : t('f.of', clean(encode.owner))].filter(Boolean).join(' · '));
    sync(item.querySelector('.lanes'), owners, (owner) => owner,
      (owner) => el('div', {}, el('dt', {}, el('bdi', {}, clean(owner))), el('dd', {}, el('ol', { class: 'lane' }))),
      (lane, owner) => {
        const of = leases.filter((lease) => lease.member === owner).sort((a, b) => a.from - b.from);
        of.forEach((lease, i) => {
          const next = of[i + 1]?.from ?? now;
          lease.to = lease.state === 'live' ? now : Math.min(next, now, Date.parse(lease.expires_at));
        });
        sync(lane.querySelector('.lane'), of, (lease) => `${lease.piece}/${lease.generation}`,
          () => el('li', {}, el('span', { class: 'hidden' })),
          (bar, lease) => {
            const state = knows(`f.${lease.state}`) ? t(`f.${lease.state}`) : clean(lease.state);
            const words = t('f.piece', lease.piece + 1, state, span((lease.to - lease.from) / 1000));
            bar.dataset.state = lease.state;
            bar.title = words;
            setText(bar.firstChild, words);
            bar.style.insetInlineStart = `${((lease.from - begin) / whole) * 100}%`;
            bar.style.width = `${Math.max(0.5, ((lease.to - lease.from) / whole) * 100)}%`;
          });
      });
  }
}
