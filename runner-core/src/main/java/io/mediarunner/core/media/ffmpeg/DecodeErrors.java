package io.mediarunner.core.media.ffmpeg;

import java.util.regex.Pattern;

/** Counts the decoding errors of a source in ffmpeg's output. */
public final class DecodeErrors {
  /** Lines of demuxers and decoders, at level error, with {@code -loglevel level+info}. */
  private static final Pattern COMPLAINT =
      Pattern.compile(
          "(?m)^\\[[^\\]]*\\] \\[error\\]"
              + "|^\\[error\\].*(Invalid data|Error while decoding|Error submitting|corrupt)");

  private DecodeErrors() {}

  public static long count(String toolLog) {
    return COMPLAINT.matcher(toolLog).results().count();
  }
}
