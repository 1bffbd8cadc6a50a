package io.mediarunner.core.media.probe;

import io.mediarunner.core.media.Timeline;
import io.mediarunner.core.media.Timeline.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads ffprobe's list of the packets of a source whose clock may jump, and joins each stream where
 * it does, as the encode will: what was lost there cannot be known. Fields of a line: {@code
 * stream_index,pts_time,dts_time,duration_time,flags}.
 */
final class JoinedTimes {
  /** Parts that begin so near to where the first one begins have its clock. */
  private static final double SAME_START_SECONDS = 1;

  private static final int MOST_PLACES = 100;

  private final List<Integer> streams;
  private final Map<Integer, Joined> found = new HashMap<>();
  private final List<Double> places = new ArrayList<>();
  private final double forward;
  private final boolean together;
  private final List<Double> offsets = new ArrayList<>();

  /** One stream, and what its own clock is moved by. */
  private static final class Joined {
    private final StreamTimes times = new StreamTimes();
    private double latest = Double.NaN;
    private double moved;
    private int restarts;
  }

  /**
   * @param streams source indexes; jumps of the first one are told
   * @param forward a longer step of the clock is a jump, seconds
   * @param together whether all streams are moved alike at a jump, and not each by its own clock
   */
  JoinedTimes(List<Integer> streams, double forward, boolean together) {
    this.streams = List.copyOf(streams);
    this.forward = forward;
    this.together = together;
  }

  /** Takes one line; those without a time say nothing. */
  void accept(String line) {
    String[] fields = line.split(",", -1);
    try {
      int index = Integer.parseInt(fields[0]);
      String time = fields[1].equals("N/A") ? fields[2] : fields[1];
      if (streams.contains(index) && !time.equals("N/A")) {
        double duration = fields[3].equals("N/A") ? 0 : Double.parseDouble(fields[3]);
        add(index, Double.parseDouble(time), duration, fields[4].startsWith("K"));
      }
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      // a line that was cut off
    }
  }

  private void add(int index, double at, double duration, boolean key) {
    Joined stream = found.computeIfAbsent(index, i -> new Joined());
    boolean first = Double.isNaN(stream.latest);
    double step = first ? 0 : at - stream.latest;
    if (step > forward || step < -Timeline.BACK_SECONDS) {
      stream.moved = together ? offset(++stream.restarts, at) : stream.times.end() - at;
      if (index == streams.get(0) && places.size() < MOST_PLACES) {
        places.add(stream.times.end());
      }
      stream.latest = at;
    } else {
      stream.latest = first ? at : Math.max(stream.latest, at);
    }
    stream.times.add(at + stream.moved, duration, key);
  }

  /** That of all streams: the part begins where the longest one has ended. */
  private double offset(int restart, double at) {
    if (offsets.size() < restart) {
      double end = found.values().stream().mapToDouble(s -> s.times.end()).max().orElse(0);
      double start = Math.abs(at - origin()) < SAME_START_SECONDS ? origin() : at;
      offsets.add(end - start);
    }
    return offsets.get(restart - 1);
  }

  /** Whether the clock jumps, and in all streams equally often. */
  boolean agreed() {
    return !offsets.isEmpty()
        && found.values().stream().allMatch(stream -> stream.restarts == offsets.size());
  }

  /** By how much each part is moved, seconds; only where all streams are moved alike. */
  List<Double> restarts() {
    return List.copyOf(offsets);
  }

  private double origin() {
    return found.values().stream()
        .filter(stream -> stream.times.hasData())
        .mapToDouble(stream -> stream.times.start())
        .min()
        .orElse(0);
  }

  Map<Integer, Span> spans() {
    double origin = origin();
    Map<Integer, Span> spans = new HashMap<>();
    found.forEach(
        (index, stream) -> {
          if (stream.times.hasData()) {
            spans.put(index, stream.times.span(origin));
          }
        });
    return spans;
  }

  /** Where the clock jumps, seconds from the beginning; the first hundred places. */
  List<Double> places() {
    double origin = origin();
    return places.stream().map(place -> place - origin).toList();
  }
}
