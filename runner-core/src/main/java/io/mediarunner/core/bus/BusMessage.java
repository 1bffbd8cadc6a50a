package io.mediarunner.core.bus;

/** What may cross the bus. Deeply immutable: local delivery hands over the same instance. */
public sealed interface BusMessage
    permits DiskSpace,
        MemorySpace,
        StorageState,
        ToolState,
        Drain,
        ShutdownRunner,
        PauseInstance,
        RetryDeliveries,
        RunTask,
        RunAgain,
        StopTask,
        Taken,
        AnnounceState,
        TaskEvent,
        ManagerState,
        InstanceAvailability,
        QueueLength,
        FleetWork {}
