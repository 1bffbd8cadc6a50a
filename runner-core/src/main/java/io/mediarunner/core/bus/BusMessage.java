package io.mediarunner.core.bus;

/** What may cross the bus. Deeply immutable: local delivery hands over the same instance. */
public sealed interface BusMessage
    permits Drain,
        InstanceAvailability,
        ManagerState,
        PauseInstance,
        RetryDeliveries,
        RunTask,
        StopTask,
        Taken,
        TaskEvent {}
