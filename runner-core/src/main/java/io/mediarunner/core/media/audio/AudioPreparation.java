package io.mediarunner.core.media.audio;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.PreparedAudio;
import io.mediarunner.core.media.Timeline;
import io.mediarunner.core.process.ProcessExit;
import io.mediarunner.core.text.DataSize;
import io.mediarunner.core.text.Lines;
import io.mediarunner.core.workspace.FreeSpace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Finds out whether the audio of a source changes its form on the way, by decoding it, and decodes
 * it into one form if so. Only where container and codec allow such a change. Blocks its thread.
 */
public final class AudioPreparation {
  /** Coded frame by frame, each of which says its own rate and channels. */
  private static final Set<String> CHANGING =
      Set.of("aac", "aac_latm", "mp1", "mp2", "mp3", "ac3", "eac3", "dts");

  /** Coded with a header, of which a file may have several, one after the other. */
  private static final Set<String> CHAINED = Set.of("vorbis", "opus", "flac");

  /** What ffmpeg says when it may not set up its filters anew. */
  private static final String REFUSAL = "Changing audio frame properties on the fly";

  private static final int RATE = 48_000;
  private static final int CHANNELS = 2;
  private static final int SAMPLE_BYTES = 2;
  private static final String PREFIX = "audio-";
  private static final String SUFFIX = ".mka";

  private final AudioTools tools;

  public AudioPreparation(AudioTools tools) {
    this.tools = tools;
  }

  /**
   * Prepares some tracks of a source.
   *
   * @param name tells this source from others of the task, such as {@code source}
   * @param tracks those that are needed
   * @return the audio in one form; empty where it is so already
   * @throws TaskFailedException {@code DISK_FULL} if there is no room for it, 690 MB an hour and
   *     track
   */
  public Optional<PreparedAudio> prepare(
      Path source, String name, MediaInfo info, List<MediaInfo.Audio> tracks)
      throws TaskFailedException, IOException {
    boolean mayChange =
        info.timeline().measured()
            && tracks.stream().anyMatch(track -> mayChange(track.codec(), info.timeline()));
    if (!mayChange || !changes(source, name, tracks)) {
      return Optional.empty();
    }
    tools
        .log()
        .line("the audio changes its sample rate or channels on the way: decoded beforehand");
    requireRoom(info, tracks.size());
    Path file = tools.workDir().resolve(PREFIX + name + SUFFIX);
    List<String> command = tools.start("error");
    command.add("-y");
    command.addAll(tools.ffmpeg().source(source));
    map(command, tracks);
    // Not compressed: at each change, ffmpeg loses what does not fill a frame of the encoder.
    command.addAll(List.of("-c:a", "pcm_s16le"));
    command.addAll(List.of("-ar", "" + RATE, "-ac", "" + CHANNELS));
    command.addAll(List.of("-map_metadata", "-1", "-vn"));
    command.addAll(List.of("-f", "matroska", "file:" + file));
    tools.log().command(command);
    if (!(tools.run("audio-" + name, command) instanceof ProcessExit.Done)) {
      return Optional.empty(); // the work itself will say what is wrong
    }
    List<Integer> streams = tracks.stream().map(MediaInfo.Audio::index).toList();
    double start =
        streams.stream()
            .flatMap(index -> info.timeline().span(index).stream())
            .mapToDouble(Timeline.Span::startSeconds)
            .min()
            .orElse(0);
    return Optional.of(new PreparedAudio(file, start, streams));
  }

  /** Whether a file of an attempt is such audio. */
  public static boolean made(String fileName) {
    return fileName.startsWith(PREFIX) && fileName.endsWith(SUFFIX);
  }

  private void requireRoom(MediaInfo info, int tracks) throws TaskFailedException {
    double needed = info.durationSeconds() * RATE * CHANNELS * SAMPLE_BYTES * tracks;
    OptionalLong left = FreeSpace.usable(tools.workDir());
    if (left.isPresent() && left.getAsLong() < needed) {
      throw new TaskFailedException(
          FailureCode.DISK_FULL,
          String.format(
              Locale.ROOT,
              "The audio changes its form and has to be decoded first, which needs about %s,"
                  + " but the runner has only %s left.",
              DataSize.text(Math.round(needed)),
              DataSize.text(left.getAsLong())));
    }
  }

  /** A container with an index has one header for all of a track. */
  private static boolean mayChange(String codec, Timeline timeline) {
    return CHANGING.contains(codec)
        || (CHAINED.contains(codec) && timeline.seeking() != Timeline.Seeking.INDEXED);
  }

  private boolean changes(Path source, String name, List<MediaInfo.Audio> tracks)
      throws TaskFailedException, IOException {
    String step = "audio-form-" + name;
    List<String> command = tools.start("error");
    command.addAll(List.of("-reinit_filter:a", "0"));
    command.addAll(tools.ffmpeg().source(source));
    map(command, tracks);
    command.addAll(List.of("-f", "null", "-"));
    tools.run(step, command);
    return Lines.contain(tools.toolLog(step), REFUSAL);
  }

  private static void map(List<String> command, List<MediaInfo.Audio> tracks) {
    tracks.forEach(track -> command.addAll(List.of("-map", "0:" + track.index())));
  }
}
