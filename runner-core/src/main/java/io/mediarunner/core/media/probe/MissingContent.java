package io.mediarunner.core.media.probe;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.media.Timeline;
import io.mediarunner.core.media.Timeline.Gap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a source lacks, or what of it nothing can read: the file ends early, has a hole, or holds a
 * second recording that players never reach. What is there is used, but the loss is told.
 */
final class MissingContent {
  private static final double TOLERATED = 0.05;
  private static final double TOLERATED_SECONDS = 0.5;
  private static final long TOLERATED_BYTES = 64 << 10;
  private static final double HOLE_SECONDS = 1;

  /** Containers in which a writer that goes back and one that finishes state the true length. */
  private static final Set<String> STATING_LENGTH = Set.of("flv", "flac", "mxf");

  private MissingContent() {}

  /**
   * @param json what ffprobe printed of the source
   * @param bytesRead by a pass over all packets; empty if there was none
   * @return clauses for people; empty if the source is whole, as far as can be told
   */
  static List<String> of(Path source, JsonNode json, Timeline timeline, OptionalLong bytesRead)
      throws IOException {
    Set<String> formats = Set.of(json.path("format").path("format_name").asText("").split(","));
    List<String> missing = new ArrayList<>();
    if (formats.contains("mp4")) {
      List<String> boxes = Mp4Boxes.types(source);
      if (boxes.contains("moof")) {
        holes(timeline, missing);
        if (Mp4Boxes.cutOff(source) > 0) {
          missing.add("the file ends early: its last fragment is not whole");
        }
      } else {
        joined(Collections.frequency(boxes, "moov"), missing);
      }
    } else {
      endsEarly(source, missing);
      boolean allUsed = timeline.spans().size() == json.path("streams").size();
      if (allUsed && bytesRead.isPresent()) {
        unread(bytesRead.getAsLong(), Files.size(source), missing);
      }
      if (!Collections.disjoint(formats, STATING_LENGTH)) {
        // The length in a dump of a stream counts from the beginning of the stream.
        JsonNode format = json.path("format");
        double late = Math.max(0, format.path("start_time").asDouble(0));
        shorter(format.path("duration").asDouble(0) - late, timeline.seconds(), missing);
      }
    }
    return missing;
  }

  /** A lost fragment; other containers simply have no packets where nothing happens. */
  private static void holes(Timeline timeline, List<String> missing) {
    if (timeline.spans().size() > 1) {
      for (Gap gap : EmptyStretch.of(timeline, HOLE_SECONDS)) {
        missing.add(
            say(
                "from %.1f to %.1f s, there is neither video nor audio",
                gap.startSeconds(), gap.endSeconds()));
      }
    }
  }

  private static void joined(int recordings, List<String> missing) {
    if (recordings > 1) {
      missing.add(
          say(
              "the file holds %d recordings, one behind the other; only the first was used",
              recordings));
    }
  }

  private static void endsEarly(Path source, List<String> missing) throws IOException {
    OptionalLong stated = StatedSize.of(source);
    long there = Files.size(source);
    if (stated.isPresent() && differs(there, stated.getAsLong())) {
      missing.add(say("the file ends early: %d of %d bytes", there, stated.getAsLong()));
    }
  }

  private static void unread(long read, long size, List<String> missing) {
    if (differs(read, size)) {
      missing.add(
          say(
              "only the first %d of %d bytes are part of the recording; another one may follow",
              read, size));
    }
  }

  private static boolean differs(long part, long whole) {
    return whole - part > Math.max(TOLERATED_BYTES, whole * TOLERATED);
  }

  private static void shorter(double stated, double measured, List<String> missing) {
    if (stated - measured > Math.max(TOLERATED_SECONDS, stated * TOLERATED)) {
      missing.add(say("%.1f s of %.1f s could be read", measured, stated));
    }
  }

  private static String say(String clause, Object... values) {
    return String.format(Locale.ROOT, clause, values);
  }
}
