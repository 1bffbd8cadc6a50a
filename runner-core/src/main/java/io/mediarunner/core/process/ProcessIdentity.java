package io.mediarunner.core.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Identifies one process for good: process ids are reused, but not with the same start time.
 *
 * @param pid process id
 * @param startedAt when the system says it started
 */
public record ProcessIdentity(long pid, Instant startedAt) {
  /**
   * The kernel's clock and ours are read separately; process start times have a resolution of 10
   * ms.
   */
  private static final Duration SAME_START = Duration.ofMillis(50);

  private static final Duration KILL_LIMIT = Duration.ofSeconds(5);

  /**
   * @throws NullPointerException if {@code startedAt} is null
   */
  public ProcessIdentity {
    Objects.requireNonNull(startedAt, "startedAt");
  }

  /** The identity of a running process; empty once it has exited. */
  public static Optional<ProcessIdentity> of(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(handle -> handle.info().startInstant())
        .map(start -> new ProcessIdentity(pid, start));
  }

  /** The process itself; empty once it has exited, even as a zombie. */
  public Optional<ProcessHandle> alive() {
    boolean same =
        of(pid)
            .filter(
                now -> Duration.between(now.startedAt, startedAt).abs().compareTo(SAME_START) < 0)
            .isPresent();
    return same && !zombie(pid) ? ProcessHandle.of(pid) : Optional.empty();
  }

  /** Kills it and its descendants and waits, for five seconds at most, until it is gone. */
  public void kill() {
    alive()
        .ifPresent(
            handle -> {
              handle.descendants().forEach(ProcessHandle::destroyForcibly);
              handle.destroyForcibly();
              long end = System.nanoTime() + KILL_LIMIT.toNanos();
              while (alive().isPresent() && System.nanoTime() < end) {
                handle
                    .onExit()
                    .completeOnTimeout(handle, 20, TimeUnit.MILLISECONDS)
                    .join(); // its new parent may never collect it
              }
            });
  }

  /** A zombie: exited, but its parent has not collected the exit code. See proc(5), field 3. */
  private static boolean zombie(long pid) {
    try {
      String stat =
          Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
      return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      return false; // no such file system here
    }
  }
}
