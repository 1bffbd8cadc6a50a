package io.mediarunner.core.bus;

/** Command: try every waiting completion now, whenever its next try was due. */
public record RetryDeliveries() implements BusMessage {}
