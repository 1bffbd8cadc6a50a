package io.mediarunner.launcher.doctor;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code check-ffmpeg}: tests whether ffmpeg can do what tasks need. */
@Command(
    name = "check-ffmpeg",
    description = {
      "Test ffmpeg with real video and audio.",
      "Exit code 0: all good; 2: something optional is missing; 3: something required is missing."
    },
    mixinStandardHelpOptions = true)
public final class CheckFfmpegCommand implements Callable<Integer> {
  @Mixin private ToolCheck check;

  @Option(
      names = "--mode",
      description = "auto (follows ENCODING_TYPE), cpu or gpu (default: ${DEFAULT-VALUE})")
  private Mode mode = Mode.auto;

  /** As written on the command line. */
  enum Mode {
    auto,
    cpu,
    gpu
  }

  @Override
  public Integer call() throws Exception {
    return check.run(
        config ->
            new EncodingToolsCheck(
                config, mode == Mode.gpu || (mode == Mode.auto && config.encoding().gpu())));
  }
}
