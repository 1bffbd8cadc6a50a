package io.mediarunner.core.media.ffmpeg;

import io.mediarunner.core.text.Lines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Counts the decoding errors of a source in ffmpeg's output. */
public final class DecodeErrors {
  /** Lines of demuxers and decoders, at level error, with {@code -loglevel level+info}. */
  private static final Pattern COMPLAINT =
      Pattern.compile(
          "^\\[[^\\]]*\\] \\[error\\]"
              + "|^\\[error\\].*(Invalid data|Error while decoding|Error submitting|corrupt)");

  private DecodeErrors() {}

  /** How many there are in a log, which may be larger than memory. */
  public static long count(Path toolLog) throws IOException {
    return Lines.read(
        toolLog, lines -> lines.filter(line -> COMPLAINT.matcher(line).find()).count());
  }
}
