package io.mediarunner.verticles.report;

import io.mediarunner.verticles.call.HttpReply;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A response to a call to the Manager, which may come from something in between: a proxy that shows
 * a login page, a load balancer that has no Manager behind it. The Manager's own success is JSON
 * with one of a few words as {@code status}, its refusals are JSON with a {@code detail}.
 *
 * @param status HTTP status
 * @param contentType as sent; empty if none was
 * @param body text, possibly empty, at most 64 KiB
 */
record ManagerAnswer(int status, String contentType, String body) {
  /** What the Manager answers to a registration, a heartbeat and a completion. */
  private static final Set<String> DONE = Set.of("registered", "ok", "acknowledged");

  private static final String HEALTHY = "healthy";
  private static final int SHOWN = 200;

  ManagerAnswer {
    Objects.requireNonNull(contentType, "contentType");
    Objects.requireNonNull(body, "body");
  }

  static ManagerAnswer of(HttpReply reply) {
    return new ManagerAnswer(reply.status(), reply.contentType(), reply.body());
  }

  /** Whether the Manager itself says that it did what it was asked. */
  boolean done() {
    return status / 100 == 2 && says("status").filter(DONE::contains).isPresent();
  }

  /** Whether the Manager itself says that it is well. */
  boolean healthy() {
    return status == 200 && says("status").filter(HEALTHY::equals).isPresent();
  }

  /** Whether the Manager itself refuses. */
  boolean refused() {
    return status / 100 != 2 && object().filter(json -> json.containsKey("detail")).isPresent();
  }

  /** Whether it claims success without being the Manager's. */
  boolean fromProxy() {
    return status / 100 == 2 && !done();
  }

  /** For the log and for people. */
  String shown() {
    String origin =
        fromProxy()
            ? String.format(
                Locale.ROOT,
                " of a proxy, not of the Manager (%s): check MANAGER_URL and what is in between.",
                contentType.isBlank() ? "no content type" : shortened(contentType))
            : "";
    return "HTTP " + status + origin + " " + (body.isEmpty() ? "(empty)" : shortened(body));
  }

  /** The first characters of the body. */
  String excerpt() {
    return shortened(body);
  }

  private Optional<String> says(String key) {
    return object().map(json -> json.getValue(key)).map(String::valueOf);
  }

  private Optional<JsonObject> object() {
    try {
      return body.isBlank() ? Optional.empty() : Optional.of(new JsonObject(body));
    } catch (DecodeException e) {
      return Optional.empty();
    }
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
