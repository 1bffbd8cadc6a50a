package io.mediarunner.core.bus;

/**
 * Whether there is room for another task, told at every look.
 *
 * @param enough false from when less than the reserve is left until there is clearly more again
 * @param usableBytes what this process may still write in the storage folder
 */
public record DiskSpace(boolean enough, long usableBytes) implements BusMessage {}
