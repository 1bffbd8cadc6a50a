package io.mediarunner.core.media.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mediarunner.core.process.ProcessExit;
import io.mediarunner.core.process.RunningProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressWatchTest {
  @TempDir private Path folder;

  @Test
  void detectsAStallThoughItsListenerFails() {
    StandingStill program = new StandingStill();
    AtomicInteger told = new AtomicInteger();
    try (ProgressWatch watch =
        new ProgressWatch(
            new ProgressFile(folder.resolve("progress.txt")),
            0,
            10,
            Optional.empty(),
            0,
            1,
            progress -> {
              told.incrementAndGet();
              throw new IllegalStateException("the listener is broken");
            },
            Duration.ofSeconds(1))) {
      watch.endWhenStalled(program);
      watch.start();

      await().atMost(Duration.ofSeconds(10)).until(() -> program.exit.isDone());
    }
    assertThat(told).hasValueGreaterThan(1);
  }

  /** A program that does nothing, until it is stopped. */
  private static final class StandingStill implements RunningProcess {
    private final CompletableFuture<ProcessExit> exit = new CompletableFuture<>();

    @Override
    public long pid() {
      return ProcessHandle.current().pid();
    }

    @Override
    public Duration cpu() {
      return Duration.ZERO;
    }

    @Override
    public CompletionStage<ProcessExit> exit() {
      return exit;
    }

    @Override
    public void stop() {
      exit.complete(new ProcessExit.Stopped());
    }
  }
}
