package io.mediarunner.core.error;

import io.mediarunner.core.task.TaskState;

/**
 * Why a task ended without results. The name is wire format: it appears in {@code info_video.json},
 * logs and status answers and is never reused for something else.
 */
public enum FailureCode {
  /** The type exists for no runner. */
  TASK_TYPE_UNKNOWN(
      Fault.REQUEST,
      false,
      "No runner knows this kind of task.",
      "Aucun runner ne connaît ce type de tâche."),
  /** The type exists, but this instance is not configured for it. */
  TASK_TYPE_NOT_OFFERED(
      Fault.REQUEST,
      false,
      "This runner is not set up for this kind of task.",
      "Ce runner n'est pas configuré pour ce type de tâche."),
  /** The type is configured but this version cannot do it yet. */
  TASK_TYPE_NOT_SUPPORTED(
      Fault.RUNNER,
      false,
      "This version of the runner cannot do this kind of task yet.",
      "Cette version du runner ne sait pas encore faire ce type de tâche."),
  /** A parameter has an unknown name or a value that cannot be used. */
  PARAMETER_INVALID(
      Fault.REQUEST,
      false,
      "A parameter of the task has an unknown name or a value that cannot be used.",
      "Un paramètre de la tâche a un nom inconnu ou une valeur inutilisable."),
  /** The cut that was asked for cannot be made. */
  CUT_INVALID(
      Fault.REQUEST,
      false,
      "The cut that was asked for cannot be made from this video.",
      "La coupe demandée est impossible dans cette vidéo."),
  /** A logo or credits cannot be had, and the settings want none without. */
  DRESSING_UNAVAILABLE(
      Fault.REQUEST,
      true,
      "The logo or the credits could not be fetched or read.",
      "Le logo ou les génériques n'ont pas pu être récupérés ou lus."),
  /** The source address is not http(s), names no file, or is not allowed here. */
  SOURCE_URL_INVALID(
      Fault.REQUEST,
      false,
      "The address of the video is not one that this runner may fetch.",
      "L'adresse de la vidéo n'est pas de celles que ce runner peut télécharger."),
  /** The source server says there is no such file (404, 410). */
  SOURCE_NOT_FOUND(
      Fault.SOURCE,
      false,
      "The video is not at its address any more.",
      "La vidéo n'est plus à son adresse."),
  /** The source server refuses for good (400, 401, 403, 405, 451 and the like). */
  SOURCE_REFUSED(
      Fault.SOURCE,
      false,
      "The server of the video refuses to hand it out, or wants a login.",
      "Le serveur de la vidéo refuse de la fournir ou demande une connexion."),
  /** The certificate of the source server is none that is trusted here. */
  SOURCE_UNTRUSTED(
      Fault.SOURCE,
      false,
      "The server of the video has a certificate that this runner does not trust.",
      "Le certificat du serveur de la vidéo n'est pas reconnu par ce runner."),
  /** The source server does not answer, or fails again and again. */
  SOURCE_UNAVAILABLE(
      Fault.SOURCE,
      true,
      "The server of the video does not answer or fails.",
      "Le serveur de la vidéo ne répond pas ou échoue."),
  /** The download kept breaking off or delivering other than announced. */
  SOURCE_INCOMPLETE(
      Fault.SOURCE,
      true,
      "The video breaks off: only a part of it arrived or can be read.",
      "La vidéo est incomplète : seule une partie est arrivée ou lisible."),
  /** Larger than {@code MAX_VIDEO_SIZE_GB}. */
  SOURCE_TOO_LARGE(
      Fault.SOURCE,
      false,
      "The video is larger than this runner accepts.",
      "La vidéo dépasse la taille acceptée par ce runner."),
  /** Not a media file, empty, or damaged beyond reading. */
  SOURCE_UNREADABLE(
      Fault.SOURCE,
      false,
      "The file is not a video or sound file, or is too damaged to be read.",
      "Le fichier n'est ni une vidéo ni un son, ou il est trop abîmé pour être lu."),
  /** A readable file that holds neither picture nor audio. */
  NO_STREAMS(
      Fault.SOURCE,
      false,
      "The file holds neither a video nor a sound track.",
      "Le fichier ne contient ni piste vidéo ni piste audio."),
  /** Larger, faster or with more streams than any lecture: not touched. */
  SOURCE_EXCESSIVE(
      Fault.SOURCE,
      false,
      "The file is no ordinary video: its size, rate or number of tracks is out of range.",
      "Le fichier n'est pas une vidéo ordinaire : taille, cadence ou nombre de pistes hors limites."),
  /** A Mediapackage or cutting list that is no XML, or has what such a file must not have. */
  MEDIAPACKAGE_INVALID(
      Fault.SOURCE,
      false,
      "The description of the recording cannot be read.",
      "La description de l'enregistrement est illisible."),
  /** A Mediapackage that names no recording. */
  MEDIAPACKAGE_EMPTY(
      Fault.SOURCE,
      false,
      "The description of the recording names no video of the presenter or the presentation.",
      "La description de l'enregistrement ne nomme aucune vidéo de l'orateur ou de la présentation."),
  /** Recordings that hold audio at most. */
  NO_PICTURE(
      Fault.SOURCE,
      false,
      "None of the recordings holds moving pictures.",
      "Aucun des enregistrements ne contient d'images animées."),
  /** Holds a codec of {@code MEDIA_CODEC_DENYLIST}. */
  CODEC_DENIED(
      Fault.SOURCE,
      false,
      "The video uses a codec that this runner refuses for safety.",
      "La vidéo utilise un codec refusé par ce runner pour des raisons de sécurité."),
  /** A recording without audio where speech is to be written down. */
  NO_AUDIO(
      Fault.SOURCE,
      false,
      "The recording holds no sound that could be written down.",
      "L'enregistrement ne contient pas de son à transcrire."),
  /** The speech model is not installed. */
  MODEL_MISSING(
      Fault.RUNNER,
      false,
      "The speech model that was asked for is not installed on this runner.",
      "Le modèle de transcription demandé n'est pas installé sur ce runner."),
  /** The speech model needs more memory than there is. */
  MEMORY_SHORT(
      Fault.RUNNER,
      true,
      "The runner has not enough memory for the speech model.",
      "Le runner n'a pas assez de mémoire pour le modèle de transcription."),
  /** The speech engine ended with an error or without a whole result. */
  ENGINE_FAILED(
      Fault.RUNNER,
      true,
      "The speech could not be recognised.",
      "La parole n'a pas pu être transcrite."),
  /** ffmpeg ended with an error. */
  ENCODER_FAILED(
      Fault.RUNNER, true, "The video could not be encoded.", "La vidéo n'a pas pu être encodée."),
  /** An output did not stand up to the check before publishing. */
  OUTPUT_INVALID(
      Fault.RUNNER,
      true,
      "A result did not pass the check and was not published.",
      "Un résultat n'a pas passé le contrôle et n'a pas été publié."),
  /** A tool could not be started. */
  TOOL_MISSING(
      Fault.RUNNER,
      true,
      "A program that the runner needs cannot be started.",
      "Un programme nécessaire au runner ne démarre pas."),
  /** No space left where tasks work. */
  DISK_FULL(
      Fault.RUNNER,
      true,
      "The runner has no space left on its disk.",
      "Le disque du runner est plein."),
  /** A tool exceeded {@code EXTERNAL_SCRIPT_TIMEOUT_SECONDS}. */
  TIME_LIMIT(
      Fault.RUNNER,
      true,
      "The work took longer than the runner allows.",
      "Le traitement a dépassé la durée autorisée par le runner."),
  /** A tool made no progress for a long time. */
  STALLED(
      Fault.RUNNER,
      true,
      "The work made no progress any more and was ended.",
      "Le traitement n'avançait plus et a été arrêté."),
  /** Somebody asked for the end. */
  CANCELLED(Fault.REQUEST, false, "Somebody stopped the task.", "Quelqu'un a arrêté la tâche."),
  /** The runner itself ended while the task ran. */
  INTERRUPTED(
      Fault.RUNNER,
      true,
      "The runner was restarted while it worked on the task.",
      "Le runner a redémarré pendant le traitement de la tâche."),
  /** What nobody planned for: a defect of the runner. */
  INTERNAL(
      Fault.RUNNER,
      true,
      "The runner met an unexpected error.",
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
