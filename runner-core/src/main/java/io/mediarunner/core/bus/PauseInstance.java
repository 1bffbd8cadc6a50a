package io.mediarunner.core.bus;

/**
 * Command: take no further task, or take tasks again. What runs goes on.
 *
 * @param instance 0-based number
 * @param paused whether to pause
 */
public record PauseInstance(int instance, boolean paused) implements BusMessage {}
