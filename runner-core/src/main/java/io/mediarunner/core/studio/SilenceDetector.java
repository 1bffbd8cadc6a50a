package io.mediarunner.core.studio;

import io.mediarunner.core.encoding.run.EncodeContext;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.studio.Composition.Recording;
import io.mediarunner.core.studio.CuttingList.Window;
import io.mediarunner.core.text.Lines;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Measures the level of a recording. Blocks its thread. */
final class SilenceDetector {
  private static final double SILENCE_DB = -60;
  private static final double SAMPLE_SECONDS = 30;
  private static final Pattern MEAN = Pattern.compile("mean_volume: (-?[0-9.]+|-inf) dB");
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final EncodeContext job;

  SilenceDetector(EncodeContext job) {
    this.job = job;
  }

  /** Whether the first half minute of a window has a mean level below -60 dBFS. */
  boolean silent(Recording recording, Window window) throws TaskFailedException, IOException {
    Path toolLog = job.task().workDir().resolve("loudness-" + recording.role().wireName() + ".log");
    List<String> command =
        new ArrayList<>(
            List.of(job.tools().ffmpeg().toString(), "-hide_banner", "-nostdin", "-nostats"));
    command.addAll(
        List.of(
            "-ss",
            String.format(Locale.ROOT, "%.3f", window.startSeconds()),
            "-t",
            String.format(Locale.ROOT, "%.3f", Math.min(SAMPLE_SECONDS, window.seconds()))));
    command.addAll(job.tools().source(recording.file()));
    int track = recording.info().mainAudio().orElseThrow().index();
    command.addAll(List.of("-map", "0:" + track, "-af", "volumedetect", "-f", "null", "-"));
    job.log().command(command);
    var unused =
        job.task()
            .tools()
            .attempt(
                new ProcessSpec(
                    command,
                    job.task().workDir(),
                    job.tools().environment(),
                    toolLog,
                    toolLog,
                    LIMIT,
                    GRACE,
                    job.limits().nice()));
    boolean silent =
        Lines.read(toolLog, lines -> lines.map(MEAN::matcher).filter(Matcher::find).findFirst())
            .map(mean -> mean.group(1))
            .filter(mean -> mean.equals("-inf") || Double.parseDouble(mean) < SILENCE_DB)
            .isPresent();
    job.log()
        .line(
            String.format(
                Locale.ROOT,
                "audio of the %s: %s",
                recording.role().wireName(),
                silent ? "silent" : "not silent"));
    return silent;
  }
}
