package io.mediarunner.launcher.os;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process once it cannot recover from a shortage of memory, so that its parent restarts
 * it. An {@code OutOfMemoryError} in an attempt or in a verticle is contained: it ends that
 * attempt, or restarts that verticle, and all others go on. Not contained are an error that nobody
 * caught, which has ended a thread, and a virtual machine that does little else than collect
 * garbage.
 */
public final class MemoryGuard {
  /** As the virtual machine's own {@code ExitOnOutOfMemoryError}. */
  static final int EXIT_CODE = 3;

  private static final Logger log = LoggerFactory.getLogger(MemoryGuard.class);
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final int LOOKS = 6;
  private static final double MOST_OF_THE_TIME = 0.9;

  private final IntConsumer exit;
  private long collectedMillis;
  private int busyLooks;

  /**
   * @param exit ends the process with an exit code, at once
   */
  MemoryGuard(IntConsumer exit) {
    this.exit = Objects.requireNonNull(exit, "exit");
  }

  /** Guards this process from now on. */
  public static void install() {
    MemoryGuard guard = new MemoryGuard(Runtime.getRuntime()::halt);
    Thread.setDefaultUncaughtExceptionHandler(guard::uncaught);
    Thread watch = new Thread(() -> guard.watch(MemoryGuard::collectionMillis), "memory-guard");
    watch.setDaemon(true);
    watch.start();
  }

  /** What has ended a thread. */
  public void uncaught(Thread thread, Throwable cause) {
    boolean broken = cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError);
    try {
      log.error("thread ended: thread={}{}", thread.getName(), broken ? "; exiting" : "", cause);
    } finally { // there may be no memory for a line
      if (broken) {
        exit.accept(EXIT_CODE);
      }
    }
  }

  private void watch(LongSupplier collectionMillis) {
    collectedMillis = collectionMillis.getAsLong();
    try {
      while (true) {
        long begin = System.nanoTime();
        Thread.sleep(LOOK.toMillis());
        look(Duration.ofNanos(System.nanoTime() - begin), collectionMillis.getAsLong());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Judges the time since the last look.
   *
   * @param millis of garbage collection since the process started
   */
  public void look(Duration time, long millis) {
    boolean busy = millis - collectedMillis > time.toMillis() * MOST_OF_THE_TIME;
    collectedMillis = millis;
    busyLooks = busy ? busyLooks + 1 : 0;
    if (busyLooks == LOOKS) {
      try {
        log.error(
            "no memory left: {} s of garbage collection and little else; exiting",
            LOOK.multipliedBy(LOOKS).toSeconds());
      } finally {
        exit.accept(EXIT_CODE);
      }
    }
  }

  private static long collectionMillis() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
        .sum();
  }
}
