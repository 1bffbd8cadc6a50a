package io.mediarunner.core.encoding.command;

import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.media.FrameRate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A video stream that a resumable encode writes in intermediate segments.
 *
 * @param name in files
 * @param rate constant
 * @param seconds length of all its segments
 */
public record EncodedStream(String name, FrameRate rate, double seconds) {
  private static final String BASE = "base";

  /** What a plan encodes: its rungs and, for joined recordings, their base. */
  public static List<EncodedStream> of(EncodePlan plan) {
    List<EncodedStream> streams = new ArrayList<>();
    for (int i = 0; i < plan.rungs().size(); i++) {
      streams.add(new EncodedStream("v" + i, plan.rungs().get(i).rate(), plan.seconds()));
    }
    plan.joined()
        .ifPresent(joined -> streams.add(new EncodedStream(BASE, joined.rate(), joined.seconds())));
    return streams;
  }

  /**
   * ffmpeg's options for this stream in one run, as a separate output in the segments' folder.
   * Format: https://ffmpeg.org/ffmpeg-formats.html#segment_002c-stream_005fsegment_002c-ssegment
   */
  List<String> output(ResumePoint from) {
    List<String> times = new ArrayList<>();
    long at = from.seconds();
    do {
      at += ResumePoint.SEGMENT_SECONDS;
      times.add("" + at);
    } while (at + ResumePoint.SEGMENT_SECONDS < seconds);
    return List.of(
        "-fps_mode",
        "passthrough", // otherwise the gap before the first frame would be filled
        "-avoid_negative_ts",
        "disabled", // otherwise the segment list of a run from the beginning would lag
        "-f",
        "segment",
        "-segment_format",
        "nut",
        "-segment_times",
        String.join(",", times),
        "-segment_start_number",
        "" + from.segment(),
        "-segment_list",
        String.format(Locale.ROOT, "%s-from-%05d.csv", name, from.segment()),
        "-segment_list_type",
        "csv",
        name + "-%05d.nut");
  }
}
