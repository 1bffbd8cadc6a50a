package io.mediarunner.core.machine;

import io.mediarunner.core.config.admission.AdmissionConfig;
import java.util.HashSet;
import java.util.Set;

/**
 * How many tasks the machine carries at once without each slowing down the others. One for the
 * whole runner: its instances are slots of one machine. Any thread.
 */
public final class TaskBudget {
  /** Fewer, and an encoder waits for itself. */
  public static final int FEWEST_THREADS = 2;

  private final int byCpu;
  private final int byMemory;
  private final Set<Integer> underWay = new HashSet<>();

  /**
   * @param byCpu tasks that have enough processors, above 0
   * @param byMemory tasks that have enough memory, above 0
   */
  public TaskBudget(int byCpu, int byMemory) {
    if (byCpu < 1 || byMemory < 1) {
      throw new IllegalArgumentException("at least one task, was " + byCpu + " and " + byMemory);
    }
    this.byCpu = byCpu;
    this.byMemory = byMemory;
  }

  /** One that is never used up. */
  public static TaskBudget unlimited() {
    return new TaskBudget(Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /**
   * That of a machine.
   *
   * @param slots tasks that its instances could run at once
   * @param cores processors
   * @param memory in bytes
   * @param gpu whether a graphics card encodes, so that processors are no limit
   */
  public static TaskBudget of(
      AdmissionConfig config, int slots, int cores, long memory, boolean gpu) {
    boolean wanted =
        switch (config.mode()) {
          case ON -> true;
          case OFF -> false;
          case AUTO -> (long) slots * EncoderShare.alone(cores) > 2L * cores;
        };
    if (!wanted) {
      return unlimited();
    }
    long tasks = Math.max(1, memory / config.taskMemoryBytes());
    return new TaskBudget(
        gpu ? Integer.MAX_VALUE : Math.max(1, 2 * cores / FEWEST_THREADS),
        (int) Math.min(Integer.MAX_VALUE, tasks));
  }

  /**
   * Counts the task of an instance, unless one more is too many.
   *
   * @param instance its number
   */
  public synchronized boolean tryTake(int instance) {
    boolean room = underWay.contains(instance) || full().isEmpty();
    if (room) {
      take(instance);
    }
    return room;
  }

  /** Counts a task that is under way anyway. */
  public synchronized void take(int instance) {
    underWay.add(instance);
  }

  public synchronized void release(int instance) {
    underWay.remove(instance);
  }

  /** What another task would lack, {@code cpu} or {@code memory}; empty if nothing. */
  public synchronized String full() {
    if (underWay.size() >= byCpu) {
      return "cpu";
    }
    return underWay.size() >= byMemory ? "memory" : "";
  }
}
