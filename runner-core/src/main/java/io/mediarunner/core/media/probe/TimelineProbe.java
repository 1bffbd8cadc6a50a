package io.mediarunner.core.media.probe;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.Timeline;
import io.mediarunner.core.media.Timeline.Seeking;
import io.mediarunner.core.media.Timeline.Span;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.process.TaskProcesses;
import io.mediarunner.core.text.HeadAndTail;
import io.mediarunner.core.text.Limits;
import io.mediarunner.core.text.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out when the streams of a source have data. Headers are believed only where the container
 * keeps a table of every frame; otherwise all packets are read once, without decoding any, in
 * bounded memory. Blocks its thread.
 */
final class TimelineProbe {
  private static final Duration LIMIT = Duration.ofHours(2);
  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final double TOLERATED = 0.05;
  private static final double TOLERATED_SECONDS = 0.5;
  private static final Pattern BYTES_READ =
      Pattern.compile("Statistics: ([0-9]{1,18}) bytes read", Pattern.CASE_INSENSITIVE);

  /** Containers whose clock may jump; ffmpeg joins such places when it encodes. */
  private static final Set<String> JUMPING = Set.of("mpegts", "mpeg");

  private static final Set<String> INDEXED = Set.of("mov", "mp4", "matroska", "webm", "wav", "w64");
  private static final Set<String> SEARCHED =
      Set.of("mpegts", "mpeg", "ogg", "flv", "avi", "asf", "mxf", "flac");

  private final FfmpegTools tools;
  private final TaskProcesses processes;
  private final Path workDir;
  private final int nice;

  TimelineProbe(FfmpegTools tools, TaskProcesses processes, Path workDir, int nice) {
    this.tools = tools;
    this.processes = processes;
    this.workDir = workDir;
    this.nice = nice;
  }

  /**
   * @param json what ffprobe printed of the source
   * @param info read from it
   */
  Timeline of(Path source, JsonNode json, MediaInfo info) throws TaskFailedException, IOException {
    Set<String> formats = Set.of(json.path("format").path("format_name").asText("").split(","));
    Seeking seeking = seeking(formats);
    List<Integer> used = used(info);
    Optional<Timeline> declared =
        formats.contains("mp4") && !contradicted(source, json)
            ? declared(json, used, seeking)
            : Optional.empty();
    Timeline timeline =
        declared.isPresent() ? declared.get() : measured(source, formats, used, seeking);
    return timeline.lacking(MissingContent.of(source, json, timeline, bytesRead()));
  }

  private static List<Integer> used(MediaInfo info) {
    List<Integer> used = new ArrayList<>();
    info.video().ifPresent(video -> used.add(video.index()));
    info.audio().forEach(audio -> used.add(audio.index()));
    return used;
  }

  private static Seeking seeking(Set<String> formats) {
    if (formats.stream().anyMatch(INDEXED::contains)) {
      return Seeking.INDEXED;
    }
    return formats.stream().anyMatch(SEARCHED::contains) ? Seeking.SEARCHED : Seeking.UNRELIABLE;
  }

  /** Whether the headers of an MP4 say something else than its tables. */
  private static boolean contradicted(Path source, JsonNode json) throws IOException {
    Map<Integer, Double> tables = Mp4Table.lengths(source);
    for (JsonNode stream : json.path("streams")) {
      double stated = stream.path("duration").asDouble(0);
      double kept = tables.getOrDefault(trackId(stream), stated);
      double difference = Math.abs(stated - kept);
      if (difference > TOLERATED_SECONDS && difference > TOLERATED * kept) {
        return true;
      }
    }
    return false;
  }

  /** As ffprobe prints it, such as {@code 0x1}; -1 where it does not. */
  private static int trackId(JsonNode stream) {
    try {
      return Integer.decode(stream.path("id").asText(""));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** A table of all frames is no claim: MP4 has one unless it is fragmented. */
  private static Optional<Timeline> declared(JsonNode json, List<Integer> used, Seeking seeking) {
    double origin = json.path("format").path("start_time").asDouble(0);
    Map<Integer, Span> spans = new HashMap<>();
    for (JsonNode stream : json.path("streams")) {
      int index = stream.path("index").asInt();
      double duration = stream.path("duration").asDouble(0);
      if (!used.contains(index)) {
        continue;
      }
      if (duration <= 0 || stream.path("nb_frames").asLong(0) <= 0) {
        return Optional.empty();
      }
      double start = Math.max(0, stream.path("start_time").asDouble(0) - origin);
      spans.put(index, new Span(start, start + duration, 0, 0, List.of()));
    }
    return spans.size() == used.size()
        ? Optional.of(timeline(spans, List.of(), seeking, false))
        : Optional.empty();
  }

  private static Timeline timeline(
      Map<Integer, Span> spans, List<Double> jumps, Seeking seeking, boolean measured) {
    return new Timeline(end(spans), spans, jumps, seeking, measured);
  }

  private static double end(Map<Integer, Span> spans) {
    return spans.values().stream().mapToDouble(Span::endSeconds).max().orElse(0);
  }

  private Timeline measured(Path source, Set<String> formats, List<Integer> used, Seeking seeking)
      throws TaskFailedException, IOException {
    if (formats.stream().anyMatch(JUMPING::contains)) {
      JoinedTimes joined = new JoinedTimes(used, Timeline.LEAP_SECONDS, false);
      raw(source, joined);
      return timeline(joined.spans(), joined.places(), seeking, true);
    }
    PacketTimes packets = packets(source, used);
    Timeline timeline = timeline(packets.spans(), List.of(), seeking, true);
    boolean leaps =
        formats.contains("flv")
            && timeline.spans().size() > 1
            && !EmptyStretch.of(timeline, Timeline.LEAP_SECONDS).isEmpty();
    if (packets.startsOver() || leaps) {
      JoinedTimes joined =
          new JoinedTimes(used, leaps ? Timeline.LEAP_SECONDS : Double.MAX_VALUE, true);
      raw(source, joined);
      if (joined.agreed()) {
        Map<Integer, Span> spans = joined.spans();
        return new Timeline(
            end(spans), spans, joined.places(), seeking, true, joined.restarts(), List.of());
      }
    }
    return timeline;
  }

  /** By the encoder's own eyes: copied and not decoded, with its corrections of the clock. */
  private PacketTimes packets(Path source, List<Integer> used)
      throws TaskFailedException, IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(tools.ffmpeg().toString(), "-hide_banner", "-nostdin", "-nostats"));
    command.addAll(List.of("-loglevel", "verbose")); // says how much it has read
    command.addAll(tools.source(source));
    used.forEach(index -> command.addAll(List.of("-map", "0:" + index)));
    command.addAll(List.of("-copyinkf", "-c", "copy", "-f", "framecrc", "-"));
    PacketTimes times = new PacketTimes(used);
    read(command, times::accept);
    return times;
  }

  /** On the file's own clock, as it is: copying would join jumps otherwise than decoding does. */
  private void raw(Path source, JoinedTimes joined) throws TaskFailedException, IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(tools.ffprobe().toString(), "-hide_banner", "-v", "error"));
    command.addAll(
        List.of("-show_entries", "packet=stream_index,pts_time,dts_time,duration_time,flags"));
    command.addAll(List.of("-of", "csv=p=0"));
    command.addAll(tools.source(source));
    read(command, joined::accept);
  }

  /** How much of the source the last pass has read; empty where it does not say. */
  private OptionalLong bytesRead() throws IOException {
    if (Files.notExists(log())) {
      return OptionalLong.empty();
    }
    OptionalLong read = OptionalLong.empty();
    Matcher said = BYTES_READ.matcher(HeadAndTail.tail(log(), Limits.LAST_WORDS));
    while (said.find()) {
      read = OptionalLong.of(Long.parseLong(said.group(1)));
    }
    return read;
  }

  private Path log() {
    return workDir.resolve("packets.log");
  }

  private void read(List<String> command, Consumer<String> taker)
      throws TaskFailedException, IOException {
    Path packets = workDir.resolve("packets.txt");
    Files.deleteIfExists(log());
    var unused =
        processes.attempt(
            new ProcessSpec(
                command, workDir, tools.environment(), packets, log(), LIMIT, GRACE, nice));
    try {
      Lines.read(
          packets,
          lines -> {
            lines.forEach(taker);
            return packets;
          });
    } finally {
      Files.deleteIfExists(packets);
    }
  }
}
