package io.mediarunner.verticles.web;

import io.vertx.core.http.HttpServerRequest;
import java.util.regex.Pattern;

/** Judges the path of a request before any route sees it. */
final class RequestPath {
  private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

  private RequestPath() {}

  /** Whether it cannot be decoded; the router fails on such paths. */
  static boolean isBroken(HttpServerRequest request) {
    return request.path() != null && BROKEN_ESCAPE.matcher(request.path()).find();
  }
}
