package io.mediarunner.core.error;

import io.mediarunner.core.task.TaskState;

/**
 * Why a task ended without results. The name is wire format: it appears in {@code info_video.json},
 * logs and status answers and is never reused for something else.
 */
public enum FailureCode {
  /** The type exists for no runner. */
  TASK_TYPE_UNKNOWN(Fault.REQUEST, false),
  /** The type exists, but this instance is not configured for it. */
  TASK_TYPE_NOT_OFFERED(Fault.REQUEST, false),
  /** The type is configured but this version cannot do it yet. */
  TASK_TYPE_NOT_SUPPORTED(Fault.RUNNER, false),
  /** A parameter has an unknown name or a value that cannot be used. */
  PARAMETER_INVALID(Fault.REQUEST, false),
  /** The cut that was asked for cannot be made. */
  CUT_INVALID(Fault.REQUEST, false),
  /** A logo or credits cannot be had, and the settings want none without. */
  DRESSING_UNAVAILABLE(Fault.REQUEST, true),
  /** The source address is not http(s), names no file, or is not allowed here. */
  SOURCE_URL_INVALID(Fault.REQUEST, false),
  /** The source server says there is no such file (404, 410). */
  SOURCE_NOT_FOUND(Fault.SOURCE, false),
  /** The source server refuses or fails for good. */
  SOURCE_UNAVAILABLE(Fault.SOURCE, true),
  /** The download kept breaking off or delivering other than announced. */
  SOURCE_INCOMPLETE(Fault.SOURCE, true),
  /** Larger than {@code MAX_VIDEO_SIZE_GB}. */
  SOURCE_TOO_LARGE(Fault.SOURCE, false),
  /** Not a media file, empty, or damaged beyond reading. */
  SOURCE_UNREADABLE(Fault.SOURCE, false),
  /** A readable file that holds neither picture nor sound. */
  NO_STREAMS(Fault.SOURCE, false),
  /** Larger, faster or with more streams than any lecture: not touched. */
  SOURCE_EXCESSIVE(Fault.SOURCE, false),
  /** Holds a codec of {@code MEDIA_CODEC_DENYLIST}. */
  CODEC_DENIED(Fault.SOURCE, false),
  /** ffmpeg ended with an error. */
  ENCODER_FAILED(Fault.RUNNER, true),
  /** An output did not stand up to the check before publishing. */
  OUTPUT_INVALID(Fault.RUNNER, true),
  /** A tool could not be started. */
  TOOL_MISSING(Fault.RUNNER, true),
  /** No space left where tasks work. */
  DISK_FULL(Fault.RUNNER, true),
  /** A tool exceeded {@code EXTERNAL_SCRIPT_TIMEOUT_SECONDS}. */
  TIME_LIMIT(Fault.RUNNER, true),
  /** A tool made no progress for a long time. */
  STALLED(Fault.RUNNER, true),
  /** Somebody asked for the end. */
  CANCELLED(Fault.REQUEST, false),
  /** The runner itself ended while the task ran. */
  INTERRUPTED(Fault.RUNNER, true),
  /** What nobody planned for: a defect of the runner. */
  INTERNAL(Fault.RUNNER, true);

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

  FailureCode(Fault fault, boolean retryable) {
    this.fault = fault;
    this.retryable = retryable;
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
