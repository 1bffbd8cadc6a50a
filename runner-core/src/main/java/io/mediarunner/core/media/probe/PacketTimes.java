package io.mediarunner.core.media.probe;

import io.mediarunner.core.media.Timeline.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the lines of ffmpeg's muxer {@code framecrc}: one packet each, with its time stamps on the
 * clock that an encode sees. Format: https://ffmpeg.org/ffmpeg-formats.html#framecrc
 */
final class PacketTimes {
  private static final long NO_TIME = Long.MIN_VALUE;

  /** So many packets in a row with one time stamp are none of a recorder's. */
  private static final int STUCK = 5;

  private final List<Integer> streams;
  private final Map<Integer, Double> timeBases = new HashMap<>();
  private final Map<Integer, StreamTimes> found = new HashMap<>();
  private final Map<Integer, Long> latest = new HashMap<>();
  private int stuck;
  private boolean startsOver;

  /**
   * @param streams source indexes, in the order in which they were mapped
   */
  PacketTimes(List<Integer> streams) {
    this.streams = List.copyOf(streams);
  }

  /** Takes one line; those that hold no packet, or nothing readable, are passed over. */
  void accept(String line) {
    try {
      if (line.startsWith("#tb ")) {
        String[] parts = line.substring(4).split("[:/]", -1);
        timeBases.put(
            Integer.parseInt(parts[0].strip()),
            Double.parseDouble(parts[1]) / Double.parseDouble(parts[2]));
      } else if (!line.startsWith("#")) {
        packet(line.split(",", -1));
      }
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      // a line that was cut off
    }
  }

  private void packet(String[] fields) {
    int mapped = Integer.parseInt(fields[0].strip());
    double timeBase = timeBases.getOrDefault(mapped, 1.0);
    long dts = Long.parseLong(fields[1].strip());
    long pts = Long.parseLong(fields[2].strip());
    long duration = Long.parseLong(fields[3].strip());
    Long before = latest.put(mapped, dts);
    stuck = before != null && before == dts && dts != NO_TIME ? stuck + 1 : 0;
    startsOver |= stuck >= STUCK;
    long at = pts == NO_TIME ? dts : pts;
    if (at != NO_TIME) {
      found
          .computeIfAbsent(streams.get(mapped), index -> new StreamTimes())
          .add(at * timeBase, duration * timeBase, isKey(fields));
    }
  }

  /** Flags are given only where they are other than "keyframe". */
  private static boolean isKey(String[] fields) {
    for (int i = 5; i < fields.length; i++) {
      String field = fields[i].strip();
      if (field.startsWith("F=0x")) {
        return (Integer.parseInt(field.substring(4), 16) & 1) != 0;
      }
    }
    return true;
  }

  /**
   * Whether the source's own clock goes back for long: ffmpeg then writes the latest time again and
   * again.
   */
  boolean startsOver() {
    return startsOver;
  }

  /** What the packets say; a stream without any that has a time is left out. */
  Map<Integer, Span> spans() {
    Map<Integer, Span> spans = new HashMap<>();
    found.forEach(
        (index, stream) -> {
          if (stream.hasData()) {
            spans.put(index, stream.span(0));
          }
        });
    return spans;
  }
}
