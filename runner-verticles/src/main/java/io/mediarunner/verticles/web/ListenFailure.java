package io.mediarunner.verticles.web;

import io.mediarunner.core.machine.PortOwner;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Why a server cannot listen, and what to do.
 *
 * @param host to listen on
 * @param port to listen on
 * @param hostSetting that names the host
 * @param portSetting that names the port
 */
public record ListenFailure(String host, int port, String hostSetting, String portSetting) {
  /**
   * @throws NullPointerException if a component is null
   */
  public ListenFailure {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(hostSetting, "hostSetting");
    Objects.requireNonNull(portSetting, "portSetting");
  }

  /** Fails with a sentence for an operator, or with the cause if it is about something else. */
  public <T> Future<T> explain(Vertx vertx, Throwable cause) {
    if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
      return Future.failedFuture(
          new IllegalStateException(
              String.format(
                  Locale.ROOT,
                  "%s: the name %s cannot be resolved; set it to an address of this machine, or to"
                      + " 0.0.0.0",
                  hostSetting,
                  host),
              cause));
    }
    return cause instanceof BindException
        ? vertx
            .executeBlocking(() -> PortOwner.of(port), false)
            .compose(owner -> Future.failedFuture(taken(owner, cause)))
        : Future.failedFuture(cause);
  }

  private IllegalStateException taken(Optional<String> owner, Throwable cause) {
    String said = String.valueOf(cause.getMessage());
    String why =
        owner.isPresent()
            ? "in use by " + owner.get() + "; end it, or set " + portSetting + " to a free port"
            : "not available: " + said + "; check " + hostSetting + " and " + portSetting;
    return new IllegalStateException(
        String.format(Locale.ROOT, "port %d on %s is %s", port, host, why), cause);
  }
}
