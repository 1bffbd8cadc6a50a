package io.mediarunner.core.bus;

import java.util.Objects;

/**
 * A bus address together with what travels on it, so that the compiler checks both ends.
 *
 * @param name the address on the event bus
 * @param <T> type of the messages
 */
@SuppressWarnings("UnusedTypeParameter") // it is what makes both ends agree
public record Address<T extends BusMessage>(String name) {
  /**
   * @throws NullPointerException if {@code name} is null
   */
  public Address {
    Objects.requireNonNull(name, "name");
  }
}
