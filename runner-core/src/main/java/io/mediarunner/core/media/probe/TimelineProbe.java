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
import java.util.Set;
import java.util.function.Consumer;

/**
 * Finds out when the streams of a source have data. Headers are believed only where the container
 * keeps a table of every frame; otherwise all packets are read once, without decoding any, in
 * bounded memory. Blocks its thread.
 */
final class TimelineProbe {
  private static final Duration LIMIT = Duration.ofHours(2);
  private static final Duration GRACE = Duration.ofSeconds(2);

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
    Optional<Timeline> declared = declared(json, formats, used, seeking);
    return declared.isPresent() ? declared.get() : measured(source, formats, used, seeking);
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

  /** A table of all frames is no claim: MP4 has one unless it is fragmented. */
  private static Optional<Timeline> declared(
      JsonNode json, Set<String> formats, List<Integer> used, Seeking seeking) {
    if (!formats.contains("mp4")) {
      return Optional.empty();
    }
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
    double end = spans.values().stream().mapToDouble(Span::endSeconds).max().orElse(0);
    return new Timeline(end, spans, jumps, seeking, measured);
  }

  private Timeline measured(Path source, Set<String> formats, List<Integer> used, Seeking seeking)
      throws TaskFailedException, IOException {
    if (formats.stream().anyMatch(JUMPING::contains)) {
      JoinedTimes joined = joined(source, used);
      return timeline(joined.spans(), joined.places(), seeking, true);
    }
    return timeline(packets(source, used), List.of(), seeking, true);
  }

  /** By the encoder's own eyes: copied and not decoded, with its corrections of the clock. */
  private Map<Integer, Span> packets(Path source, List<Integer> used)
      throws TaskFailedException, IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(tools.ffmpeg().toString(), "-hide_banner", "-nostdin", "-nostats"));
    command.addAll(List.of("-loglevel", "error"));
    command.addAll(tools.source(source));
    used.forEach(index -> command.addAll(List.of("-map", "0:" + index)));
    command.addAll(List.of("-copyinkf", "-c", "copy", "-f", "framecrc", "-"));
    PacketTimes times = new PacketTimes(used);
    read(command, times::accept);
    return times.spans();
  }

  /** On the file's own clock, as it is: copying would join jumps otherwise than decoding does. */
  private JoinedTimes joined(Path source, List<Integer> used)
      throws TaskFailedException, IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(tools.ffprobe().toString(), "-hide_banner", "-v", "error"));
    command.addAll(
        List.of("-show_entries", "packet=stream_index,pts_time,dts_time,duration_time,flags"));
    command.addAll(List.of("-of", "csv=p=0"));
    command.addAll(tools.source(source));
    JoinedTimes joined = new JoinedTimes(used);
    read(command, joined::accept);
    return joined;
  }

  private void read(List<String> command, Consumer<String> taker)
      throws TaskFailedException, IOException {
    Path packets = workDir.resolve("packets.txt");
    var unused =
        processes.attempt(
            new ProcessSpec(
                command,
                workDir,
                tools.environment(),
                packets,
                workDir.resolve("packets.log"),
                LIMIT,
                GRACE,
                nice));
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
