package io.mediarunner.core.bus;

/** Command: every completion that the Manager has not accepted is due now, parked or not. */
public record RetryDeliveries() implements BusMessage {}
