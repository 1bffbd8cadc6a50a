package io.mediarunner.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessIdentityTest {
  @TempDir private Path folder;
  private Process process;
  private ProcessIdentity identity;

  @BeforeEach
  void start() throws Exception {
    process = new ProcessBuilder("sleep", "60").start();
    identity = ProcessIdentity.of(process.pid()).orElseThrow();
  }

  @AfterEach
  void end() {
    process.destroyForcibly();
  }

  @Test
  void knowsAProcessAgainAfterTheClockWasChanged() throws Exception {
    Path file = folder.resolve(PidFile.NAME);
    PidFile.write(file, withStartAt(identity.startedAt().minus(Duration.ofDays(2))));

    assertThat(PidFile.read(file).flatMap(ProcessIdentity::alive)).contains(process.toHandle());
  }

  @Test
  void isNotDeceivedByAProcessIdThatIsUsedAgain() {
    KernelStart start = identity.start().orElseThrow();

    assertThat(withStart(new KernelStart(start.bootId(), start.ticks() - 1)).alive()).isEmpty();
    assertThat(withStart(new KernelStart("another boot", start.ticks())).alive()).isEmpty();
  }

  @Test
  void readsFilesOfEarlierVersions() throws Exception {
    Path file = folder.resolve(PidFile.NAME);
    String pid = "{\"pid\":" + process.pid() + ",\"started_at\":\"";

    Files.writeString(file, pid + identity.startedAt() + "\"}");
    assertThat(PidFile.read(file).flatMap(ProcessIdentity::alive)).isPresent();
    Files.writeString(file, pid + identity.startedAt().minusSeconds(1) + "\"}");
    assertThat(PidFile.read(file).flatMap(ProcessIdentity::alive)).isEmpty();
  }

  @Test
  void measuresItsAgeByTheKernelsClock() {
    ProcessIdentity moved = withStartAt(Instant.EPOCH);

    assertThat(moved.age()).isBetween(Duration.ofMillis(-50), Duration.ofSeconds(30));
  }

  private ProcessIdentity withStartAt(Instant startedAt) {
    return new ProcessIdentity(identity.pid(), startedAt, identity.start());
  }

  private ProcessIdentity withStart(KernelStart start) {
    return new ProcessIdentity(identity.pid(), identity.startedAt(), Optional.of(start));
  }
}
