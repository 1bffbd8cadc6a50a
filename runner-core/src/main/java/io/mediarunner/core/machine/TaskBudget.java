package io.mediarunner.core.machine;

import io.mediarunner.core.config.admission.AdmissionConfig;
import java.util.HashSet;
import java.util.List;
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
  private final List<Integer> byCard;
  private final Set<Integer> underWay = new HashSet<>();

  /**
   * @param byCpu tasks that have enough processors, above 0
   * @param byMemory tasks that have enough memory, above 0
   * @param byCard for each graphics card, tasks that have enough of its memory, above 0; instance n
   *     uses number n modulo their count; empty = no limit
   */
  public TaskBudget(int byCpu, int byMemory, List<Integer> byCard) {
    if (byCpu < 1 || byMemory < 1 || byCard.stream().anyMatch(tasks -> tasks < 1)) {
      throw new IllegalArgumentException(
          "at least one task, was " + byCpu + ", " + byMemory + " and " + byCard);
    }
    this.byCpu = byCpu;
    this.byMemory = byMemory;
    this.byCard = List.copyOf(byCard);
  }

  /** One that is never used up. */
  public static TaskBudget unlimited() {
    return new TaskBudget(Integer.MAX_VALUE, Integer.MAX_VALUE, List.of());
  }

  /**
   * That of a machine.
   *
   * @param slots tasks that its instances could run at once
   * @param cores processors
   * @param memory in bytes
   * @param gpu whether a graphics card encodes, so that processors are no limit
   * @param cards memory of each card that instances use, in bytes; 0 = unknown
   */
  public static TaskBudget of(
      AdmissionConfig config, int slots, int cores, long memory, boolean gpu, List<Long> cards) {
    List<Integer> byCard =
        config.mode() == AdmissionConfig.Mode.OFF
            ? List.of()
            : cards.stream().map(bytes -> onCard(config, bytes)).toList();
    boolean wanted =
        switch (config.mode()) {
          case ON -> true;
          case OFF -> false;
          case AUTO -> (long) slots * EncoderShare.alone(cores) > 2L * cores;
        };
    if (!wanted) {
      return new TaskBudget(Integer.MAX_VALUE, Integer.MAX_VALUE, byCard);
    }
    return new TaskBudget(
        gpu ? Integer.MAX_VALUE : Math.max(1, 2 * cores / FEWEST_THREADS),
        fitting(memory, config.taskMemoryBytes()),
        byCard);
  }

  private static int onCard(AdmissionConfig config, long bytes) {
    return bytes == 0 ? Integer.MAX_VALUE : fitting(bytes, config.taskGpuBytes());
  }

  private static int fitting(long all, long one) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(1, all / one));
  }

  /**
   * Counts the task of an instance, unless one more is too many.
   *
   * @param instance its number
   */
  public synchronized boolean tryTake(int instance) {
    boolean room = underWay.contains(instance) || full(instance).isEmpty();
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

  /**
   * What a task of an instance would lack, {@code cpu}, {@code memory} or {@code gpu}; empty if
   * nothing.
   */
  public synchronized String full(int instance) {
    if (underWay.size() >= byCpu) {
      return "cpu";
    }
    if (underWay.size() >= byMemory) {
      return "memory";
    }
    return cardIsFull(instance) ? "gpu" : "";
  }

  private boolean cardIsFull(int instance) {
    if (byCard.isEmpty()) {
      return false;
    }
    int card = instance % byCard.size();
    return underWay.stream().filter(other -> other % byCard.size() == card).count()
        >= byCard.get(card);
  }
}
