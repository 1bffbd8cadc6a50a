package io.mediarunner.core.encoding.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.encoding.command.EncodedStream;
import io.mediarunner.core.encoding.command.ResumePoint;
import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.probe.MediaProbe;
import io.mediarunner.core.text.Limits;
import io.mediarunner.core.text.SmallFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The files of one stretch of a video: its segments in each rendition, and the log of the run that
 * made them. Blocks its thread.
 */
public final class StretchFiles {
  private static final double MICROS = 1e6;

  private final EncodePlan plan;
  private final ResumePoint stretch;
  private final List<EncodedStream> streams;

  /**
   * One segment of one rendition.
   *
   * @param name of the file
   * @param stream which rendition, from 0
   * @param first its first frame, counted from the beginning of the video
   * @param end the frame behind its last one
   */
  public record Segment(String name, int stream, long first, long end) {}

  /**
   * @param stretch with an end
   */
  public StretchFiles(EncodePlan plan, ResumePoint stretch) {
    this.plan = plan;
    this.stretch = stretch;
    this.streams = EncodedStream.of(plan);
  }

  /** Its segments, rendition by rendition. */
  public List<Segment> segments() {
    List<Segment> all = new ArrayList<>();
    for (int i = 0; i < streams.size(); i++) {
      all.addAll(segments(i));
    }
    return all;
  }

  private List<Segment> segments(int stream) {
    EncodedStream encoded = streams.get(stream);
    List<Segment> all = new ArrayList<>();
    long first = stretch.frames(stream);
    long last = stretch.ends().get(stream);
    for (int k = stretch.segment(); first < last; k++) {
      long end = Math.min(last, ResumePoint.firstFrame(k + 1, encoded.rate()));
      all.add(new Segment(IntermediateSegments.fileName(encoded, k), stream, first, end));
      first = end;
    }
    return all;
  }

  /** What the run that made it has printed. */
  public String log() {
    return String.format(Locale.ROOT, "from-%05d.log", stretch.segment());
  }

  /** Whether a folder has all its segments. */
  public boolean in(Path folder) {
    return segments().stream().allMatch(segment -> Files.exists(folder.resolve(segment.name())));
  }

  /**
   * Reads every segment: codec, size, each frame's place on the grid, a keyframe first, and
   * decoders set up as for the stretches before.
   *
   * @param known folder that keeps how decoders are set up
   * @throws TaskFailedException {@code OUTPUT_INVALID} with what is wrong
   */
  void check(MediaProbe probe, Path folder, Path known) throws TaskFailedException, IOException {
    for (Segment segment : segments()) {
      Path file = folder.resolve(segment.name());
      if (!Files.isRegularFile(file)) {
        throw invalid(segment, "is missing");
      }
      check(segment, probe.segment(file), known);
    }
  }

  private void check(Segment segment, JsonNode json, Path known)
      throws TaskFailedException, IOException {
    JsonNode video = json.path("streams").path(0);
    EncodePlan.Rung rung = plan.rungs().get(segment.stream());
    if (json.path("streams").size() != 1
        || !video.path("codec_name").asText().equals("h264")
        || video.path("width").asInt() != rung.width()
        || video.path("height").asInt() != rung.height()) {
      throw invalid(segment, "is no H.264 of " + rung.width() + "x" + rung.height());
    }
    Set<Long> frames = new HashSet<>();
    double origin = origin(segment, json);
    for (JsonNode packet : json.path("packets")) {
      double at = packet.path("pts_time").asDouble(-1) - origin;
      long frame = Math.round(at * rung.rate().value());
      if (frame < segment.first() || frame >= segment.end() || !frames.add(frame)) {
        throw invalid(segment, "has a frame at " + at + " s, which is not its own");
      }
    }
    long expected = segment.end() - segment.first();
    if (frames.size() != expected) {
      throw invalid(segment, "has " + frames.size() + " frames instead of " + expected);
    }
    if (!json.path("packets").path(0).path("flags").asText().startsWith("K")) {
      throw invalid(segment, "does not begin with a keyframe");
    }
    String setup = video.path("extradata_hash").asText();
    Path note = known.resolve(streams.get(segment.stream()).name() + "-setup.txt");
    if (!Files.exists(note)) {
      Files.writeString(note, setup, StandardCharsets.UTF_8);
    } else if (!SmallFile.text(note, Limits.LINE).equals(setup)) {
      throw invalid(segment, "was made by another encoder, or with other options");
    }
  }

  /** The very first segment is late, because NUT has no decoding times below zero. */
  private static double origin(Segment segment, JsonNode json) {
    double first = Double.MAX_VALUE;
    for (JsonNode packet : json.path("packets")) {
      first = Math.min(first, packet.path("pts_time").asDouble(-1));
    }
    return segment.first() == 0 ? first : 0;
  }

  private static TaskFailedException invalid(Segment segment, String why) {
    return new TaskFailedException(
        FailureCode.OUTPUT_INVALID,
        String.format(
            Locale.ROOT, "A segment (%s) failed verification: it %s.", segment.name(), why));
  }

  /**
   * Moves the files to where they belong, with a list of the segments as a run of the whole video
   * writes it.
   */
  void moveTo(Path from, Path folder) throws IOException {
    for (Segment segment : segments()) {
      move(from.resolve(segment.name()), folder);
    }
    if (Files.exists(from.resolve(log()))) {
      move(from.resolve(log()), folder);
    }
    writeLists(folder);
  }

  private void writeLists(Path folder) throws IOException {
    for (int i = 0; i < streams.size(); i++) {
      double rate = streams.get(i).rate().value();
      StringBuilder lines = new StringBuilder();
      for (Segment segment : segments(i)) {
        lines.append(
            String.format(
                Locale.ROOT,
                "%s,%.6f,%.6f%n",
                segment.name(),
                Math.round(segment.first() / rate * MICROS) / MICROS,
                Math.round(segment.end() / rate * MICROS) / MICROS));
      }
      Path list =
          folder.resolve(
              String.format(
                  Locale.ROOT, "%s-from-%05d.csv", streams.get(i).name(), stretch.segment()));
      Files.writeString(list, lines, StandardCharsets.UTF_8);
    }
  }

  private static void move(Path file, Path folder) throws IOException {
    Files.move(
        file,
        folder.resolve(file.getFileName()),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
