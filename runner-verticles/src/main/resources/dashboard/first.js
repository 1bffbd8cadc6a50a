import { copyable } from './copy.js';
import { el } from './dom.js';
import { t } from './text.js';

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** The request that sends this runner a first task, as a shell takes it. */
export function curl(instance) {
  const request = {
    task_id: 'first-task', etab_name: 'Test', app_name: 'curl', task_type: instance.types[0],
    source_url: 'https://videos.example.org/lecture.mp4', parameters: { video_title: 'First task' }, notify_url: 'https://videos.example.org/',
  };
  return [`curl -X POST ${quoted(`${instance.url}/task/run`)}`, '-H "X-API-Token: $RUNNER_TOKEN"', "-H 'Content-Type: application/json'", `-d ${quoted(JSON.stringify(request))}`].join(' \\\n  ');
}

/** What to do with a runner that has never had a task. */
export class FirstSteps {
  constructor(state, tools) {
    Object.assign(this, { state, tools });
    this.line = el('div', {});
    this.node = el('section', { class: 'card', id: 'first-steps', hidden: true },
      el('h2', {}, t('firstSteps')),
      el('p', {}, t('firstManager')), el('p', {}, t('firstCurl')), this.line,
      el('p', { class: 'muted' }, t('firstDemo')));
  }

  show(empty) {
    const instance = this.state.instances.find((item) => !item.silent);
    this.node.hidden = !empty || !instance;
    if (!this.node.hidden && this.shown !== instance.url) {
      this.shown = instance.url;
      this.line.replaceChildren(copyable(curl(instance), this.tools.say, 'div'));
    }
  }
}
