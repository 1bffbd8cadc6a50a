package io.mediarunner.core.media;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that is missing from the results or was not done as requested, although the task
 * succeeded.
 *
 * @param code names the kind and never changes
 * @param param the task parameter that it is about; empty = none
 * @param detail one sentence for people
 */
public record Warning(Code code, Optional<String> param, String detail) {
  /** The kinds. The names are wire format: {@code info_video.json} holds them. */
  public enum Code {
    /** A rung of {@code rendition} is invalid and was skipped. */
    RENDITION_INVALID,
    /** A logo or credits were unavailable; the video has none. */
    DRESSING_NOT_APPLIED,
    /** An audio track that ffmpeg has no decoder for is left out. */
    AUDIO_TRACK_SKIPPED,
    /** The main audio track of a source is silent; another one is the main one. */
    AUDIO_TRACK_SILENT,
    /** The source is damaged; the readable part was used. */
    DECODE_ERRORS,
    /** The clock of the source jumps; what was lost there cannot be known. */
    TIMELINE_JUMP,
    /** Thumbnails, overview or cover art are missing. */
    PICTURES_MISSING,
    /** A subtitle track could not be read. */
    SUBTITLES_MISSING,
    /** High dynamic range without the filters to convert it: colours may be wrong. */
    HDR_NOT_CONVERTED,
    /** The GPU was requested but could not be used. */
    GPU_NOT_USED,
    /** The Mediapackage requests an unknown layout. */
    LAYOUT_UNKNOWN,
    /** A cutting list, or part of it, was unavailable: the result shows more than intended. */
    CUT_NOT_APPLIED,
    /** A recording lacks video, audio or its end; the other one is used. */
    RECORDING_INCOMPLETE,
    /** Subtitles in another language were requested; they are in the spoken one. */
    NOT_TRANSLATED,
    /** The GPU was requested; the speech engine ran on the CPU. */
    ENGINE_ON_CPU,
    /** The samples disagree on the spoken language, or none is certain. */
    LANGUAGE_UNCERTAIN,
    /** Speech was detected where there is no subtitle. */
    SPEECH_WITHOUT_TEXT,
    /** Nobody speaks in the recording, as far as can be told. */
    NO_SPEECH,
    /** There is speech, but for most of it the engine had no word. */
    SPEECH_NOT_RECOGNISED,
    /** The usual audio has no speech; another track, or part of one, was transcribed. */
    OTHER_AUDIO_USED,
    /** The speech engine does not know the language that the task names; it was detected. */
    LANGUAGE_UNKNOWN
  }

  public Warning {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(param, "param");
    Objects.requireNonNull(detail, "detail");
  }

  public static Warning of(Code code, String detail) {
    return new Warning(code, Optional.empty(), detail);
  }

  public static Warning about(String param, Code code, String detail) {
    return new Warning(code, Optional.of(param), detail);
  }

  /** As {@code info_video.json} has it. */
  @JsonValue
  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("code", code.name());
    param.ifPresent(name -> json.put("param", name));
    json.put("detail", detail);
    return json;
  }
}
