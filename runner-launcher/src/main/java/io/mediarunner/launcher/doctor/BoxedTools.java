package io.mediarunner.launcher.doctor;

import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.media.ffmpeg.FfmpegMissingException;
import io.mediarunner.core.media.ffmpeg.ToolFinding;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.process.ProcessRunner;
import io.mediarunner.core.process.SandboxMissingException;
import io.mediarunner.core.process.SandboxTrial;
import io.mediarunner.core.workspace.TemporaryFiles;
import io.mediarunner.core.workspace.Workspace;
import io.mediarunner.launcher.app.ToolBox;
import io.mediarunner.launcher.doctor.check.CheckResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Tests programs as tasks run them: one that works only outside of the sandbox does not work. */
final class BoxedTools {
  static final String SANDBOX = "sandbox";

  /** What to do about ffmpeg, if a finding does not say. */
  static final String FFMPEG =
      "install ffmpeg 5.1 or newer with libx264 (apt-get install ffmpeg), or set FFMPEG_PATH to one";

  private BoxedTools() {}

  /** Tests the programs. */
  interface Trial {
    List<ToolFinding> findings(RunnerConfig config, ProcessRunner processes) throws Exception;
  }

  /**
   * @param fallback what to do about a finding that does not say
   */
  static List<CheckResult> run(RunnerConfig config, Trial trial, String fallback) throws Exception {
    if (Files.isDirectory(config.storage().cacheDir().resolve("ffmpeg"))) {
      return inCache(config, trial, fallback);
    }
    // A check unpacks nothing where the runner needs it: it might belong to another user.
    Path cache = TemporaryFiles.folder("check-");
    try {
      return inCache(config.withCache(cache), trial, fallback);
    } finally {
      Workspace.deleteTree(cache);
    }
  }

  private static List<CheckResult> inCache(RunnerConfig config, Trial trial, String fallback)
      throws Exception {
    try {
      SandboxTrial.Result box = ToolBox.find(config, true);
      try (JdkProcessRunner processes = new JdkProcessRunner(box.sandbox())) {
        List<CheckResult> results = new ArrayList<>();
        trial.findings(config, processes).forEach(f -> results.add(CheckResult.of(f, fallback)));
        boolean weak = box.sandbox().level().weak();
        String about = ToolBox.warning(box).orElse(ToolBox.about(box.sandbox()));
        results.add(
            weak
                ? CheckResult.warning(
                    SANDBOX, about, "apt-get install bubblewrap, and allow user namespaces")
                : CheckResult.good(SANDBOX, about).optional());
        return results;
      }
    } catch (SandboxMissingException e) {
      return List.of(
          CheckResult.error(
              SANDBOX,
              Objects.requireNonNull(e.getMessage()),
              "apt-get install bubblewrap, or set SANDBOX=auto"));
    } catch (FfmpegMissingException e) {
      return List.of(
          CheckResult.error("binary:ffmpeg", Objects.requireNonNull(e.getMessage()), FFMPEG));
    }
  }
}
