package io.mediarunner.core.bus;

/**
 * Whether there is enough disk space for another task, published at every check.
 *
 * @param enough false once less than the reserve is left, until clearly more is free again
 * @param usableBytes free space in the storage folder
 */
public record DiskSpace(boolean enough, long usableBytes) implements BusMessage {}
