package io.mediarunner.verticles.call;

import java.util.Objects;

/**
 * What somebody answered.
 *
 * @param status HTTP status
 * @param contentType as sent; empty if none was
 * @param body text, possibly empty, possibly cut off
 * @param location where a redirect leads; empty if it does not say, or is none
 */
public record HttpReply(int status, String contentType, String body, String location) {
  private static final int SHOWN = 200;

  public HttpReply {
    Objects.requireNonNull(contentType, "contentType");
    Objects.requireNonNull(body, "body");
    Objects.requireNonNull(location, "location");
  }

  /** No redirect. */
  public HttpReply(int status, String contentType, String body) {
    this(status, contentType, body, "");
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
