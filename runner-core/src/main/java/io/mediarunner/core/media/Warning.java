package io.mediarunner.core.media;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that the results lack or that was not done as asked, though the task is a success.
 *
 * @param code names the kind and never changes
 * @param param the task parameter that it is about; empty = none
 * @param detail one sentence for people
 */
public record Warning(Code code, Optional<String> param, String detail) {
  /** The kinds. The names are wire format: {@code info_video.json} holds them. */
  public enum Code {
    /** A rung of {@code rendition} makes no sense and is not used. */
    RENDITION_INVALID,
    /** A logo or credits could not be had; the video comes without. */
    DRESSING_NOT_APPLIED,
    /** An audio track that ffmpeg has no decoder for is left out. */
    AUDIO_TRACK_SKIPPED,
    /** The source is damaged; what could be read was used. */
    DECODE_ERRORS,
    /** Pictures that are no reason to fail are missing. */
    PICTURES_MISSING,
    /** A subtitle track could not be read. */
    SUBTITLES_MISSING,
    /** High dynamic range without the filters to convert it: colours may be wrong. */
    HDR_NOT_CONVERTED,
    /** The GPU was wanted and could not be used. */
    GPU_NOT_USED,
    /** The Mediapackage asks for a layout that nobody knows. */
    LAYOUT_UNKNOWN,
    /** A cutting list, or a part of it, could not be had: more is shown than was meant to be. */
    CUT_NOT_APPLIED,
    /** A recording lacks pictures, audio or its end; the other one goes on. */
    RECORDING_INCOMPLETE,
    /** Subtitles in another language were wanted; they come in the spoken one. */
    NOT_TRANSLATED,
    /** The GPU was wanted; the speech engine ran on the CPU. */
    ENGINE_ON_CPU,
    /** The samples do not agree on the spoken language, or nothing is sure of it. */
    LANGUAGE_UNCERTAIN,
    /** Somebody seems to speak where no subtitle is. */
    SPEECH_WITHOUT_TEXT
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

  public Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("code", code.name());
    param.ifPresent(name -> json.put("param", name));
    json.put("detail", detail);
    return json;
  }
}
