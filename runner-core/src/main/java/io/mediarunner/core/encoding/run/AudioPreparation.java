package io.mediarunner.core.encoding.run;

import io.mediarunner.core.encoding.plan.PreparedAudio;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.media.Timeline;
import io.mediarunner.core.process.ProcessExit;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.text.Lines;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out whether the audio of a source changes its form on the way, by decoding it, and decodes
 * it into one form if so. Only where container and codec allow such a change. Blocks its thread.
 */
final class AudioPreparation {
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** Coded frame by frame, each of which says its own rate and channels. */
  private static final Set<String> CHANGING =
      Set.of("aac", "aac_latm", "mp1", "mp2", "mp3", "ac3", "eac3", "dts");

  /** What ffmpeg says when it may not set up its filters anew. */
  private static final String REFUSAL = "Changing audio frame properties on the fly";

  private final EncodeContext job;
  private final MediaTask task;

  AudioPreparation(EncodeContext job) {
    this.job = job;
    this.task = job.task();
  }

  /** The audio in one form; empty where it is so already. */
  Optional<PreparedAudio> prepare(MediaInfo info) throws TaskFailedException, IOException {
    boolean mayChange =
        info.timeline().measured()
            && info.audio().stream().anyMatch(track -> CHANGING.contains(track.codec()));
    if (!mayChange || !changes(info)) {
      return Optional.empty();
    }
    job.log().line("the audio changes its sample rate or channels on the way: decoded beforehand");
    Path file = task.workDir().resolve("audio.mka");
    List<String> command = start();
    command.addAll(List.of("-y"));
    command.addAll(job.tools().source(task.source()));
    map(command, info);
    command.addAll(List.of("-c:a", "flac", "-compression_level", "0", "-sample_fmt", "s16"));
    command.addAll(List.of("-ar", "48000", "-ac", "2", "-map_metadata", "-1", "-vn"));
    command.addAll(List.of("-f", "matroska", "file:" + file));
    job.log().command(command);
    if (!(run("audio", command) instanceof ProcessExit.Done)) {
      return Optional.empty(); // the encode itself will say what is wrong
    }
    List<Integer> streams = info.audio().stream().map(MediaInfo.Audio::index).toList();
    double start =
        streams.stream()
            .flatMap(index -> info.timeline().span(index).stream())
            .mapToDouble(Timeline.Span::startSeconds)
            .min()
            .orElse(0);
    return Optional.of(new PreparedAudio(file, start, streams));
  }

  private boolean changes(MediaInfo info) throws TaskFailedException, IOException {
    List<String> command = start();
    command.addAll(List.of("-reinit_filter:a", "0"));
    command.addAll(job.tools().source(task.source()));
    map(command, info);
    command.addAll(List.of("-f", "null", "-"));
    run("audio-form", command);
    return Lines.contain(task.workDir().resolve("audio-form.log"), REFUSAL);
  }

  private List<String> start() {
    return new ArrayList<>(
        List.of(
            job.tools().ffmpeg().toString(),
            "-hide_banner",
            "-nostdin",
            "-nostats",
            "-loglevel",
            "level+error"));
  }

  private static void map(List<String> command, MediaInfo info) {
    info.audio().forEach(track -> command.addAll(List.of("-map", "0:" + track.index())));
  }

  private ProcessExit run(String step, List<String> command)
      throws TaskFailedException, IOException {
    Path toolLog = task.workDir().resolve(step + ".log");
    return task.tools()
        .attempt(
            new ProcessSpec(
                command,
                task.workDir(),
                job.tools().environment(),
                toolLog,
                toolLog,
                job.limits().limit(),
                GRACE,
                job.limits().nice()));
  }
}
