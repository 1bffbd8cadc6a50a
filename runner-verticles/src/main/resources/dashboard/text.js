const EN = {
  skip: 'Skip to content', login: 'Log in', logout: 'Log out', token: 'Dashboard token', no: 'Cancel',
  tokenHint: 'The runner printed it at its first start and stored it in STORAGE_DIR/dashboard.token.',
  'problem.wrong': 'Wrong token.', 'problem.locked': 'Too many wrong tokens. Wait a minute.',
  language: 'Français', 'theme.system': 'Theme: system', 'theme.light': 'Theme: light', 'theme.dark': 'Theme: dark',
  units: 'B KiB MiB GiB TiB', ago: '{0} ago', days: '{0} days', live: 'Live', lost: 'Connection lost, reconnecting …',
  wait: 'Loading …', 'verdict.good': 'All is well', 'verdict.one': '1 thing needs attention', 'verdict.many': '{0} things need attention',
  draining: 'Draining: the runner will exit soon',
  attention: 'Needs attention', nothing: 'Nothing needs your attention.',
  'a.failed': '{0} failed', 'a.stalled': 'No progress for {0}', 'a.outbox': 'The Manager has not accepted a result for {0}', 'a.parked': 'Delivery parked, no longer retried',
  'a.disk': 'Disk {0} full', 'a.diskSoon': 'Disk {0} full; at this rate it will be full in {1}', 'a.manager': 'The Manager does not know {0}', 'a.engine': 'A program is missing or does not work',
  tries: 'attempts: {0}', again: 'Retrying may help.', notAgain: 'Retrying will not help.',
  'fault.request': 'who has to act: task sender', 'fault.source': 'who has to act: video owner', 'fault.runner': 'who has to act: runner operator',
  running: 'Running', noTasks: 'No task is running. New tasks appear here automatically.', waiting: 'waiting for a free instance', queued: 'Waiting in the queue – {0}', starting: 'starting',
  speed: '{0}× real time', eta: '{0} left', etaUnknown: 'time left unknown', elapsed: 'for {0}', stop: 'Stop', stopOf: 'Stop {0}', stopping: 'stopping …', details: 'Details',
  'stage.fetch': 'Download', 'stage.inspect': 'Inspect', 'stage.process': 'Process', 'stage.verify': 'Verify', 'stage.publish': 'Publish',
  instances: 'Instances', instance: 'Instance {0}', free: 'free', 'r.task': 'running a task', 'r.paused': 'paused', 'r.disk': 'low on disk space', 'r.cpu': 'the other tasks need the processors', 'r.memory': 'low on memory', 'r.suspect': 'waiting: a task that may crash the runner runs alone', 'r.storage': 'storage not usable', 'r.tools': 'programs do not work', 'r.draining': 'draining', 'r.starting': 'starting', 'r.manager': 'not registered: {0}',
  pause: 'Pause', resume: 'Resume', pauseOf: 'Pause instance {0}', resumeOf: 'Resume instance {0}', drain: 'Drain …',
  undelivered: 'Results not yet delivered', allDelivered: 'The Manager has accepted every result.', nextTry: 'next attempt {0}', retry: 'Retry now', now: 'now', inTime: 'in {0}',
  machine: 'Machine', cpu: 'CPU', memory: 'Memory', disk: 'Disk', heap: 'Java heap', gpu: 'GPU', cores: '{0} cores', usedOf: '{0} of {1}', freeOf: '{0} free of {1}', fullIn: 'full in {0}',
  week: 'Last 7 days', weekSum: '{0} succeeded, {1} failed', weekRate: '{0} succeeded', chart: '{0}: {1} succeeded, {2} failed, {3} stopped', ok: 'succeeded', bad: 'failed', stopped: 'stopped',
  history: 'History', search: 'Search', searchHint: 'title, id, URL …', state: 'State', type: 'Type', all: 'all', more: 'Show more', none: 'No matching task.', tasksShown: '{0} tasks shown',
  'c.title': 'Title', 'c.type': 'Type', 'c.state': 'State', 'c.begin': 'Accepted', 'c.took': 'Duration',
  's.waiting': 'waiting', 's.running': 'running', 's.completed': 'completed', 's.failed': 'failed', 's.timeout': 'timed out', 's.stopped': 'stopped',
  encoding: 'encoding', studio: 'studio', transcription: 'transcription',
  back: '← Overview', task: 'Task', unknownTask: 'This task does not exist, or it has been removed because of its age.', timeline: 'Timeline', accepted: 'Accepted', begun: 'Started', ended: 'Finished',
  parameters: 'Parameters', noParameters: 'none', commands: 'Command lines', noCommands: 'No program was run.', copy: 'Copy', copied: 'Copied.', log: 'Log', noLog: 'No log.', follow: 'Follow',
  result: 'Result', files: 'Files', thumbnails: 'Thumbnails', scrub: 'Position in the video', video: 'Preview of the result', subtitles: 'Subtitles', why: 'Why it failed', source: 'Source', institution: 'Institution', application: 'Application', attempt: 'Attempt', id: 'Id',
  'ask.stop': 'Stop this task?', 'ask.stop.text': '“{0}” will be stopped and reported as cancelled. Its work so far will be lost.', 'ask.stop.yes': 'Stop the task',
  'ask.pause': 'Pause instance {0}?', 'ask.pause.text': 'It takes no tasks until you resume it. A running task continues.', 'ask.pause.yes': 'Pause',
  'ask.resume': 'Resume instance {0}?', 'ask.resume.text': 'It takes tasks again.', 'ask.resume.yes': 'Resume',
  'ask.drain': 'Drain the whole runner?', 'ask.drain.text': 'No instance takes another task. Running tasks have SHUTDOWN_GRACE_SECONDS to finish. Then the runner exits, and this page goes offline. Unfinished tasks continue at the next start.', 'ask.drain.yes': 'Drain',
  'ask.retry': 'Retry all deliveries now?', 'ask.retry.text': 'The runner sends every waiting result to the Manager at once.', 'ask.retry.yes': 'Retry now',
  'done.ok': 'Done.', 'done.over': 'The task had already finished.', 'done.unknown': 'Not found on this runner.', 'done.csrf': 'Refused. Reload the page.', 'done.failed': 'The action failed. See the runner’s log.',
};

const FR = {
  skip: 'Aller au contenu', login: 'Se connecter', logout: 'Se déconnecter', token: 'Jeton du tableau de bord', no: 'Annuler',
  tokenHint: 'Le runner l’a affiché à son premier démarrage et l’a enregistré dans STORAGE_DIR/dashboard.token.',
  'problem.wrong': 'Jeton incorrect.', 'problem.locked': 'Trop de jetons incorrects. Patientez une minute.',
  language: 'English', 'theme.system': 'Thème\u00a0: système', 'theme.light': 'Thème\u00a0: clair', 'theme.dark': 'Thème\u00a0: sombre',
  units: 'o Kio Mio Gio Tio', ago: 'il y a {0}', days: '{0} jours', live: 'En direct', lost: 'Connexion perdue, reconnexion…',
  wait: 'Chargement…', 'verdict.good': 'Tout va bien', 'verdict.one': '1 point demande votre attention', 'verdict.many': '{0} points demandent votre attention',
  draining: 'Arrêt progressif\u00a0: le runner va bientôt s’arrêter',
  attention: 'À surveiller', nothing: 'Rien à signaler.',
  'a.failed': 'Échec\u00a0: {0}', 'a.stalled': 'Aucune progression depuis {0}', 'a.outbox': 'Le Manager n’a pas accepté un résultat depuis {0}', 'a.parked': 'Envoi mis de côté, sans nouvelle tentative',
  'a.disk': 'Disque plein à {0}', 'a.diskSoon': 'Disque plein à {0}\u202f; à ce rythme, il sera saturé dans {1}', 'a.manager': 'Le Manager ne connaît pas {0}', 'a.engine': 'Un programme est absent ou ne fonctionne pas',
  tries: 'tentatives\u00a0: {0}', again: 'Une nouvelle tentative peut réussir.', notAgain: 'Inutile de réessayer.',
  'fault.request': 'à traiter par l’expéditeur de la tâche', 'fault.source': 'à traiter par le propriétaire de la vidéo', 'fault.runner': 'à traiter par l’exploitant du runner',
  running: 'En cours', noTasks: 'Aucune tâche en cours. Les nouvelles tâches s’affichent ici automatiquement.', waiting: 'en attente d’une instance libre', queued: 'Dans la file d’attente – {0}', starting: 'démarrage',
  speed: '{0}× le temps réel', eta: 'encore {0}', etaUnknown: 'temps restant inconnu', elapsed: 'depuis {0}', stop: 'Arrêter', stopOf: 'Arrêter {0}', stopping: 'arrêt en cours…', details: 'Détails',
  'stage.fetch': 'Téléchargement', 'stage.inspect': 'Analyse', 'stage.process': 'Traitement', 'stage.verify': 'Vérification', 'stage.publish': 'Publication',
  instances: 'Instances', instance: 'Instance {0}', free: 'libre', 'r.task': 'tâche en cours', 'r.paused': 'en pause', 'r.disk': 'espace disque insuffisant', 'r.cpu': 'les autres tâches occupent les processeurs', 'r.memory': 'mémoire insuffisante', 'r.suspect': 'en attente\u00a0: une tâche qui arrête peut-être le runner tourne seule', 'r.storage': 'stockage inutilisable', 'r.tools': 'programmes défaillants', 'r.draining': 'arrêt progressif', 'r.starting': 'démarrage', 'r.manager': 'non enregistrée\u00a0: {0}',
  pause: 'Pause', resume: 'Reprendre', pauseOf: 'Mettre l’instance {0} en pause', resumeOf: 'Reprendre l’instance {0}', drain: 'Arrêt progressif…',
  undelivered: 'Résultats en attente d’envoi', allDelivered: 'Le Manager a accepté tous les résultats.', nextTry: 'prochaine tentative {0}', retry: 'Réessayer maintenant', now: 'maintenant', inTime: 'dans {0}',
  machine: 'Machine', cpu: 'Processeur', memory: 'Mémoire', disk: 'Disque', heap: 'Tas Java', gpu: 'GPU', cores: '{0} cœurs', usedOf: '{0} sur {1}', freeOf: '{0} libres sur {1}', fullIn: 'saturé dans {0}',
  week: '7 derniers jours', weekSum: '{0} réussies, {1} en échec', weekRate: '{0} de réussite', chart: '{0}\u00a0: {1} réussies, {2} en échec, {3} arrêtées', ok: 'réussies', bad: 'en échec', stopped: 'arrêtées',
  history: 'Historique', search: 'Rechercher', searchHint: 'titre, identifiant, URL…', state: 'État', type: 'Type', all: 'tous', more: 'Afficher plus', none: 'Aucune tâche correspondante.', tasksShown: '{0} tâches affichées',
  'c.title': 'Titre', 'c.type': 'Type', 'c.state': 'État', 'c.begin': 'Acceptée', 'c.took': 'Durée',
  's.waiting': 'en attente', 's.running': 'en cours', 's.completed': 'terminée', 's.failed': 'en échec', 's.timeout': 'délai dépassé', 's.stopped': 'arrêtée',
  encoding: 'encodage', studio: 'studio', transcription: 'transcription',
  back: '← Vue d’ensemble', task: 'Tâche', unknownTask: 'Cette tâche n’existe pas, ou elle a été supprimée en raison de son ancienneté.', timeline: 'Chronologie', accepted: 'Acceptée', begun: 'Démarrée', ended: 'Terminée',
  parameters: 'Paramètres', noParameters: 'aucun', commands: 'Lignes de commande', noCommands: 'Aucun programme n’a été exécuté.', copy: 'Copier', copied: 'Copié.', log: 'Journal', noLog: 'Aucun journal.', follow: 'Suivre',
  result: 'Résultat', files: 'Fichiers', thumbnails: 'Vignettes', scrub: 'Position dans la vidéo', video: 'Aperçu du résultat', subtitles: 'Sous-titres', why: 'Cause de l’échec', source: 'Source', institution: 'Établissement', application: 'Application', attempt: 'Tentative', id: 'Identifiant',
  'ask.stop': 'Arrêter cette tâche\u202f?', 'ask.stop.text': '«\u00a0{0}\u00a0» sera arrêtée et signalée comme annulée. Le travail effectué sera perdu.', 'ask.stop.yes': 'Arrêter la tâche',
  'ask.pause': 'Mettre l’instance {0} en pause\u202f?', 'ask.pause.text': 'Elle n’acceptera plus de tâche jusqu’à sa reprise. La tâche en cours continue.', 'ask.pause.yes': 'Mettre en pause',
  'ask.resume': 'Reprendre l’instance {0}\u202f?', 'ask.resume.text': 'Elle acceptera de nouveau des tâches.', 'ask.resume.yes': 'Reprendre',
  'ask.drain': 'Arrêter progressivement le runner\u202f?', 'ask.drain.text': 'Aucune instance n’acceptera plus de tâche. Les tâches en cours disposent de SHUTDOWN_GRACE_SECONDS pour se terminer. Ensuite, le runner s’arrête et cette page n’est plus accessible. Les tâches inachevées reprennent au prochain démarrage.', 'ask.drain.yes': 'Lancer l’arrêt',
  'ask.retry': 'Relancer tous les envois maintenant\u202f?', 'ask.retry.text': 'Le runner envoie immédiatement au Manager tous les résultats en attente.', 'ask.retry.yes': 'Réessayer maintenant',
  'done.ok': 'C’est fait.', 'done.over': 'La tâche était déjà terminée.', 'done.unknown': 'Introuvable sur ce runner.', 'done.csrf': 'Refusé. Rechargez la page.', 'done.failed': 'L’action a échoué. Consultez le journal du runner.',
};

const TEXTS = { en: EN, fr: FR };
let language = 'en';

/** The selected language, else the browser’s. */
export function setLanguage(wanted) {
  if (wanted) localStorage.setItem('language', wanted);
  const stored = localStorage.getItem('language') ?? navigator.language.slice(0, 2);
  language = stored === 'fr' ? 'fr' : 'en';
  document.documentElement.lang = language;
}

export const lang = () => language;
export const locale = () => (language === 'fr' ? 'fr-FR' : 'en-GB');

/** A text with its placeholders filled in. */
export function t(key, ...gaps) {
  const text = TEXTS[language][key] ?? EN[key] ?? key;
  return text.replace(/\{(\d)\}/g, (gap, n) => gaps[Number(n)] ?? gap);
}

/** Whether a text exists. */
export const knows = (key) => key in EN;

/** Translates the static texts of the page. */
export function translate(root) {
  root.querySelectorAll('[data-text]').forEach((node) => {
    node.textContent = t(node.dataset.text);
  });
}

/** For a test: both languages have the same keys. */
export const keys = () => ({ en: Object.keys(EN), fr: Object.keys(FR) });
