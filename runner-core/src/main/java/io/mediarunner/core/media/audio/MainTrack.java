package io.mediarunner.core.media.audio;

import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.Warning;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Chooses the main audio track by ear: cameras and recorders write a track for each input,
 * connected or not. Only where there are several, and where the one that would be taken is silent.
 * Blocks its thread.
 */
public final class MainTrack {
  private static final int MOST_TRACKS = 8;

  private final SilenceDetector silence;
  private final Consumer<Warning> warn;

  /**
   * @param warn gets a warning where another track is taken
   */
  public MainTrack(AudioTools tools, Consumer<Warning> warn) {
    this.silence = new SilenceDetector(tools);
    this.warn = warn;
  }

  /**
   * The track to use.
   *
   * @param name of the recording, for logs
   * @param wanted the one that would be taken unheard
   * @param from seconds on the clock of the recording
   * @param to after {@code from}
   * @return {@code wanted}, or the first other one that is not silent
   */
  public MediaInfo.Audio choose(
      Path file, String name, MediaInfo info, MediaInfo.Audio wanted, double from, double to)
      throws TaskFailedException, IOException {
    if (info.audio().size() < 2 || !silence.silent(file, name, info, wanted, from, to)) {
      return wanted;
    }
    List<MediaInfo.Audio> others =
        info.audio().stream().filter(track -> !track.equals(wanted)).limit(MOST_TRACKS).toList();
    for (MediaInfo.Audio other : others) {
      if (!silence.silent(file, name, info, other, from, to)) {
        warn.accept(
            Warning.of(
                Warning.Code.AUDIO_TRACK_SILENT,
                String.format(
                    Locale.ROOT,
                    "audio track %d of the %s is silent; track %d is used as the main one",
                    info.audio().indexOf(wanted) + 1,
                    name,
                    info.audio().indexOf(other) + 1)));
        return other;
      }
    }
    return wanted;
  }

  /** The same source with that track as its main one. */
  public MediaInfo choose(Path file, String name, MediaInfo info, double from, double to)
      throws TaskFailedException, IOException {
    Optional<MediaInfo.Audio> main = info.mainAudio();
    return main.isEmpty()
        ? info
        : info.withMainAudio(choose(file, name, info, main.get(), from, to));
  }
}
