package io.mediarunner.launcher.soak;

import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.process.ProcessExit;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.process.ProcessStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs small programs to their end. Any thread. */
final class Programs {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Duration GRACE = Duration.ofSeconds(2);
  private final JdkProcessRunner processes = new JdkProcessRunner();
  private final AtomicInteger runs = new AtomicInteger();
  private final Path folder;

  /**
   * @param folder for what they say
   */
  Programs(Path folder) {
    this.folder = folder;
  }

  /**
   * @return what it said
   * @throws IOException if it cannot start or fails; the message holds what it said
   */
  String run(List<String> command) throws IOException {
    Path toolLog = folder.resolve("said-" + runs.incrementAndGet() + ".txt");
    ProcessExit exit;
    try {
      exit =
          processes
              .start(new ProcessSpec(command, folder, Map.of(), toolLog, toolLog, LIMIT, GRACE, 0))
              .exit()
              .toCompletableFuture()
              .join();
    } catch (ProcessStartException e) {
      throw new IOException(e.getMessage(), e);
    }
    String text = Files.readString(toolLog);
    Files.delete(toolLog);
    if (!(exit instanceof ProcessExit.Done)) {
      throw new IOException(String.join(" ", command) + ": " + exit + ": " + text.strip());
    }
    return text;
  }
}
