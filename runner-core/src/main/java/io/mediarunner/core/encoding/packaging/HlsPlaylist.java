package io.mediarunner.core.encoding.packaging;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A media playlist of byte ranges in one file (RFC 8216).
 *
 * @param segments in order
 * @param uris of the segments, each once
 * @param initLength bytes before the first segment that describe it; 0 = none
 * @param ended whether it is marked as complete
 */
public record HlsPlaylist(
    List<Segment> segments, List<String> uris, long initLength, boolean ended) {
  private static final Pattern INIT = Pattern.compile("BYTERANGE=\"(\\d+)@0\"");

  /**
   * One segment.
   *
   * @param seconds its duration
   * @param length in bytes
   * @param offset in the file
   */
  public record Segment(double seconds, long length, long offset) {}

  public static HlsPlaylist parse(String text) {
    List<Segment> segments = new ArrayList<>();
    List<String> uris = new ArrayList<>();
    long init = 0;
    boolean ended = false;
    double seconds = 0;
    long length = 0;
    long offset = 0;
    for (String line : text.split("\\R")) {
      if (line.startsWith("#EXT-X-MAP:")) {
        Matcher range = INIT.matcher(line);
        init = range.find() ? Long.parseLong(range.group(1)) : 0;
      } else if (line.startsWith("#EXTINF:")) {
        seconds = Double.parseDouble(line.substring(8).split(",")[0]);
      } else if (line.startsWith("#EXT-X-BYTERANGE:")) {
        String[] range = line.substring(17).split("@");
        length = Long.parseLong(range[0]);
        offset = Long.parseLong(range[1]);
      } else if (line.startsWith("#EXT-X-ENDLIST")) {
        ended = true;
      } else if (!line.isBlank() && !line.startsWith("#")) {
        segments.add(new Segment(seconds, length, offset));
        if (!uris.contains(line)) {
          uris.add(line);
        }
      }
    }
    return new HlsPlaylist(segments, uris, init, ended);
  }

  double seconds() {
    return segments.stream().mapToDouble(Segment::seconds).sum();
  }

  /** Bit rate of the segment with the highest one. */
  long peakBps() {
    return segments.stream()
        .mapToLong(segment -> (long) Math.ceil(segment.length() * 8 / segment.seconds()))
        .max()
        .orElse(0);
  }

  /** Bits per second of the whole file, rounded. */
  public long averageBps() {
    long bytes = initLength + segments.stream().mapToLong(Segment::length).sum();
    return Math.round(bytes * 8 / seconds());
  }

  /** Whether the ranges are contiguous and cover a file of that size. */
  public boolean fills(long size) {
    long at = initLength;
    for (Segment segment : segments) {
      if (segment.offset() != at) {
        return false;
      }
      at += segment.length();
    }
    return at == size;
  }
}
