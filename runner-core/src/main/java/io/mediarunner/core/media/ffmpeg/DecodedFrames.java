package io.mediarunner.core.media.ffmpeg;

import io.mediarunner.core.text.Lines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much of a video stream could be decoded, as ffmpeg sums it up at its end at log level
 * verbose: what a header claims is no measure of that.
 *
 * @param packets read
 * @param frames decoded from them
 */
public record DecodedFrames(long packets, long frames) {
  /** Nothing known. */
  public static final DecodedFrames NONE = new DecodedFrames(0, 0);

  private static final double TOLERATED = 0.05;

  /** Packets that were read but not asked for when the output was long enough. */
  private static final int IN_FLIGHT = 12;

  private static final Pattern SUMMARY =
      Pattern.compile(
          "Input stream #0:(\\d+) \\(video\\): (\\d+) packets read \\(\\d+ bytes\\);"
              + " (\\d+) frames decoded");

  /**
   * Reads it from what ffmpeg printed; one line at a time.
   *
   * @param stream index in the first input
   * @return {@link #NONE} where ffmpeg did not come to its end
   */
  public static DecodedFrames read(Path toolLog, int stream) throws IOException {
    return Lines.read(
        toolLog,
        lines ->
            lines
                .map(SUMMARY::matcher)
                .filter(found -> found.find() && Integer.parseInt(found.group(1)) == stream)
                .map(DecodedFrames::of)
                .reduce(NONE, (before, last) -> last));
  }

  private static DecodedFrames of(Matcher summary) {
    return new DecodedFrames(Long.parseLong(summary.group(2)), Long.parseLong(summary.group(3)));
  }

  /** With those of a further run. */
  public DecodedFrames plus(DecodedFrames other) {
    return new DecodedFrames(packets + other.packets, frames + other.frames);
  }

  /** Without packets that nothing can decode, such as those before the first keyframe. */
  public DecodedFrames without(long leading) {
    return new DecodedFrames(Math.max(0, packets - leading), frames);
  }

  /**
   * Whether more than 5 % of the video is missing.
   *
   * @param fields whether a frame may come in two packets, one for each field
   */
  public boolean damaged(boolean fields) {
    long missing = missing(fields);
    return missing > IN_FLIGHT && missing > packets * TOLERATED;
  }

  /** Frames that could not be decoded. */
  public long missing(boolean fields) {
    return Math.max(0, packets - (fields ? 2 : 1) * frames);
  }
}
