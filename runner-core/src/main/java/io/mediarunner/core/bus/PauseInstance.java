package io.mediarunner.core.bus;

/**
 * Command: take no further task, or take tasks again. What runs goes on. Kept in memory alone: an
 * instance starts unpaused.
 *
 * @param instance 0-based number
 * @param paused whether it is to take none
 */
public record PauseInstance(int instance, boolean paused) implements BusMessage {}
