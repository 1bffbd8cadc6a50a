package io.mediarunner.verticles.files;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/** Responds with a file or a part of it. */
final class FileAnswer {
  /** Writes the body and ends the response. */
  interface Body {
    Future<Void> send(ByteRange range);
  }

  private FileAnswer() {}

  /**
   * Several satisfiable ranges get the whole file, which RFC 9110 allows: the parts could not be
   * passed to the kernel in one call.
   *
   * @return done when the response is sent
   */
  static Future<Void> send(RoutingContext ctx, FileFacts facts, Body body) {
    HttpServerResponse response = ctx.response();
    response
        .putHeader(HttpHeaders.LAST_MODIFIED, facts.lastModified())
        .putHeader(HttpHeaders.ETAG, facts.etag())
        .putHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
    if (HttpMethod.HEAD.equals(ctx.request().method())) { // ranges do not apply to HEAD
      return response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(facts.size())).end();
    }
    ByteRange whole = new ByteRange(0, facts.size() - 1);
    String header = ctx.request().getHeader("Range");
    if (header == null || !ifRangeHolds(ctx, facts)) {
      return send(response, facts, whole, body);
    }
    Optional<List<ByteRange>> ranges = ByteRange.parse(header, facts.size());
    if (ranges.isEmpty()) {
      response.headers().remove(HttpHeaders.CONTENT_DISPOSITION);
      return response
          .setStatusCode(400)
          .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
          .end("Malformed range header.");
    }
    if (ranges.get().isEmpty()) {
      response.headers().remove(HttpHeaders.CONTENT_TYPE);
      response.headers().remove(HttpHeaders.CONTENT_DISPOSITION);
      return response
          .setStatusCode(416)
          .putHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + facts.size())
          .end();
    }
    if (ranges.get().size() > 1) {
      return send(response, facts, whole, body);
    }
    ByteRange range = ranges.get().get(0);
    response
        .setStatusCode(206)
        .putHeader(
            HttpHeaders.CONTENT_RANGE,
            "bytes " + range.first() + "-" + range.last() + "/" + facts.size());
    return send(response, facts, range, body);
  }

  private static Future<Void> send(
      HttpServerResponse response, FileFacts facts, ByteRange range, Body body) {
    response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(range.length()));
    return facts.size() == 0 ? response.end() : body.send(range);
  }

  private static boolean ifRangeHolds(RoutingContext ctx, FileFacts facts) {
    String condition = ctx.request().getHeader("If-Range");
    return condition == null
        || condition.equals(facts.etag())
        || condition.equals(facts.lastModified());
  }
}
