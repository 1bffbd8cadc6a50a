import { el, number, span } from './dom.js';
import { t } from './text.js';

const WIDTH = 600;
const HEIGHT = 90;

/** Where the time of a task went: a bar of its stages, with a legend and the total. */
export function stageBar(task, now) {
  const steps = [...(task.timeline ?? [])];
  const end = task.ended_at ?? now;
  const spent = steps.map((step, i) => ({ name: t(`stage.${step.stage}`), kind: step.stage, millis: (steps[i + 1]?.at ?? end) - step.at }));
  const first = task.started_at ?? steps[0]?.at;
  if (first) spent.unshift({ name: t('waited'), kind: 'waited', millis: first - task.accepted_at });
  const reported = task.reported_at ? task.reported_at - task.ended_at : 0;
  if (task.reported_at) spent.push({ name: t('reported'), kind: 'reported', millis: reported });
  const shown = spent.filter((part) => part.millis >= 0);
  const total = shown.reduce((sum, part) => sum + part.millis, 0);
  const bar = el('div', { class: 'stage-bar', 'aria-hidden': 'true' }, shown.map((part) => {
    const node = el('span', { class: part.kind, title: `${part.name}: ${seconds(part.millis)}` });
    node.style.flexGrow = String(Math.max(part.millis, total / 400, 1));
    return node;
  }));
  const legend = el('dl', { class: 'legend' }, shown.map((part) => el('div', {}, el('dt', {}, el('span', { class: `swatch ${part.kind}`, 'aria-hidden': 'true' }), part.name), el('dd', {}, seconds(part.millis)))),
    el('div', { class: 'total' }, el('dt', {}, t('total')), el('dd', {}, seconds(total))));
  return el('div', {}, bar, legend);
}

/** Tenths of a second where they matter. */
export const seconds = (millis) => (millis < 10_000 ? `${number(millis / 1000, 1)}\u00a0s` : span(millis / 1000));

/** How fast it was over time; samples are pairs of seconds and times real time. */
export function speedChart(samples) {
  const last = samples[samples.length - 1][0] || 1;
  const most = Math.max(...samples.map(([, times]) => times));
  const least = Math.min(...samples.map(([, times]) => times));
  const average = samples.reduce((sum, [, times]) => sum + times, 0) / samples.length;
  const x = (second) => (second / last) * WIDTH;
  const y = (times) => HEIGHT - 4 - (times / most) * (HEIGHT - 12);
  const line = samples.map(([second, times], i) => `${i ? 'L' : 'M'}${x(second).toFixed(1)} ${y(times).toFixed(1)}`).join('');
  const words = t('speedWords', number(average, 1), number(least, 1), number(most, 1));
  return el('div', {},
    el('svg', { class: 'speed', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': words },
      el('path', { class: 'area', d: `${line}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z` }), el('path', { class: 'line', d: line, fill: 'none', 'vector-effect': 'non-scaling-stroke' })),
    el('p', { class: 'muted' }, words));
}
