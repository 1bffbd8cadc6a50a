package io.mediarunner.core.media;

import java.util.regex.Pattern;

/** Reads out of ffmpeg's output how often a source could not be decoded. */
final class DecodeErrors {
  /** Lines of demuxers and decoders, at level error, with {@code -loglevel level+info}. */
  private static final Pattern COMPLAINT =
      Pattern.compile(
          "(?m)^\\[[^\\]]*\\] \\[error\\]"
              + "|^\\[error\\].*(Invalid data|Error while decoding|Error submitting|corrupt)");

  private DecodeErrors() {}

  static long count(String said) {
    return COMPLAINT.matcher(said).results().count();
  }
}
