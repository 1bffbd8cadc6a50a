package io.mediarunner.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptProcessesTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private final JdkProcessRunner processes = new JdkProcessRunner();
  @TempDir private Path kept;

  @Test
  void endsWhatNobodyWillGoOnWith() throws Exception {
    long onHardware = working("encode-hardware");
    long wanted = working("encode");

    AttemptProcesses.endAdoptableBut(kept.resolve("encode"));
    assertThat(alive(onHardware)).isFalse();
    assertThat(alive(wanted)).isTrue();

    AttemptProcesses.endWorkingIn(kept.resolve("encode-hardware")); // nothing any more
    assertThat(alive(wanted)).isTrue();
    AttemptProcesses.endWorkingIn(kept.resolve("encode"));
    assertThat(alive(wanted)).isFalse();
  }

  @Test
  void endsAllOfAnAttempt() throws Exception {
    long first = working("encode");
    long second = working("transcription");

    AttemptProcesses.endAdoptableBut(kept.resolve("none"));

    assertThat(alive(first)).isFalse();
    assertThat(alive(second)).isFalse();
    AttemptProcesses.endAdoptable(kept.resolve("none")); // no such folder
    long third = working("encode");
    AttemptProcesses.endAdoptable(kept);
    assertThat(alive(third)).isFalse();
  }

  /** A killed child that nobody has collected yet is gone for us, but alive for ProcessHandle. */
  private static boolean alive(long pid) {
    return ProcessIdentity.of(pid).flatMap(ProcessIdentity::alive).isPresent();
  }

  private long working(String name) throws Exception {
    Path home = Files.createDirectories(kept.resolve(name));
    Path toolLog = home.resolve("said.log");
    ProcessSpec spec =
        new ProcessSpec(
            List.of("sleep", "600"), home, Map.of(), toolLog, toolLog, MINUTE, Duration.ZERO, 0);
    return processes.start(spec.adoptableFrom(home)).pid();
  }
}
