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

  /**
   * What a decoder says when graphics hardware does not take a format (libavcodec's decode.c,
   * nvdec.c and vaapi_decode.c). It then decodes on the CPU, and nothing is lost.
   */
  private static final Pattern REFUSAL =
      Pattern.compile(
          "Failed setup for format \\S+: hwaccel initialisation returned error"
              + "|Hardware is lacking required capabilities"
              + "|Video (width|height) \\d+ not within range from \\d+ to \\d+"
              + "|Video macroblock count \\d+ exceeds maximum of \\d+"
              + "|No support for codec \\S+ profile ");

  private DecodeErrors() {}

  /** How many there are in a log, which may be larger than memory. */
  public static long count(Path toolLog) throws IOException {
    return Lines.read(
        toolLog,
        lines ->
            lines
                .filter(line -> COMPLAINT.matcher(line).find())
                .filter(line -> !REFUSAL.matcher(line).find())
                .count());
  }
}
