package io.mediarunner.core.error;

import io.mediarunner.core.task.TaskState;
import java.util.Arrays;
import java.util.Optional;

/**
 * Why a task ended without results. The name is wire format: it appears in {@code info_video.json},
 * logs and status responses and is never reused for another meaning.
 */
public enum FailureCode {
  /** No runner has this type. */
  TASK_TYPE_UNKNOWN(
      Fault.REQUEST, false, "This task type does not exist.", "Ce type de tâche n'existe pas."),
  /** The type exists, but this instance is not configured for it. */
  TASK_TYPE_NOT_OFFERED(
      Fault.REQUEST,
      false,
      "This runner is not configured for this task type.",
      "Ce runner n'est pas configuré pour ce type de tâche."),
  /** The type is configured, but this version does not support it yet. */
  TASK_TYPE_NOT_SUPPORTED(
      Fault.RUNNER,
      false,
      "This version of the runner does not support this task type yet.",
      "Cette version du runner ne prend pas encore en charge ce type de tâche."),
  /** A parameter has an unknown name or an invalid value. */
  PARAMETER_INVALID(
      Fault.REQUEST,
      false,
      "A task parameter has an unknown name or an invalid value.",
      "Un paramètre de la tâche a un nom inconnu ou une valeur invalide."),
  /** The requested cut is not possible. */
  CUT_INVALID(
      Fault.REQUEST,
      false,
      "The requested cut is not possible in this video.",
      "La coupe demandée est impossible dans cette vidéo."),
  /** A logo or credits are unavailable, and the settings make that a failure. */
  DRESSING_UNAVAILABLE(
      Fault.REQUEST,
      true,
      "The logo or the credits could not be downloaded or read.",
      "Le logo ou les génériques n'ont pas pu être téléchargés ou lus."),
  /** The source URL is not http(s), has no file name, or is not allowed here. */
  SOURCE_URL_INVALID(
      Fault.REQUEST,
      false,
      "This runner may not download from the address of the video.",
      "Ce runner n'est pas autorisé à télécharger depuis l'adresse de la vidéo."),
  /** The source server says that the file does not exist (404, 410). */
  SOURCE_NOT_FOUND(
      Fault.SOURCE,
      false,
      "The video no longer exists at its address.",
      "La vidéo n'existe plus à cette adresse."),
  /** The source server refuses for good (400, 401, 403, 405, 451 and the like). */
  SOURCE_REFUSED(
      Fault.SOURCE,
      false,
      "The video server refuses the download or asks for a login.",
      "Le serveur de la vidéo refuse le téléchargement ou demande une authentification."),
  /** The certificate of the source server is not trusted here. */
  SOURCE_UNTRUSTED(
      Fault.SOURCE,
      false,
      "The video server has a certificate that this runner does not trust.",
      "Le certificat du serveur de la vidéo n'est pas reconnu par ce runner."),
  /** The source server does not respond, or keeps failing. */
  SOURCE_UNAVAILABLE(
      Fault.SOURCE,
      true,
      "The video server does not respond or keeps failing.",
      "Le serveur de la vidéo ne répond pas ou échoue."),
  /** The download kept breaking or did not deliver what was announced. */
  SOURCE_INCOMPLETE(
      Fault.SOURCE,
      true,
      "The video is incomplete: only part of it arrived or can be read.",
      "La vidéo est incomplète : seule une partie a été reçue ou est lisible."),
  /** Larger than {@code MAX_VIDEO_SIZE_GB}. */
  SOURCE_TOO_LARGE(
      Fault.SOURCE,
      false,
      "The video is larger than this runner allows.",
      "La vidéo dépasse la taille acceptée par ce runner."),
  /** So much of it cannot be decoded that the result would be a frozen picture. */
  SOURCE_DAMAGED(
      Fault.SOURCE,
      false,
      "The video is damaged: too much of it cannot be decoded.",
      "La vidéo est endommagée : une trop grande partie est illisible."),
  /** Not a media file, empty, or damaged beyond reading. */
  SOURCE_UNREADABLE(
      Fault.SOURCE,
      false,
      "The file is not a video or audio file, or is too damaged to read.",
      "Le fichier n'est ni une vidéo ni un fichier audio, ou il est trop endommagé pour être lu."),
  /** A readable file with neither video nor audio. */
  NO_STREAMS(
      Fault.SOURCE,
      false,
      "The file has neither a video stream nor an audio track.",
      "Le fichier ne contient ni piste vidéo ni piste audio."),
  /** Larger, faster or with more streams than any lecture. */
  SOURCE_EXCESSIVE(
      Fault.SOURCE,
      false,
      "Unsupported source: its size, frame rate or number of tracks is out of range.",
      "Source non prise en charge : dimensions, cadence ou nombre de pistes hors limites."),
  /** A Mediapackage or cutting list that is not XML, or contains something not allowed. */
  MEDIAPACKAGE_INVALID(
      Fault.SOURCE,
      false,
      "The description of the recording (Mediapackage) cannot be read.",
      "La description de l'enregistrement (Mediapackage) est illisible."),
  /** A Mediapackage without a recording. */
  MEDIAPACKAGE_EMPTY(
      Fault.SOURCE,
      false,
      "The description of the recording (Mediapackage) lists no presenter or presentation video.",
      "La description de l'enregistrement (Mediapackage) ne contient aucune vidéo de l'orateur ou"
          + " de la présentation."),
  /** Recordings without video. */
  NO_PICTURE(
      Fault.SOURCE,
      false,
      "None of the recordings has a video stream.",
      "Aucun des enregistrements ne contient de piste vidéo."),
  /** Contains a codec on {@code MEDIA_CODEC_DENYLIST}. */
  CODEC_DENIED(
      Fault.SOURCE,
      false,
      "The video uses a codec that this runner refuses for security reasons.",
      "La vidéo utilise un codec refusé par ce runner pour des raisons de sécurité."),
  /** A recording without audio for a transcription. */
  NO_AUDIO(
      Fault.SOURCE,
      false,
      "The recording has no audio track to transcribe.",
      "L'enregistrement ne contient pas de piste audio à transcrire."),
  /** The speech model is not installed. */
  MODEL_MISSING(
      Fault.RUNNER,
      false,
      "The requested speech model is not installed on this runner.",
      "Le modèle de transcription demandé n'est pas installé sur ce runner."),
  /** The speech model, or the task itself, needs more memory than there is. */
  MEMORY_SHORT(
      Fault.RUNNER,
      true,
      "The runner does not have enough memory for this task.",
      "Le runner n'a pas assez de mémoire pour cette tâche."),
  /** The limit on open files, on processes, or the memory for another process is used up. */
  RESOURCES_SHORT(
      Fault.RUNNER,
      true,
      "The runner has run out of open files, processes or memory.",
      "Le runner n'a plus assez de fichiers ouverts, de processus ou de mémoire."),
  /** The speech engine failed or exited without a complete result. */
  ENGINE_FAILED(
      Fault.RUNNER,
      true,
      "The speech could not be transcribed.",
      "La parole n'a pas pu être transcrite."),
  /** Subtitles in another language, and nothing here translates into it. */
  NO_TRANSLATOR(
      Fault.RUNNER,
      false,
      "The subtitles were requested in a language that this runner cannot translate into.",
      "Les sous-titres sont demandés dans une langue vers laquelle ce runner ne sait pas traduire."),
  /** What translates failed. */
  TRANSLATION_FAILED(
      Fault.RUNNER,
      true,
      "The subtitles could not be translated.",
      "Les sous-titres n'ont pas pu être traduits."),
  /** ffmpeg failed. */
  ENCODER_FAILED(
      Fault.RUNNER, true, "The video could not be encoded.", "La vidéo n'a pas pu être encodée."),
  /** An output failed verification before publishing. */
  OUTPUT_INVALID(
      Fault.RUNNER,
      true,
      "A result failed verification and was not published.",
      "Un résultat n'a pas passé la vérification et n'a pas été publié."),
  /** A tool could not be started. */
  TOOL_MISSING(
      Fault.RUNNER,
      true,
      "A program that the runner needs could not be started.",
      "Un programme nécessaire au runner n'a pas pu démarrer."),
  /** No space left on the storage disk. */
  DISK_FULL(
      Fault.RUNNER,
      true,
      "The runner has run out of disk space.",
      "Le disque du runner est plein."),
  /** A tool exceeded {@code EXTERNAL_SCRIPT_TIMEOUT_SECONDS}. */
  TIME_LIMIT(
      Fault.RUNNER,
      true,
      "The task took longer than the runner allows.",
      "La tâche a dépassé la durée autorisée par le runner."),
  /** A tool needed more memory, CPU time or disk space than it may have: the same next time. */
  RESOURCE_LIMIT(
      Fault.RUNNER,
      false,
      "The video needs more memory, computing time or disk space than the runner allows.",
      "La vidéo demande plus de mémoire, de temps de calcul ou d'espace disque que le runner n'en accorde."),
  /** A tool made no progress for a long time. */
  STALLED(
      Fault.RUNNER,
      true,
      "The task stopped making progress and was terminated.",
      "La tâche n'avançait plus et a été interrompue."),
  /** The task was stopped by a user. */
  CANCELLED(
      Fault.REQUEST,
      false,
      "The task was stopped by a user.",
      "La tâche a été arrêtée par un utilisateur."),
  /** The runner itself exited while the task was running. */
  INTERRUPTED(
      Fault.RUNNER,
      true,
      "The runner restarted while it was working on the task.",
      "Le runner a redémarré pendant le traitement de la tâche."),
  /** The task ended the runner's own process again and again, at last with nothing beside it. */
  RUNNER_CRASHED(
      Fault.RUNNER,
      false,
      "The runner crashed each time it worked on the task.",
      "Le runner s'est arrêté brutalement à chaque traitement de la tâche."),
  /** Anything unexpected: a bug in the runner. */
  INTERNAL(
      Fault.RUNNER,
      true,
      "The runner hit an unexpected error.",
      "Le runner a rencontré une erreur inattendue.");

  /** Who has to act. */
  public enum Fault {
    /** Whoever sent the task. */
    REQUEST,
    /** Whoever owns or hosts the media. */
    SOURCE,
    /** Whoever operates this runner. */
    RUNNER
  }

  private final Fault fault;
  private final boolean retryable;
  private final String english;
  private final String french;

  FailureCode(Fault fault, boolean retryable, String english, String french) {
    this.fault = fault;
    this.retryable = retryable;
    this.english = english;
    this.french = french;
  }

  /** The code of that name; empty if this version has none. */
  public static Optional<FailureCode> find(String name) {
    return Arrays.stream(values()).filter(code -> code.name().equals(name)).findFirst();
  }

  /** One sentence for a teacher, in English. */
  public String english() {
    return english;
  }

  /** The same in French. */
  public String french() {
    return french;
  }

  /** Who has to act. */
  public Fault fault() {
    return fault;
  }

  /** Whether sending the same task again may succeed. */
  public boolean retryable() {
    return retryable;
  }

  /** Whether a tool ended without its result: another way to the same may still succeed. */
  public boolean toolFailed() {
    return this == ENCODER_FAILED || this == ENGINE_FAILED || this == RESOURCE_LIMIT;
  }

  /** The state of a task that failed with this code. */
  public TaskState state() {
    return this == TIME_LIMIT ? TaskState.TIMED_OUT : TaskState.FAILED;
  }
}
