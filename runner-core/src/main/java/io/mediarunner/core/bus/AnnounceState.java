package io.mediarunner.core.bus;

/** Command from a verticle that is new: whoever tells changes tells what holds now. */
public record AnnounceState() implements BusMessage {}
