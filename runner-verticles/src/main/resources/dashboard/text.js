const EN = {
  skip: 'Skip to content', login: 'Log in', logout: 'Log out', token: 'Dashboard token', no: 'Cancel',
  tokenHint: 'The runner printed it at its first start and stored it in STORAGE_DIR/dashboard.token.',
  'problem.wrong': 'Wrong token.', 'problem.locked': 'Too many wrong tokens. Wait a minute.',
  language: 'Français', 'theme.system': 'Theme: system', 'theme.light': 'Theme: light', 'theme.dark': 'Theme: dark',
  units: 'B KiB MiB GiB TiB', ago: '{0} ago', days: '{0} days', live: 'Live', lost: 'Connection lost, reconnecting …',
  wait: 'Loading …', 'verdict.good': 'All is well', 'verdict.one': '1 thing needs attention', 'verdict.many': '{0} things need attention',
  draining: 'Draining: the runner will exit soon',
  attention: 'Needs attention', nothing: 'Nothing needs your attention.',
  'a.stalled': 'No progress for {0}', 'a.outbox': 'The Manager has not accepted {0} results, the oldest for {1}', 'a.parked': 'Results parked, no longer retried: {0}',
  'a.disk': 'Disk {0} full', 'a.diskSoon': 'Disk {0} full; at this rate it will be full in {1}', 'a.engine': 'Something is missing or works only in part', 'a.storage': 'The storage folder cannot be used', 'a.tools': 'Programs do not work: {0}',
  tries: 'attempts: {0}', again: 'Retrying may help.', notAgain: 'Retrying will not help.',
  'fault.request': 'who has to act: task sender', 'fault.source': 'who has to act: video owner', 'fault.runner': 'who has to act: runner operator',
  running: 'Running', noTasks: 'No task is running. New tasks appear here automatically.', waiting: 'waiting for a free instance', queued: 'Waiting in the queue – {0}', starting: 'starting',
  speed: '{0}× real time', eta: '{0} left', etaUnknown: 'time left unknown', elapsed: 'for {0}', stop: 'Stop', stopOf: 'Stop {0}', stopping: 'stopping …', details: 'Details',
  'stage.fetch': 'Download', 'stage.inspect': 'Inspect', 'stage.process': 'Process', 'stage.verify': 'Verify', 'stage.publish': 'Publish',
  instances: 'Instances', instance: 'Instance {0}', free: 'free', 'r.task': 'running a task', 'r.paused': 'paused', 'r.disk': 'low on disk space', 'r.cpu': 'the other tasks need the processors', 'r.memory': 'low on memory', 'r.gpu': 'the other tasks need the memory of the graphics card', 'r.suspect': 'waiting: a task that may crash the runner runs alone', 'r.storage': 'storage not usable', 'r.tools': 'programs do not work', 'r.draining': 'draining', 'r.starting': 'starting', 'r.manager': 'not registered: {0}',
  pause: 'Pause', resume: 'Resume', pauseOf: 'Pause instance {0}', resumeOf: 'Resume instance {0}', drain: 'Drain …',
  undelivered: 'Results not yet delivered', allDelivered: 'The Manager has accepted every result.', nextTry: 'next attempt {0}', retry: 'Retry now', now: 'now', inTime: 'in {0}',
  machine: 'Machine', cpu: 'CPU', memory: 'Memory', disk: 'Disk', heap: 'Java heap', gpu: 'GPU', cores: '{0} cores', usedOf: '{0} of {1}', freeOf: '{0} free of {1}', fullIn: 'full in {0}',
  programs: 'Programs', 'about.ffmpeg': 'ffmpeg', 'about.encoding': 'Encoding', 'about.devices': 'Graphics cards', 'about.transcription': 'Transcription', 'about.sandbox': 'Sandbox',
  week: 'Last 7 days', weekSum: '{0} succeeded, {1} failed', weekRate: '{0} succeeded', chart: '{0}: {1} succeeded, {2} failed, {3} stopped', ok: 'succeeded', bad: 'failed', stopped: 'stopped',
  history: 'History', search: 'Search', searchHint: 'title, id, URL …', state: 'State', type: 'Type', all: 'all', more: 'Show more', none: 'No matching task.', tasksShown: '{0} tasks shown',
  'c.title': 'Title', 'c.type': 'Type', 'c.state': 'State', 'c.begin': 'Accepted', 'c.took': 'Duration',
  's.waiting': 'waiting', 's.running': 'running', 's.completed': 'completed', 's.failed': 'failed', 's.timeout': 'timed out', 's.stopped': 'stopped',
  encoding: 'encoding', studio: 'studio', transcription: 'transcription',
  back: '← Overview', task: 'Task', unknownTask: 'This task does not exist, or it has been removed because of its age.', timeline: 'Timeline', accepted: 'Accepted', begun: 'Started', ended: 'Finished',
  parameters: 'Parameters', noParameters: 'none', commands: 'Command lines', noCommands: 'No program was run.', copy: 'Copy', copied: 'Copied.', log: 'Log', noLog: 'No log.', follow: 'Follow',
  bundle: 'Everything about this task in one file, for a report: no media, no secrets',
  result: 'Result', files: 'Files', thumbnails: 'Thumbnails', scrub: 'Position in the video', video: 'Preview of the result', subtitles: 'Subtitles', why: 'Why it failed', source: 'Source', attempt: 'Attempt', id: 'Id',
  'ask.stop': 'Stop this task?', 'ask.stop.text': '“{0}” will be stopped and reported as cancelled. Its work so far will be lost.', 'ask.stop.yes': 'Stop the task',
  'ask.pause': 'Pause instance {0}?', 'ask.pause.text': 'It takes no tasks until you resume it. A running task continues.', 'ask.pause.yes': 'Pause',
  'ask.resume': 'Resume instance {0}?', 'ask.resume.text': 'It takes tasks again.', 'ask.resume.yes': 'Resume',
  'ask.drain': 'Drain the whole runner?', 'ask.drain.text': 'No instance takes another task. Running tasks have {0} to finish. Then the runner exits, and this page goes offline. Unfinished tasks continue at the next start.', 'ask.drain.yes': 'Drain',
  'ask.retry': 'Retry all deliveries now?', 'ask.retry.text': 'The runner sends every waiting result to the Manager at once.', 'ask.retry.yes': 'Retry now',
  'done.ok': 'Done.', 'done.over': 'The task had already finished.', 'done.unknown': 'Not found on this runner.', 'done.csrf': 'Refused. Reload the page.', 'done.failed': 'The action failed. See the runner’s log.',
  setAside: 'Set aside: {0}', 'side.machine': 'This machine', 'side.video': 'Their videos', failedOnce: '1 task failed',
  failedTimes: '{0} tasks failed', warnedTimes: '{0} tasks completed with a warning', first: 'first', last: 'most recent',
  curedHost: 'It works again: {0} tasks from there have succeeded since.', curedType: 'It works again: {0} such tasks have succeeded since.', over: 'Over by itself after {0}.', acknowledge: 'Acknowledge',
  snooze: 'Snooze for a day', recall: 'Show again', 'a.interrupted': 'The runner ended while {0} tasks were running', 'a.interruptedHint': 'In the last 24 hours. They were resumed; its log says why it ended.',
  parked: 'parked, no longer retried', perSecond: '{0}/s', inLogs: 'in the logs', logsSearched: '{0} logs read',
  export: 'Export', onlyCause: 'Only tasks that failed with', showAll: 'Show all', firstSteps: 'First steps',
  firstManager: 'This runner has not had a task yet. Once it is registered, the Manager sends tasks by itself.', firstCurl: 'To send one by hand, put the address of a video into this line and set RUNNER_TOKEN:', firstDemo: 'bin/runner demo shows everything without a Manager; bin/runner process works on your own files.', 's.warnings': 'completed with warnings',
  's.restart': 'interrupted', warnings: 'Warnings', toDo: 'What to do:', attempts: 'Attempts',
  restarted: 'The runner ended or restarted before this attempt was over. The task continued with the next one.', notBegun: 'not started', tool: 'Output of the program that is running', speedTitle: 'Speed over time',
  speedWords: 'On average {0}× real time, between {1}× and {2}×', waited: 'Waiting', reported: 'Reported', total: 'Total',
  moments: 'Moments', notReported: 'The Manager has not accepted the result yet.', media: 'Source and results', 'm.size': 'Picture',
  'm.codec': 'Codec', 'm.frames': 'Frame rate', 'm.rate': 'Bit rate', 'm.bytes': 'Size',
  rate: '{0} kbit/s', fps: '{0} fps', long: '{0} long', sender: 'Sent by',
  wasStopped: 'A user stopped this task.', runAgain: 'Run again', notCopied: 'Not copied: the browser does not allow it. The text is selected; press Ctrl+C.', 'r.silent': 'does not listen: {0}',
  'r.unreachable': 'the Manager does not answer: {0}', 'a.unreachable': 'The Manager does not answer', 'a.refused': 'The Manager does not accept {0}', 'a.registering': 'Registering {0} with the Manager …',
  'a.outboxOver': 'The Manager did not accept results', 'ask.again': 'Run this task again?', 'ask.again.text': '“{0}” runs again under the same id, as if the Manager had sent it again. Results that it has now are replaced, and the Manager is told how it ends.', 'ask.again.yes': 'Run again',
  fleet: 'Fleet', fleetUnknown: 'The fleet does not answer.', 'f.error': 'cannot be reached: {0}', 'f.helps': 'encodes piece {0} of {1}', 'f.pieces': '{0} of {1} pieces', 'f.of': 'task of {0}', 'f.piece': 'Piece {0}: {1}, {2}',
  'f.live': 'at work', 'f.committed': 'done', 'f.expired': 'no sign of life', 'f.failed': 'failed', 'f.returned': 'given back', 'f.beaten': 'somebody else was faster',
  'done.again': 'The task runs again.', 'done.busy': 'No instance that could run it is free. Try again later.', 'done.running': 'The task is already running.',
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
  'a.stalled': 'Aucune progression depuis {0}', 'a.outbox': 'Le Manager n’a pas accepté {0} résultats, le plus ancien depuis {1}', 'a.parked': 'Résultats mis de côté, sans nouvelle tentative\u00a0: {0}',
  'a.disk': 'Disque plein à {0}', 'a.diskSoon': 'Disque plein à {0}\u202f; à ce rythme, il sera saturé dans {1}', 'a.engine': 'Il manque quelque chose, ou quelque chose ne fonctionne qu’en partie', 'a.storage': 'Le dossier de stockage est inutilisable', 'a.tools': 'Programmes défaillants\u00a0: {0}',
  tries: 'tentatives\u00a0: {0}', again: 'Une nouvelle tentative peut réussir.', notAgain: 'Inutile de réessayer.',
  'fault.request': 'à traiter par l’expéditeur de la tâche', 'fault.source': 'à traiter par le propriétaire de la vidéo', 'fault.runner': 'à traiter par l’exploitant du runner',
  running: 'En cours', noTasks: 'Aucune tâche en cours. Les nouvelles tâches s’affichent ici automatiquement.', waiting: 'en attente d’une instance libre', queued: 'Dans la file d’attente – {0}', starting: 'démarrage',
  speed: '{0}× le temps réel', eta: 'encore {0}', etaUnknown: 'temps restant inconnu', elapsed: 'depuis {0}', stop: 'Arrêter', stopOf: 'Arrêter {0}', stopping: 'arrêt en cours…', details: 'Détails',
  'stage.fetch': 'Téléchargement', 'stage.inspect': 'Analyse', 'stage.process': 'Traitement', 'stage.verify': 'Vérification', 'stage.publish': 'Publication',
  instances: 'Instances', instance: 'Instance {0}', free: 'libre', 'r.task': 'tâche en cours', 'r.paused': 'en pause', 'r.disk': 'espace disque insuffisant', 'r.cpu': 'les autres tâches occupent les processeurs', 'r.memory': 'mémoire insuffisante', 'r.gpu': 'les autres tâches occupent la mémoire de la carte graphique', 'r.suspect': 'en attente\u00a0: une tâche qui arrête peut-être le runner tourne seule', 'r.storage': 'stockage inutilisable', 'r.tools': 'programmes défaillants', 'r.draining': 'arrêt progressif', 'r.starting': 'démarrage', 'r.manager': 'non enregistrée\u00a0: {0}',
  pause: 'Pause', resume: 'Reprendre', pauseOf: 'Mettre l’instance {0} en pause', resumeOf: 'Reprendre l’instance {0}', drain: 'Arrêt progressif…',
  undelivered: 'Résultats en attente d’envoi', allDelivered: 'Le Manager a accepté tous les résultats.', nextTry: 'prochaine tentative {0}', retry: 'Réessayer maintenant', now: 'maintenant', inTime: 'dans {0}',
  machine: 'Machine', cpu: 'Processeur', memory: 'Mémoire', disk: 'Disque', heap: 'Tas Java', gpu: 'GPU', cores: '{0} cœurs', usedOf: '{0} sur {1}', freeOf: '{0} libres sur {1}', fullIn: 'saturé dans {0}',
  programs: 'Programmes', 'about.ffmpeg': 'ffmpeg', 'about.encoding': 'Encodage', 'about.devices': 'Cartes graphiques', 'about.transcription': 'Transcription', 'about.sandbox': 'Bac à sable',
  week: '7 derniers jours', weekSum: '{0} réussies, {1} en échec', weekRate: '{0} de réussite', chart: '{0}\u00a0: {1} réussies, {2} en échec, {3} arrêtées', ok: 'réussies', bad: 'en échec', stopped: 'arrêtées',
  history: 'Historique', search: 'Rechercher', searchHint: 'titre, identifiant, URL…', state: 'État', type: 'Type', all: 'tous', more: 'Afficher plus', none: 'Aucune tâche correspondante.', tasksShown: '{0} tâches affichées',
  'c.title': 'Titre', 'c.type': 'Type', 'c.state': 'État', 'c.begin': 'Acceptée', 'c.took': 'Durée',
  's.waiting': 'en attente', 's.running': 'en cours', 's.completed': 'terminée', 's.failed': 'en échec', 's.timeout': 'délai dépassé', 's.stopped': 'arrêtée',
  encoding: 'encodage', studio: 'studio', transcription: 'transcription',
  back: '← Vue d’ensemble', task: 'Tâche', unknownTask: 'Cette tâche n’existe pas, ou elle a été supprimée en raison de son ancienneté.', timeline: 'Chronologie', accepted: 'Acceptée', begun: 'Démarrée', ended: 'Terminée',
  parameters: 'Paramètres', noParameters: 'aucun', commands: 'Lignes de commande', noCommands: 'Aucun programme n’a été exécuté.', copy: 'Copier', copied: 'Copié.', log: 'Journal', noLog: 'Aucun journal.', follow: 'Suivre',
  bundle: 'Tout sur cette tâche dans un fichier, pour un rapport : ni média ni secret',
  result: 'Résultat', files: 'Fichiers', thumbnails: 'Vignettes', scrub: 'Position dans la vidéo', video: 'Aperçu du résultat', subtitles: 'Sous-titres', why: 'Cause de l’échec', source: 'Source', attempt: 'Tentative', id: 'Identifiant',
  'ask.stop': 'Arrêter cette tâche\u202f?', 'ask.stop.text': '«\u00a0{0}\u00a0» sera arrêtée et signalée comme annulée. Le travail effectué sera perdu.', 'ask.stop.yes': 'Arrêter la tâche',
  'ask.pause': 'Mettre l’instance {0} en pause\u202f?', 'ask.pause.text': 'Elle n’acceptera plus de tâche jusqu’à sa reprise. La tâche en cours continue.', 'ask.pause.yes': 'Mettre en pause',
  'ask.resume': 'Reprendre l’instance {0}\u202f?', 'ask.resume.text': 'Elle acceptera de nouveau des tâches.', 'ask.resume.yes': 'Reprendre',
  'ask.drain': 'Arrêter progressivement le runner\u202f?', 'ask.drain.text': 'Aucune instance n’acceptera plus de tâche. Les tâches en cours disposent de {0} pour se terminer. Ensuite, le runner s’arrête et cette page n’est plus accessible. Les tâches inachevées reprennent au prochain démarrage.', 'ask.drain.yes': 'Lancer l’arrêt',
  'ask.retry': 'Relancer tous les envois maintenant\u202f?', 'ask.retry.text': 'Le runner envoie immédiatement au Manager tous les résultats en attente.', 'ask.retry.yes': 'Réessayer maintenant',
  'done.ok': 'C’est fait.', 'done.over': 'La tâche était déjà terminée.', 'done.unknown': 'Introuvable sur ce runner.', 'done.csrf': 'Refusé. Rechargez la page.', 'done.failed': 'L’action a échoué. Consultez le journal du runner.',
  setAside: 'Mis de côté\u00a0: {0}', 'side.machine': 'Cette machine', 'side.video': 'Leurs vidéos', failedOnce: '1 tâche en échec',
  failedTimes: '{0} tâches en échec', warnedTimes: '{0} tâches terminées avec un avertissement', first: 'première', last: 'dernière',
  curedHost: 'Cela refonctionne\u00a0: {0} tâches de là ont réussi depuis.', curedType: 'Cela refonctionne\u00a0: {0} tâches de ce type ont réussi depuis.', over: 'Rétabli tout seul après {0}.', acknowledge: 'Pris en compte',
  snooze: 'Reporter d’un jour', recall: 'Afficher à nouveau', 'a.interrupted': 'Le runner s’est arrêté pendant que {0} tâches étaient en cours', 'a.interruptedHint': 'Au cours des dernières 24 heures. Elles ont repris\u202f; son journal dit pourquoi il s’est arrêté.',
  parked: 'mis de côté, sans nouvelle tentative', perSecond: '{0}/s', inLogs: 'dans les journaux', logsSearched: '{0} journaux lus',
  export: 'Exporter', onlyCause: 'Seulement les tâches en échec avec', showAll: 'Tout afficher', firstSteps: 'Premiers pas',
  firstManager: 'Ce runner n’a encore reçu aucune tâche. Une fois enregistré, le Manager lui en envoie tout seul.', firstCurl: 'Pour en envoyer une à la main, mettez l’adresse d’une vidéo dans cette ligne et définissez RUNNER_TOKEN\u00a0:', firstDemo: 'bin/runner demo montre tout sans Manager\u202f; bin/runner process traite vos propres fichiers.', 's.warnings': 'terminée avec avertissements',
  's.restart': 'interrompue', warnings: 'Avertissements', toDo: 'Que faire\u00a0:', attempts: 'Tentatives',
  restarted: 'Le runner s’est arrêté ou a redémarré avant la fin de cette tentative. La tâche a continué avec la suivante.', notBegun: 'pas commencée', tool: 'Sortie du programme en cours', speedTitle: 'Vitesse au fil du temps',
  speedWords: 'En moyenne {0}× le temps réel, entre {1}× et {2}×', waited: 'Attente', reported: 'Signalée', total: 'Total',
  moments: 'Moments', notReported: 'Le Manager n’a pas encore accepté le résultat.', media: 'Source et résultats', 'm.size': 'Image',
  'm.codec': 'Codec', 'm.frames': 'Cadence', 'm.rate': 'Débit', 'm.bytes': 'Taille',
  rate: '{0} kbit/s', fps: '{0} i/s', long: 'durée\u00a0: {0}', sender: 'Envoyée par',
  wasStopped: 'Un utilisateur a arrêté cette tâche.', runAgain: 'Relancer', notCopied: 'Non copié\u00a0: le navigateur ne le permet pas. Le texte est sélectionné\u202f; appuyez sur Ctrl+C.', 'r.silent': 'n’écoute pas\u00a0: {0}',
  'r.unreachable': 'le Manager ne répond pas\u00a0: {0}', 'a.unreachable': 'Le Manager ne répond pas', 'a.refused': 'Le Manager n’accepte pas {0}', 'a.registering': 'Enregistrement de {0} auprès du Manager…',
  'a.outboxOver': 'Le Manager n’acceptait pas de résultats', 'ask.again': 'Relancer cette tâche\u202f?', 'ask.again.text': '«\u00a0{0}\u00a0» est relancée sous le même identifiant, comme si le Manager l’avait renvoyée. Ses résultats actuels sont remplacés, et le Manager apprend comment elle se termine.', 'ask.again.yes': 'Relancer',
  fleet: 'Groupe', fleetUnknown: 'Le groupe ne répond pas.', 'f.error': 'injoignable\u00a0: {0}', 'f.helps': 'encode le segment {0} de {1}', 'f.pieces': '{0} segments sur {1}', 'f.of': 'tâche de {0}', 'f.piece': 'Segment {0}\u00a0: {1}, {2}',
  'f.live': 'en cours', 'f.committed': 'terminé', 'f.expired': 'sans signe de vie', 'f.failed': 'en échec', 'f.returned': 'rendu', 'f.beaten': 'devancé par un autre',
  'done.again': 'La tâche est relancée.', 'done.busy': 'Aucune instance capable de la traiter n’est libre. Réessayez plus tard.', 'done.running': 'La tâche est déjà en cours.',
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
