package io.mediarunner.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskProcessesTest {
  @TempDir private Path folder;

  @Test
  void leavesNoProgramBehindWhenItsStartCannotBeNoted() {
    AtomicLong started = new AtomicLong();
    TaskProcesses tools =
        new TaskProcesses(
            new JdkProcessRunner(),
            pid -> {
              started.set(pid);
              throw new IllegalStateException("the journal cannot be written");
            });

    assertThatThrownBy(
            () ->
                tools.run(
                    new ProcessSpec(
                        List.of("sleep", "60"),
                        folder,
                        Map.of(),
                        folder.resolve("said"),
                        folder.resolve("said"),
                        Duration.ofMinutes(2),
                        Duration.ofSeconds(2),
                        0)))
        .hasMessage("the journal cannot be written");
    assertThat(ProcessIdentity.of(started.get()).flatMap(ProcessIdentity::alive)).isEmpty();
  }
}
