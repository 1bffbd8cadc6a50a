package io.mediarunner.core.error;

import io.mediarunner.core.task.TaskState;

/**
 * Why a task ended without results. The name is wire format: it appears in {@code info_video.json},
 * logs and status answers and is never reused for something else.
 */
public enum FailureCode {
  /** The type exists for no runner. */
  TASK_TYPE_UNKNOWN(
      Fault.REQUEST, false, "This task type does not exist.", "Ce type de tâche n'existe pas."),
  /** The type exists, but this instance is not configured for it. */
  TASK_TYPE_NOT_OFFERED(
      Fault.REQUEST,
      false,
      "This runner is not configured for this task type.",
      "Ce runner n'est pas configuré pour ce type de tâche."),
  /** The type is configured but this version cannot do it yet. */
  TASK_TYPE_NOT_SUPPORTED(
      Fault.RUNNER,
      false,
      "This version of the runner does not support this task type yet.",
      "Cette version du runner ne prend pas encore en charge ce type de tâche."),
  /** A parameter has an unknown name or a value that cannot be used. */
  PARAMETER_INVALID(
      Fault.REQUEST,
      false,
      "A task parameter has an unknown name or an invalid value.",
      "Un paramètre de la tâche a un nom inconnu ou une valeur invalide."),
  /** The cut that was asked for cannot be made. */
  CUT_INVALID(
      Fault.REQUEST,
      false,
      "The requested cut is not possible in this video.",
      "La coupe demandée est impossible dans cette vidéo."),
  /** A logo or credits cannot be had, and the settings want none without. */
  DRESSING_UNAVAILABLE(
      Fault.REQUEST,
      true,
      "The logo or the credits could not be downloaded or read.",
      "Le logo ou les génériques n'ont pas pu être téléchargés ou lus."),
  /** The source address is not http(s), names no file, or is not allowed here. */
  SOURCE_URL_INVALID(
      Fault.REQUEST,
      false,
      "This runner may not download from the address of the video.",
      "Ce runner n'est pas autorisé à télécharger depuis l'adresse de la vidéo."),
  /** The source server says there is no such file (404, 410). */
  SOURCE_NOT_FOUND(
      Fault.SOURCE,
      false,
      "The video no longer exists at its address.",
      "La vidéo n'existe plus à cette adresse."),
  /** The source server refuses or fails for good. */
  SOURCE_UNAVAILABLE(
      Fault.SOURCE,
      true,
      "The video server does not respond or refuses the download.",
      "Le serveur de la vidéo ne répond pas ou refuse le téléchargement."),
  /** The download kept breaking off or delivering other than announced. */
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
  /** Not a media file, empty, or damaged beyond reading. */
  SOURCE_UNREADABLE(
      Fault.SOURCE,
      false,
      "The file is not a video or audio file, or is too damaged to read.",
      "Le fichier n'est ni une vidéo ni un fichier audio, ou il est trop endommagé pour être lu."),
  /** A readable file that holds neither picture nor audio. */
  NO_STREAMS(
      Fault.SOURCE,
      false,
      "The file has neither a video stream nor an audio track.",
      "Le fichier ne contient ni piste vidéo ni piste audio."),
  /** Larger, faster or with more streams than any lecture: not touched. */
  SOURCE_EXCESSIVE(
      Fault.SOURCE,
      false,
      "Unsupported source: its size, frame rate or number of tracks is out of range.",
      "Source non prise en charge : dimensions, cadence ou nombre de pistes hors limites."),
  /** A Mediapackage or cutting list that is no XML, or has what such a file must not have. */
  MEDIAPACKAGE_INVALID(
      Fault.SOURCE,
      false,
      "The description of the recording (Mediapackage) cannot be read.",
      "La description de l'enregistrement (Mediapackage) est illisible."),
  /** A Mediapackage that names no recording. */
  MEDIAPACKAGE_EMPTY(
      Fault.SOURCE,
      false,
      "The description of the recording (Mediapackage) lists no presenter or presentation video.",
      "La description de l'enregistrement (Mediapackage) ne contient aucune vidéo de l'orateur ou de la présentation."),
  /** Recordings that hold audio at most. */
  NO_PICTURE(
      Fault.SOURCE,
      false,
      "None of the recordings has a video stream.",
      "Aucun des enregistrements ne contient de piste vidéo."),
  /** Holds a codec of {@code MEDIA_CODEC_DENYLIST}. */
  CODEC_DENIED(
      Fault.SOURCE,
      false,
      "The video uses a codec that this runner refuses for security reasons.",
      "La vidéo utilise un codec refusé par ce runner pour des raisons de sécurité."),
  /** A recording without audio where speech is to be written down. */
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
  /** The speech model needs more memory than there is. */
  MEMORY_SHORT(
      Fault.RUNNER,
      true,
      "The runner does not have enough memory for the speech model.",
      "Le runner n'a pas assez de mémoire pour le modèle de transcription."),
  /** The speech engine ended with an error or without a whole result. */
  ENGINE_FAILED(
      Fault.RUNNER,
      true,
      "The speech could not be transcribed.",
      "La parole n'a pas pu être transcrite."),
  /** ffmpeg ended with an error. */
  ENCODER_FAILED(
      Fault.RUNNER, true, "The video could not be encoded.", "La vidéo n'a pas pu être encodée."),
  /** An output did not stand up to the check before publishing. */
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
  /** No space left where tasks work. */
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
  /** A tool made no progress for a long time. */
  STALLED(
      Fault.RUNNER,
      true,
      "The task stopped making progress and was terminated.",
      "La tâche n'avançait plus et a été interrompue."),
  /** Somebody asked for the end. */
  CANCELLED(
      Fault.REQUEST,
      false,
      "The task was stopped by a user.",
      "La tâche a été arrêtée par un utilisateur."),
  /** The runner itself ended while the task ran. */
  INTERRUPTED(
      Fault.RUNNER,
      true,
      "The runner restarted while it was working on the task.",
      "Le runner a redémarré pendant le traitement de la tâche."),
  /** What nobody planned for: a defect of the runner. */
  INTERNAL(
      Fault.RUNNER,
      true,
      "The runner hit an unexpected error.",
      "Le runner a rencontré une erreur inattendue.");

  /** Who has to do something about it. */
  public enum Fault {
    /** The one who sent the task. */
    REQUEST,
    /** The one who made or serves the media. */
    SOURCE,
    /** Whoever runs this machine. */
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

  /** One sentence for a teacher, in English. */
  public String english() {
    return english;
  }

  /** The same in French. */
  public String french() {
    return french;
  }

  /** Who has to do something about it. */
  public Fault fault() {
    return fault;
  }

  /** Whether the same task may well succeed when it is sent again. */
  public boolean retryable() {
    return retryable;
  }

  /** The state of a task that ended so. */
  public TaskState state() {
    return this == TIME_LIMIT ? TaskState.TIMED_OUT : TaskState.FAILED;
  }
}
