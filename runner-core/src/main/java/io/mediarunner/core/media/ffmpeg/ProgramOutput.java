package io.mediarunner.core.media.ffmpeg;

import io.mediarunner.core.process.ProcessExit;
import io.mediarunner.core.process.ProcessRunner;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.process.ProcessStartException;
import io.mediarunner.core.process.sandbox.Box;
import io.mediarunner.core.workspace.TemporaryFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The output of a short program run.
 *
 * @param ok whether the exit code was 0
 * @param text stdout and stderr
 */
public record ProgramOutput(boolean ok, String text) {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** Runs a program to its end, 10 s at most. If it cannot start, the text says why. */
  public static ProgramOutput of(
      ProcessRunner runner, List<String> command, Map<String, String> environment)
      throws IOException {
    return of(runner, command, environment, Box.CLOSED);
  }

  /** The same in another box. */
  public static ProgramOutput of(
      ProcessRunner runner, List<String> command, Map<String, String> environment, Box box)
      throws IOException {
    Path folder = TemporaryFiles.folder("said-");
    Path toolLog = folder.resolve("said");
    try {
      ProcessExit exit =
          runner
              .start(
                  new ProcessSpec(
                          command,
                          folder,
                          environment,
                          toolLog,
                          toolLog,
                          LIMIT,
                          Duration.ofSeconds(1),
                          0)
                      .in(box))
              .exit()
              .toCompletableFuture()
              .join();
      return new ProgramOutput(exit instanceof ProcessExit.Done, EncodingLog.text(toolLog));
    } catch (ProcessStartException e) {
      return new ProgramOutput(false, Objects.requireNonNull(e.getMessage()));
    } finally {
      Files.deleteIfExists(toolLog);
      Files.deleteIfExists(folder);
    }
  }
}
