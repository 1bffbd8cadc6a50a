package io.mediarunner.core.bus;

/**
 * Command: stop taking tasks, or take them again. A running task continues. Kept only in memory: an
 * instance starts unpaused.
 *
 * @param instance 0-based number
 * @param paused whether it is to take none
 */
public record PauseInstance(int instance, boolean paused) implements BusMessage {}
