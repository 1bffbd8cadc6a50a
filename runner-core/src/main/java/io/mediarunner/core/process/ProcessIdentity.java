package io.mediarunner.core.process;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Identifies one process for good: process ids are reused, but not with the same start. The start
 * is counted in ticks of the kernel since it booted, which no change of the clock moves.
 *
 * @param pid process id
 * @param startedAt when it started by the wall clock, which may have been changed since
 * @param start by the kernel's count; empty if the system has none, or it was not noted
 */
public record ProcessIdentity(long pid, Instant startedAt, Optional<KernelStart> start) {
  /**
   * Without a count, starts are compared by the wall clock. The kernel's clock and ours are read
   * separately; process start times have a resolution of 10 ms.
   */
  private static final Duration SAME_START = Duration.ofMillis(50);

  private static final Duration KILL_LIMIT = Duration.ofSeconds(5);

  /**
   * @throws NullPointerException if a component is null
   */
  public ProcessIdentity {
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(start, "start");
  }

  /** Of a process that was noted without the kernel's count. */
  public ProcessIdentity(long pid, Instant startedAt) {
    this(pid, startedAt, Optional.empty());
  }

  /** The identity of a running process; empty once it has exited. */
  public static Optional<ProcessIdentity> of(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(handle -> handle.info().startInstant())
        .map(at -> new ProcessIdentity(pid, at, KernelStart.of(pid)));
  }

  /** The process itself; empty once it has exited, even as a zombie. */
  public Optional<ProcessHandle> alive() {
    boolean running = of(pid).filter(this::same).isPresent() && !KernelStart.zombie(pid);
    return running ? ProcessHandle.of(pid) : Optional.empty();
  }

  private boolean same(ProcessIdentity now) {
    boolean counted = start.isPresent() && now.start.isPresent();
    return counted
        ? start.equals(now.start)
        : Duration.between(now.startedAt, startedAt).abs().compareTo(SAME_START) < 0;
  }

  /** For how long it has been running, whatever the clock did meanwhile. */
  Duration age() {
    return start
        .flatMap(KernelStart::age)
        .orElseGet(() -> Duration.between(startedAt, Instant.now()));
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
}
