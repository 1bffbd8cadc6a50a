package io.mediarunner.core.encoding.packaging;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A media playlist of byte ranges in one file (RFC 8216).
 *
 * @param segments in order
 * @param uris of the segments, each once
 * @param initLength bytes before the first segment that describe it; 0 = none
 * @param targetSeconds the target duration; 0 where the playlist has none
 * @param ended whether it is marked as complete
 */
public record HlsPlaylist(
    List<Segment> segments, List<String> uris, long initLength, int targetSeconds, boolean ended) {
  /** Durations in a playlist have six decimals. */
  private static final double ROUNDING = 1e-5;

  private static final Pattern INIT = Pattern.compile("BYTERANGE=\"(\\d+)@0\"");

  /**
   * One segment.
   *
   * @param seconds its duration
   * @param length in bytes
   * @param offset in the file
   */
  public record Segment(double seconds, long length, long offset) {}

  /**
   * Reads a playlist of one rendition.
   *
   * @throws IllegalArgumentException if a tag has another form than ffmpeg writes
   */
  public static HlsPlaylist parse(String text) {
    List<Segment> segments = new ArrayList<>();
    Set<String> uris = new LinkedHashSet<>();
    long init = 0;
    int target = 0;
    boolean ended = false;
    double seconds = 0;
    long length = 0;
    long offset = 0;
    for (String line : text.split("\\R")) {
      if (line.startsWith("#EXT-X-MAP:")) {
        Matcher range = INIT.matcher(line);
        init = range.find() ? Long.parseLong(range.group(1)) : 0;
      } else if (line.startsWith("#EXT-X-TARGETDURATION:")) {
        target = Integer.parseInt(line.substring(22).strip());
      } else if (line.startsWith("#EXTINF:")) {
        seconds = Double.parseDouble(line.substring(8).split(",", -1)[0]);
      } else if (line.startsWith("#EXT-X-BYTERANGE:")) {
        String[] range = line.substring(17).split("@", -1);
        if (range.length != 2) {
          throw new IllegalArgumentException("no offset in: " + line);
        }
        length = Long.parseLong(range[0]);
        offset = Long.parseLong(range[1]);
      } else if (line.startsWith("#EXT-X-ENDLIST")) {
        ended = true;
      } else if (!line.isBlank() && !line.startsWith("#")) {
        segments.add(new Segment(seconds, length, offset));
        uris.add(line);
      }
    }
    return new HlsPlaylist(segments, List.copyOf(uris), init, target, ended);
  }

  /** How long it lasts. */
  public double seconds() {
    return segments.stream().mapToDouble(Segment::seconds).sum();
  }

  /**
   * The peak segment bit rate in bits per second, rounded up: the largest bit rate of any
   * contiguous set of segments that lasts between half and one and a half times the target duration
   * (RFC 8216, section 4.1). A last segment of a single picture is no set by itself. Never below
   * the average, which also serves a playlist without any such set.
   */
  public long peakBps() {
    double shortest = 0.5 * targetSeconds - ROUNDING;
    double longest = 1.5 * targetSeconds + ROUNDING;
    double peak = 0;
    for (int first = 0; first < segments.size(); first++) {
      double seconds = 0;
      long bytes = 0;
      for (int last = first; last < segments.size() && seconds <= longest; last++) {
        seconds += segments.get(last).seconds();
        bytes += segments.get(last).length();
        if (seconds >= shortest && seconds <= longest && seconds > 0) {
          peak = Math.max(peak, bytes * 8 / seconds);
        }
      }
    }
    return Math.max((long) Math.ceil(peak), averageBps());
  }

  /**
   * The average segment bit rate in bits per second, rounded up: all segments, container overhead
   * included, over their duration.
   */
  public long averageBps() {
    long bytes = segments.stream().mapToLong(Segment::length).sum();
    return (long) Math.ceil(bytes * 8 / seconds());
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
