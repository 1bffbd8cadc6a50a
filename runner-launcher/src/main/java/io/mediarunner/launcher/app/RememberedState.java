package io.mediarunner.launcher.app;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.Drain;
import io.mediarunner.core.bus.PauseInstance;
import io.mediarunner.verticles.bus.Bus;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers what operators have asked for, and repeats it to a verticle that restarted and asks:
 * pauses, and the drain. Any thread.
 */
final class RememberedState {
  private final Bus bus;
  private final Set<Integer> paused = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;

  RememberedState(Bus bus) {
    this.bus = bus;
  }

  void listen() {
    bus.consume(Addresses.PAUSE, message -> paused(message.body()));
    bus.consume(Addresses.DRAIN, message -> draining = true);
    bus.consume(Addresses.ANNOUNCE_STATE, message -> announce());
  }

  private void paused(PauseInstance command) {
    if (command.paused()) {
      paused.add(command.instance());
    } else {
      paused.remove(command.instance());
    }
  }

  private void announce() {
    paused.forEach(number -> bus.publish(Addresses.PAUSE, new PauseInstance(number, true)));
    if (draining) {
      bus.publish(Addresses.DRAIN, new Drain());
    }
  }
}
