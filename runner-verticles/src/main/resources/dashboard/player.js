import { clean, el, outside, span } from './dom.js';
import { t } from './text.js';

const SPRITE = 'overview.png';
const SPRITE_TIMES = 'overview.vtt';

const seconds = (text) => text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);

let library;
function hls() {
  library ??= new Promise((loaded, failed) => {
    document.head.append(el('script', { src: 'assets/hls.js', on: { load: () => loaded(window.Hls), error: failed } }));
  });
  return library;
}

/** Shows the result of a task: video, hover previews, subtitles, thumbnails. */
export class Player {
  static names(task) {
    const names = task.files.map((file) => file.name);
    const playlists = names.filter((name) => name.endsWith('.m3u8'));
    return {
      playlist: playlists.find((name) => name.endsWith('master.m3u8') || name.startsWith('livestream')) ?? playlists[0],
      mp4: names.find((name) => name.endsWith('.mp4')),
      sound: names.find((name) => /\.(mp3|m4a)$/.test(name)),
      sprite: names.includes(SPRITE) && names.includes(SPRITE_TIMES),
      thumbnails: names.filter((name) => name.endsWith('.png') && name !== SPRITE && !name.startsWith('studio_base')).slice(0, 6),
      subtitles: names.filter((name) => name.endsWith('.vtt') && name !== SPRITE_TIMES && !name.includes('chapter')),
    };
  }

  static canShow(task) {
    if (task.state !== 'completed') return false;
    const names = Player.names(task);
    return Boolean(names.playlist || names.mp4 || names.sound || names.subtitles.length);
  }

  constructor(task) {
    this.names = Player.names(task);
    this.at = (name) => `results/${task.id}/${name.split('/').map(encodeURIComponent).join('/')}`;
    const { playlist, mp4, sound, sprite, thumbnails, subtitles } = this.names;
    this.video = el('video', { controls: true, preload: 'metadata', playsinline: true, 'aria-label': t('video'), poster: thumbnails.length ? this.at(thumbnails[0]) : null },
      subtitles.map((name, i) => el('track', { kind: 'captions', src: this.at(name), srclang: (name.match(/_([a-z]{2})[_.]/) ?? ['', 'und'])[1], label: clean(name), default: i === 0 })));
    this.node = el('section', { class: 'card', id: 'result' }, el('h2', {}, t('result')),
      playlist || mp4 || sound ? this.video : null,
      sprite ? this.scrubber() : null,
      thumbnails.length ? el('ul', { class: 'thumbnails', 'aria-label': t('thumbnails') }, thumbnails.map((name, i) => el('li', {}, el('img', { src: this.at(name), alt: `${t('thumbnails')} ${i + 1}`, loading: 'lazy' })))) : null,
      subtitles.length ? el('p', { class: 'muted' }, `${t('subtitles')}: `, subtitles.map((name) => el('a', { href: this.at(name) }, outside(name), ' '))) : null);
    if (playlist) this.play(playlist);
    else if (mp4 ?? sound) this.video.src = this.at(mp4 ?? sound);
  }

  async play(playlist) {
    const url = this.at(playlist);
    const Hls = await hls();
    if (this.closed) return;
    if (Hls.isSupported()) {
      this.hls = new Hls({ enableWorker: false, maxBufferLength: 10 });
      this.hls.loadSource(new URL(url, document.baseURI).href);
      this.hls.attachMedia(this.video);
    } else {
      this.video.src = url;
    }
  }

  close() {
    this.closed = true;
    this.hls?.destroy();
    this.video.removeAttribute('src');
  }

  /** A slider under the video, with a preview of the position above it. */
  scrubber() {
    const tile = el('div', { class: 'tile', hidden: true });
    const slider = el('input', { type: 'range', min: '0', max: '1000', value: '0', 'aria-label': t('scrub') });
    const time = el('output', { class: 'muted' });
    let cues = [];
    fetch(this.at(SPRITE_TIMES)).then((answer) => answer.text()).then((text) => {
      cues = [...text.matchAll(/([\d:.]+) --> ([\d:.]+)[^\n]*\n([^\n#]+)#xywh=(\d+),(\d+),(\d+),(\d+)/g)]
        .map((m) => ({ from: seconds(m[1]), to: seconds(m[2]), box: m.slice(4).map(Number) }));
    });
    const show = (share) => {
      if (cues.length === 0) return;
      const moment = share * cues[cues.length - 1].to;
      const cue = cues.find((c) => moment < c.to) ?? cues[cues.length - 1];
      const [x, y, w, h] = cue.box;
      Object.assign(tile.style, { width: `${w}px`, height: `${h}px`, backgroundImage: `url("${this.at(SPRITE)}")`, backgroundPosition: `-${x}px -${y}px`, left: `clamp(0px, calc(${share * 100}% - ${w / 2}px), calc(100% - ${w}px))` });
      tile.hidden = false;
      time.textContent = span(moment);
    };
    const leave = () => (tile.hidden = true);
    slider.addEventListener('pointermove', (event) => {
      const box = slider.getBoundingClientRect();
      show(Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)));
    });
    slider.addEventListener('pointerleave', leave);
    slider.addEventListener('blur', leave);
    slider.addEventListener('input', () => {
      show(slider.value / 1000);
      if (Number.isFinite(this.video.duration)) this.video.currentTime = (slider.value / 1000) * this.video.duration;
    });
    this.video.addEventListener('timeupdate', () => {
      if (this.video.duration && document.activeElement !== slider) slider.value = String((this.video.currentTime / this.video.duration) * 1000);
    });
    return el('div', { class: 'scrubber' }, tile, slider, time);
  }
}
