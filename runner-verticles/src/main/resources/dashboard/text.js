const EN = {
  skip: 'Skip to content', login: 'Log in', logout: 'Log out', token: 'Dashboard token', no: 'Cancel',
  tokenHint: 'The runner showed it once at its first start; it is in STORAGE_DIR/dashboard.token.',
  'problem.wrong': 'That is not the token.', 'problem.locked': 'Too many wrong tokens. Wait a minute.',
  language: 'Français', 'theme.system': 'Theme: system', 'theme.light': 'Theme: light', 'theme.dark': 'Theme: dark',
  units: 'B KiB MiB GiB TiB', ago: '{0} ago', days: '{0} days', live: 'Live', lost: 'Connection lost, trying again …',
  wait: 'Loading …', 'verdict.good': 'All is well', 'verdict.one': '1 thing needs attention', 'verdict.many': '{0} things need attention',
  draining: 'Draining: the runner is about to end',
  attention: 'Needs attention', nothing: 'Nothing needs your attention.',
  'a.failed': '{0} failed', 'a.stalled': 'No progress for {0}', 'a.outbox': 'The Manager has not taken the result of a task for {0}', 'a.parked': 'Delivery of a result was given up',
  'a.disk': 'Disk {0} full', 'a.diskSoon': 'Disk {0} full; at this pace nothing is left in {1}', 'a.manager': 'The Manager does not know {0}', 'a.engine': 'A program is missing or does not work',
  tries: '{0} tries', again: 'Sending it again may help.', notAgain: 'Sending it again will not help.',
  'fault.request': 'for whoever sent the task', 'fault.source': 'for whoever made or serves the video', 'fault.runner': 'for whoever runs this machine',
  running: 'Running', noTasks: 'No task is running. New ones appear here by themselves.', waiting: 'waiting for a free instance', starting: 'starting',
  speed: '{0}× real time', eta: '{0} left', etaUnknown: 'time left unknown', elapsed: 'for {0}', stop: 'Stop', stopOf: 'Stop {0}', stopping: 'stopping …', details: 'Details',
  'stage.fetch': 'Download', 'stage.inspect': 'Inspect', 'stage.process': 'Process', 'stage.verify': 'Verify', 'stage.publish': 'Publish',
  instances: 'Instances', instance: 'Instance {0}', free: 'free', 'r.task': 'busy with a task', 'r.paused': 'paused', 'r.disk': 'too little disk left', 'r.draining': 'draining', 'r.starting': 'starting', 'r.manager': 'not registered: {0}',
  pause: 'Pause', resume: 'Resume', pauseOf: 'Pause instance {0}', resumeOf: 'Resume instance {0}', drain: 'Drain …',
  undelivered: 'Results not yet delivered', allDelivered: 'The Manager has taken every result.', nextTry: 'next try {0}', retry: 'Try now', now: 'now', inTime: 'in {0}',
  machine: 'Machine', cpu: 'CPU', memory: 'Memory', disk: 'Disk', heap: 'Runner heap', gpu: 'GPU', cores: '{0} cores', usedOf: '{0} of {1}', freeOf: '{0} free of {1}', fullIn: 'full in {0}',
  week: 'Last 7 days', weekSum: '{0} succeeded, {1} failed', weekRate: '{0} succeeded', chart: '{0}: {1} succeeded, {2} failed, {3} stopped', ok: 'succeeded', bad: 'failed', stopped: 'stopped',
  history: 'History', search: 'Search', searchHint: 'title, id, address …', state: 'State', type: 'Type', all: 'all', more: 'Show more', none: 'No task matches.', tasksShown: '{0} tasks shown',
  'c.title': 'Title', 'c.type': 'Type', 'c.state': 'State', 'c.begin': 'Accepted', 'c.took': 'Took',
  's.waiting': 'waiting', 's.running': 'running', 's.completed': 'completed', 's.failed': 'failed', 's.timeout': 'timed out', 's.stopped': 'stopped',
  encoding: 'encoding', studio: 'studio', transcription: 'transcription',
  back: '← Overview', task: 'Task', unknownTask: 'There is no such task, or its record was removed by age.', timeline: 'Timeline', accepted: 'Accepted', begun: 'Begun', ended: 'Ended',
  parameters: 'Parameters', noParameters: 'none', commands: 'Command lines', noCommands: 'No program was run.', copy: 'Copy', copied: 'Copied.', log: 'Log', noLog: 'There is no log.', follow: 'Follow the end',
  result: 'Result', files: 'Files', thumbnails: 'Thumbnails', scrub: 'Position in the video', video: 'Preview of the result', subtitles: 'Subtitles', why: 'Why it failed', source: 'Source', institution: 'Institution', application: 'Application', attempt: 'Attempt', id: 'Id',
  'ask.stop': 'Stop this task?', 'ask.stop.text': '“{0}” ends now and is reported as cancelled. What it has made is lost.', 'ask.stop.yes': 'Stop the task',
  'ask.pause': 'Pause instance {0}?', 'ask.pause.text': 'It takes no further task until it is resumed. What runs goes on.', 'ask.pause.yes': 'Pause',
  'ask.resume': 'Resume instance {0}?', 'ask.resume.text': 'It takes tasks again.', 'ask.resume.yes': 'Resume',
  'ask.drain': 'Drain the whole runner?', 'ask.drain.text': 'No instance takes another task. What runs may go on for SHUTDOWN_GRACE_SECONDS; then the runner ends, and this page with it. What is unfinished goes on at its next start.', 'ask.drain.yes': 'Drain',
  'ask.retry': 'Try all deliveries now?', 'ask.retry.text': 'Each waiting result is sent to the Manager at once.', 'ask.retry.yes': 'Try now',
  'done.ok': 'Done.', 'done.over': 'It had ended already.', 'done.unknown': 'It is not known here.', 'done.csrf': 'Refused. Load the page again.', 'done.failed': 'That did not work; the log of the runner says why.',
};

const FR = {
  skip: 'Aller au contenu', login: 'Se connecter', logout: 'Se déconnecter', token: 'Jeton du tableau de bord', no: 'Annuler',
  tokenHint: "Le runner l'a affiché une fois à son premier démarrage ; il se trouve dans STORAGE_DIR/dashboard.token.",
  'problem.wrong': "Ce n'est pas le bon jeton.", 'problem.locked': 'Trop de jetons erronés. Patientez une minute.',
  language: 'English', 'theme.system': 'Thème : système', 'theme.light': 'Thème : clair', 'theme.dark': 'Thème : sombre',
  units: 'o Kio Mio Gio Tio', ago: 'il y a {0}', days: '{0} jours', live: 'En direct', lost: 'Connexion perdue, nouvel essai…',
  wait: 'Chargement…', 'verdict.good': 'Tout va bien', 'verdict.one': '1 point demande votre attention', 'verdict.many': '{0} points demandent votre attention',
  draining: 'Vidange : le runner va s’arrêter',
  attention: 'À surveiller', nothing: 'Rien ne demande votre attention.',
  'a.failed': 'Échec : {0}', 'a.stalled': 'Aucune progression depuis {0}', 'a.outbox': "Le Manager n'a pas pris le résultat d'une tâche depuis {0}", 'a.parked': "L'envoi d'un résultat a été abandonné",
  'a.disk': 'Disque plein à {0}', 'a.diskSoon': "Disque plein à {0} ; à ce rythme, il n'y aura plus de place dans {1}", 'a.manager': 'Le Manager ne connaît pas {0}', 'a.engine': 'Un programme manque ou ne fonctionne pas',
  tries: '{0} essais', again: 'Renvoyer la tâche peut aider.', notAgain: "Renvoyer la tâche n'aidera pas.",
  'fault.request': "pour l'expéditeur de la tâche", 'fault.source': "pour l'auteur ou l'hébergeur de la vidéo", 'fault.runner': "pour l'exploitant de cette machine",
  running: 'En cours', noTasks: 'Aucune tâche en cours. Les nouvelles apparaissent ici toutes seules.', waiting: "en attente d'une instance libre", starting: 'démarrage',
  speed: '{0}× le temps réel', eta: 'encore {0}', etaUnknown: 'temps restant inconnu', elapsed: 'depuis {0}', stop: 'Arrêter', stopOf: 'Arrêter {0}', stopping: 'arrêt en cours…', details: 'Détails',
  'stage.fetch': 'Téléchargement', 'stage.inspect': 'Analyse', 'stage.process': 'Traitement', 'stage.verify': 'Contrôle', 'stage.publish': 'Publication',
  instances: 'Instances', instance: 'Instance {0}', free: 'libre', 'r.task': 'occupée par une tâche', 'r.paused': 'en pause', 'r.disk': 'trop peu de place sur le disque', 'r.draining': 'en vidange', 'r.starting': 'démarrage', 'r.manager': 'non enregistrée : {0}',
  pause: 'Pause', resume: 'Reprendre', pauseOf: "Mettre l'instance {0} en pause", resumeOf: "Reprendre l'instance {0}", drain: 'Vidanger…',
  undelivered: 'Résultats à transmettre', allDelivered: 'Le Manager a pris tous les résultats.', nextTry: 'prochain essai {0}', retry: 'Essayer maintenant', now: 'maintenant', inTime: 'dans {0}',
  machine: 'Machine', cpu: 'Processeur', memory: 'Mémoire', disk: 'Disque', heap: 'Tas du runner', gpu: 'GPU', cores: '{0} cœurs', usedOf: '{0} sur {1}', freeOf: '{0} libres sur {1}', fullIn: 'plein dans {0}',
  week: '7 derniers jours', weekSum: '{0} réussies, {1} en échec', weekRate: '{0} réussies', chart: '{0} : {1} réussies, {2} en échec, {3} arrêtées', ok: 'réussies', bad: 'en échec', stopped: 'arrêtées',
  history: 'Historique', search: 'Rechercher', searchHint: 'titre, identifiant, adresse…', state: 'État', type: 'Type', all: 'tous', more: 'Afficher plus', none: 'Aucune tâche ne correspond.', tasksShown: '{0} tâches affichées',
  'c.title': 'Titre', 'c.type': 'Type', 'c.state': 'État', 'c.begin': 'Acceptée', 'c.took': 'Durée',
  's.waiting': 'en attente', 's.running': 'en cours', 's.completed': 'terminée', 's.failed': 'en échec', 's.timeout': 'temps dépassé', 's.stopped': 'arrêtée',
  encoding: 'encodage', studio: 'studio', transcription: 'transcription',
  back: "← Vue d'ensemble", task: 'Tâche', unknownTask: "Cette tâche n'existe pas, ou sa trace a été effacée avec le temps.", timeline: 'Chronologie', accepted: 'Acceptée', begun: 'Commencée', ended: 'Finie',
  parameters: 'Paramètres', noParameters: 'aucun', commands: 'Lignes de commande', noCommands: "Aucun programme n'a été lancé.", copy: 'Copier', copied: 'Copié.', log: 'Journal', noLog: "Il n'y a pas de journal.", follow: 'Suivre la fin',
  result: 'Résultat', files: 'Fichiers', thumbnails: 'Vignettes', scrub: 'Position dans la vidéo', video: 'Aperçu du résultat', subtitles: 'Sous-titres', why: "Raison de l'échec", source: 'Source', institution: 'Établissement', application: 'Application', attempt: 'Tentative', id: 'Identifiant',
  'ask.stop': 'Arrêter cette tâche ?', 'ask.stop.text': '« {0} » s’arrête tout de suite et sera signalée comme annulée. Ce qui a été fait est perdu.', 'ask.stop.yes': 'Arrêter la tâche',
  'ask.pause': "Mettre l'instance {0} en pause ?", 'ask.pause.text': "Elle ne prendra plus de tâche jusqu'à sa reprise. Ce qui est en cours continue.", 'ask.pause.yes': 'Mettre en pause',
  'ask.resume': "Reprendre l'instance {0} ?", 'ask.resume.text': 'Elle prendra de nouveau des tâches.', 'ask.resume.yes': 'Reprendre',
  'ask.drain': 'Vidanger tout le runner ?', 'ask.drain.text': "Aucune instance ne prendra plus de tâche. Ce qui est en cours peut continuer pendant SHUTDOWN_GRACE_SECONDS ; puis le runner s'arrête, et cette page avec lui. Le reste reprendra à son prochain démarrage.", 'ask.drain.yes': 'Vidanger',
  'ask.retry': 'Réessayer tous les envois ?', 'ask.retry.text': 'Chaque résultat en attente est envoyé au Manager tout de suite.', 'ask.retry.yes': 'Essayer maintenant',
  'done.ok': "C'est fait.", 'done.over': 'Elle était déjà finie.', 'done.unknown': 'Inconnu ici.', 'done.csrf': 'Refusé. Rechargez la page.', 'done.failed': "Échec ; le journal du runner dit pourquoi.",
};

const TEXTS = { en: EN, fr: FR };
let language = 'en';

/** The chosen language, else the browser's. */
export function setLanguage(wanted) {
  if (wanted) localStorage.setItem('language', wanted);
  const stored = localStorage.getItem('language') ?? navigator.language.slice(0, 2);
  language = stored === 'fr' ? 'fr' : 'en';
  document.documentElement.lang = language;
}

export const lang = () => language;
export const locale = () => (language === 'fr' ? 'fr-FR' : 'en-GB');

/** A text with its gaps filled. */
export function t(key, ...gaps) {
  const text = TEXTS[language][key] ?? EN[key] ?? key;
  return text.replace(/\{(\d)\}/g, (gap, n) => gaps[Number(n)] ?? gap);
}

/** Whether there is such a text. */
export const knows = (key) => key in EN;

/** Fills the texts of what is in the page from the start. */
export function translate(root) {
  root.querySelectorAll('[data-text]').forEach((node) => {
    node.textContent = t(node.dataset.text);
  });
}

/** For a test: both languages say the same things. */
export const keys = () => ({ en: Object.keys(EN), fr: Object.keys(FR) });
