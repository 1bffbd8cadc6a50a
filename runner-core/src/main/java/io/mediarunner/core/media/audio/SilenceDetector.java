package io.mediarunner.core.media.audio;

import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.Timeline;
import io.mediarunner.core.text.Lines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Listens whether a track is silent. A long stretch is sampled: a handful of seconds at a handful
 * of places are decoded, however long the recording is. Blocks its thread.
 */
public final class SilenceDetector {
  private static final double SILENCE_DB = -60;
  private static final int SAMPLES = 6;
  private static final double SAMPLE_SECONDS = 5;
  private static final double WHOLE_SECONDS = SAMPLES * SAMPLE_SECONDS;
  private static final Pattern MEAN = Pattern.compile("mean_volume: (-?[0-9.]+|-inf) dB");

  private final AudioTools tools;

  public SilenceDetector(AudioTools tools) {
    this.tools = tools;
  }

  /** A stretch of a recording, seconds on its clock. */
  record Sample(double startSeconds, double seconds) {}

  /**
   * Whether the mean level of a track is below -60 dBFS wherever it was listened to. A track that
   * has no data there, or cannot be decoded, is silent.
   *
   * @param name of the recording, for logs
   * @param from seconds on the clock of the recording
   * @param to after {@code from}
   */
  public boolean silent(
      Path file, String name, MediaInfo info, MediaInfo.Audio track, double from, double to)
      throws TaskFailedException, IOException {
    boolean silent = true;
    for (Sample sample : samples(info.timeline(), from, to)) {
      silent = silent && silent(file, name, track, sample);
    }
    tools
        .log()
        .line(
            String.format(
                Locale.ROOT,
                "audio track %d of the %s: %s",
                info.audio().indexOf(track) + 1,
                name,
                silent ? "silent" : "not silent"));
    return silent;
  }

  /** Where to listen: all of a short stretch, else evenly spread. */
  static List<Sample> samples(Timeline timeline, double from, double to) {
    if (timeline.seeking() == Timeline.Seeking.UNRELIABLE || !timeline.jumps().isEmpty()) {
      return List.of(new Sample(0, WHOLE_SECONDS));
    }
    double length = Math.max(0, to - from);
    if (length <= WHOLE_SECONDS) {
      return List.of(new Sample(from, length));
    }
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      double at = from + (length - SAMPLE_SECONDS) * i / (SAMPLES - 1);
      samples.add(new Sample(at, SAMPLE_SECONDS));
    }
    return samples;
  }

  private boolean silent(Path file, String name, MediaInfo.Audio track, Sample sample)
      throws TaskFailedException, IOException {
    List<String> command = tools.start("info");
    if (sample.startSeconds() > 0) {
      command.addAll(List.of("-ss", decimal(sample.startSeconds())));
    }
    command.addAll(List.of("-t", decimal(sample.seconds())));
    command.addAll(tools.ffmpeg().source(file));
    command.addAll(List.of("-map", "0:" + track.index(), "-af", "volumedetect", "-f", "null", "-"));
    tools.log().command(command);
    String step = "loudness-" + name;
    tools.run(step, command);
    return Lines.read(
            tools.toolLog(step),
            lines -> lines.map(MEAN::matcher).filter(Matcher::find).findFirst())
        .map(mean -> mean.group(1))
        .filter(mean -> !mean.equals("-inf") && Double.parseDouble(mean) >= SILENCE_DB)
        .isEmpty();
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
