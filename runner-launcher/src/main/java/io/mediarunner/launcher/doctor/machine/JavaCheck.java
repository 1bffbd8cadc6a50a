package io.mediarunner.launcher.doctor.machine;

import io.mediarunner.launcher.doctor.check.Check;
import io.mediarunner.launcher.doctor.check.CheckResult;
import java.util.List;

/** Whether Java and the processor are supported. */
public final class JavaCheck implements Check {
  private static final String NAME = "java";
  private static final int LEAST = 17;
  private static final List<String> PROCESSORS = List.of("amd64", "x86_64", "aarch64");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<CheckResult> run() {
    String version = Runtime.version().toString();
    String processor = System.getProperty("os.arch");
    if (Runtime.version().feature() < LEAST) {
      return List.of(
          CheckResult.error(
              NAME,
              "version " + version + " is too old",
              "install Java 17 or newer (apt-get install openjdk-17-jre-headless), or set JAVA_HOME"));
    }
    if (!PROCESSORS.contains(processor)) {
      return List.of(
          CheckResult.warning(
              NAME,
              version + " on " + processor + ": no ffmpeg is embedded for this processor",
              "install ffmpeg, or set FFMPEG_PATH"));
    }
    return List.of(CheckResult.good(NAME, version + " on " + processor));
  }
}
