package io.mediarunner.core.bus;

/** Another member of the fleet has work to share: worth asking now. */
public record FleetWork() implements BusMessage {}
