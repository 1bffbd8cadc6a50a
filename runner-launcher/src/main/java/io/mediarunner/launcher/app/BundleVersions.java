package io.mediarunner.launcher.app;

import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.media.ffmpeg.FfmpegMissingException;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.process.ProcessRunner;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a bundle says about the machine. */
public final class BundleVersions {
  private BundleVersions() {}

  /** Finds the ffmpeg of some settings. */
  public interface Search {
    List<FfmpegTools> find(RunnerConfig config, ProcessRunner processes)
        throws FfmpegMissingException, IOException;
  }

  /** Of runner, Java and system, and of what is known of the programs. */
  public static Map<String, String> of(Map<String, String> programs) {
    Map<String, String> versions = new TreeMap<>(programs);
    versions.put("runner", Version.current());
    versions.put("java", Runtime.version().toString());
    versions.put(
        "system",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"));
    versions.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    return versions;
  }

  /** The same, with the ffmpeg that the settings lead to. */
  public static Map<String, String> of(Search search, RunnerConfig config) {
    try (JdkProcessRunner processes = new JdkProcessRunner()) {
      FfmpegTools tools = search.find(config, processes).get(0);
      return of(Map.of("ffmpeg", tools.version() + " (" + tools.origin() + ")"));
    } catch (FfmpegMissingException | IOException e) {
      return of(Map.of("ffmpeg", "none: " + e.getMessage()));
    }
  }
}
