package io.mediarunner.core.bus;

/** Command from a new verticle: everyone who announces changes announces the current state. */
public record AnnounceState() implements BusMessage {}
