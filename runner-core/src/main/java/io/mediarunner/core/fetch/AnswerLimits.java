package io.mediarunner.core.fetch;

import java.io.IOException;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;

/** How much a server may say beside the file itself. */
final class AnswerLimits {
  /** Longest status, header, trailer or chunk line, in bytes. */
  static final int LINE = 16 << 10;

  /** Most header lines of an answer, and most trailer lines. */
  static final int HEADERS = 200;

  /** Most empty or senseless lines before an answer. */
  static final int EMPTY_LINES = 20;

  /** Most answers 1xx before the real one. */
  static final int INTERIM = 20;

  private AnswerLimits() {}

  static Http1Config http1() {
    return Http1Config.custom()
        .setMaxLineLength(LINE)
        .setMaxHeaderCount(HEADERS)
        .setMaxEmptyLineCount(EMPTY_LINES)
        .build();
  }

  static HttpRequestExecutor executor() {
    return new HttpRequestExecutor() {
      @Override
      public ClassicHttpResponse execute(
          ClassicHttpRequest request,
          HttpClientConnection connection,
          HttpResponseInformationCallback told,
          HttpContext context)
          throws IOException, HttpException {
        int[] interim = {0};
        return super.execute(
            request,
            connection,
            (response, source, unused) -> {
              if (++interim[0] > INTERIM) {
                throw new ProtocolException("more than " + INTERIM + " answers 1xx");
              }
            },
            context);
      }
    };
  }
}
