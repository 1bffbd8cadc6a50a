package io.mediarunner.verticles.call;

import java.util.Objects;

/**
 * What somebody answered.
 *
 * @param status HTTP status
 * @param contentType as sent; empty if none was
 * @param body text, possibly empty, possibly cut off
 */
public record HttpReply(int status, String contentType, String body) {
  private static final int SHOWN = 200;

  public HttpReply {
    Objects.requireNonNull(contentType, "contentType");
    Objects.requireNonNull(body, "body");
  }

  /** For the log and for people. */
  public String shown() {
    return "HTTP "
        + status
        + " "
        + (body.isEmpty()
            ? "(empty)"
            : body.length() <= SHOWN ? body : body.substring(0, SHOWN) + "…");
  }
}
