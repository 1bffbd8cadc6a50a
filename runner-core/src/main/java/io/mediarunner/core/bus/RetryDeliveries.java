package io.mediarunner.core.bus;

/** Command: every completion that the Manager has not taken is due now, given up or not. */
public record RetryDeliveries() implements BusMessage {}
