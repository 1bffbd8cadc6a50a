package io.mediarunner.core.bus;

/**
 * Whether there is enough memory for another task, at every change and when asked.
 *
 * @param enough false while less is available than a task may need
 * @param availableBytes what programs can have
 */
public record MemorySpace(boolean enough, long availableBytes) implements BusMessage {}
