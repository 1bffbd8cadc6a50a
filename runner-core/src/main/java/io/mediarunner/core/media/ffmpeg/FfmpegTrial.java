package io.mediarunner.core.media.ffmpeg;

import io.mediarunner.core.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether ffmpeg and ffprobe do at all what they are for, asked when a task has failed in a way
 * that may be their fault. An exit code of 0 proves nothing: something else may have taken their
 * place.
 */
public final class FfmpegTrial {
  private static final String PICTURES = "testsrc2=s=64x64:r=25:d=0.2";

  private final FfmpegTools tools;
  private final ProcessRunner runner;

  public FfmpegTrial(FfmpegTools tools, ProcessRunner runner) {
    this.tools = Objects.requireNonNull(tools, "tools");
    this.runner = Objects.requireNonNull(runner, "runner");
  }

  /**
   * Encodes five pictures and inspects a generated source; takes half a second.
   *
   * @return what is wrong, in one sentence that names the program; empty if nothing is, or if the
   *     disk of temporary files does not allow a trial
   */
  public Optional<String> problem() {
    try {
      List<String> encode = new ArrayList<>(List.of("-hide_banner", "-nostdin", "-v", "error"));
      encode.addAll(InputRules.generated(PICTURES));
      encode.addAll(List.of("-c:v", "libx264"));
      encode.addAll(List.of("-preset", "ultrafast", "-progress", "pipe:1", "-f", "null", "-"));
      Optional<String> ffmpeg = problem(tools.ffmpeg(), encode, "frame=5");
      List<String> inspect = new ArrayList<>(List.of("-v", "error"));
      inspect.addAll(InputRules.generated(PICTURES));
      inspect.addAll(List.of("-show_entries", "stream=codec_type", "-of", "csv=p=0"));
      return ffmpeg.isPresent() ? ffmpeg : problem(tools.ffprobe(), inspect, "video");
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Optional<String> problem(Path program, List<String> arguments, String expected)
      throws IOException {
    if (program.isAbsolute() && !Files.isExecutable(program)) {
      return Optional.of(program + " is missing or not executable");
    }
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    ProgramOutput output = ProgramOutput.of(runner, command, tools.environment());
    if (!output.ok()) {
      return Optional.of(program + " fails: " + output.text().strip());
    }
    return output.text().contains(expected)
        ? Optional.empty()
        : Optional.of(program + " exits with code 0, but does nothing");
  }
}
