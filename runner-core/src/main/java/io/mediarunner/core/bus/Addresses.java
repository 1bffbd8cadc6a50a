package io.mediarunner.core.bus;

import io.mediarunner.core.task.TaskType;

/** Every address of the runner. Send reaches one consumer, publish reaches all. */
public final class Addresses {
  /** Publish. A task's life, in order within a task; its end only once the journal has it. */
  public static final Address<TaskEvent> TASK_EVENTS = new Address<>("task.events");

  /** Publish. The verticle that runs the task stops it; the others ignore it. */
  public static final Address<StopTask> TASK_STOP = new Address<>("task.stop");

  /** Publish. The runner is about to end. */
  public static final Address<Drain> DRAIN = new Address<>("drain");

  /** Publish. The owner of the process drains the runner, then exits. */
  public static final Address<ShutdownRunner> SHUTDOWN = new Address<>("runner.shutdown");

  /** Publish. The addressed instance takes no tasks until told otherwise. */
  public static final Address<PauseInstance> PAUSE = new Address<>("instance.pause");

  /** Publish. Each instance retries all of its undelivered completions now. */
  public static final Address<RetryDeliveries> RETRY_DELIVERIES = new Address<>("deliveries.retry");

  /** Publish. Free space of the storage folder's disk, every few seconds. */
  public static final Address<DiskSpace> DISK_SPACE = new Address<>("disk.space");

  /** Publish. Available memory, at every change and when asked. */
  public static final Address<MemorySpace> MEMORY_SPACE = new Address<>("memory.space");

  /** Publish. Whether the storage can be used, at every change and when asked. */
  public static final Address<StorageState> STORAGE_STATE = new Address<>("storage.state");

  /** Publish. Whether the programs of a task type work, at every change and when asked. */
  public static final Address<ToolState> TOOL_STATE = new Address<>("tools.state");

  /**
   * Publish. Asks for the current state on {@link #INSTANCE_AVAILABILITY} and similar addresses,
   * which otherwise carry only changes.
   */
  public static final Address<AnnounceState> ANNOUNCE_STATE = new Address<>("state.announce");

  /** Publish. What one instance knows of the Manager, at every change and when asked. */
  public static final Address<ManagerState> MANAGER_STATE = new Address<>("manager.state");

  /** Publish. Whether one instance would take a task, at every change and when asked. */
  public static final Address<InstanceAvailability> INSTANCE_AVAILABILITY =
      new Address<>("instance.availability");

  /** Publish. How many tasks the Manager of a standalone runner holds back, at every change. */
  public static final Address<QueueLength> QUEUE_LENGTH = new Address<>("queue.length");

  /** Publish. A coordinator of the fleet has opened an encode for others. */
  public static final Address<FleetWork> FLEET_WORK = new Address<>("fleet.work");

  private Addresses() {}

  /**
   * Send. Reply: {@link Taken}, once the task is in the journal; fails if the instance would not
   * take it now, or if the task is unknown or running.
   *
   * @param instance 0-based number
   */
  public static Address<RunAgain> runAgain(int instance) {
    return new Address<>("instance." + instance + ".again");
  }

  /**
   * Send. Reply: {@link Taken}, at once; the work continues and is reported on {@link
   * #TASK_EVENTS}.
   */
  public static Address<RunTask> run(TaskType type) {
    return new Address<>("task." + type.wireName());
  }
}
