package io.mediarunner.core.bus;

/** The runner is about to end: no instance takes another task. */
public record Drain() implements BusMessage {}
