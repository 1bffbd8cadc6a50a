package io.mediarunner.core.net;

import java.io.IOException;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.Http1StreamListener;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;

/** How much a server may say beside the file itself. */
public final class AnswerLimits {
  /** Longest status, header, trailer or chunk line, in bytes. */
  public static final int LINE = 16 << 10;

  /** Most header lines of an answer, and most trailer lines. */
  public static final int HEADERS = 200;

  /** Most empty or senseless lines before an answer. */
  public static final int EMPTY_LINES = 20;

  /** Most answers 1xx before the real one. */
  public static final int INTERIM = 20;

  private AnswerLimits() {}

  public static Http1Config http1() {
    return Http1Config.custom()
        .setMaxLineLength(LINE)
        .setMaxHeaderCount(HEADERS)
        .setMaxEmptyLineCount(EMPTY_LINES)
        .build();
  }

  public static HttpRequestExecutor executor() {
    return new HttpRequestExecutor() {
      @Override
      public ClassicHttpResponse execute(
          ClassicHttpRequest request,
          HttpClientConnection connection,
          HttpResponseInformationCallback told,
          HttpContext context)
          throws IOException, HttpException {
        try {
          // One for each request, since its listener counts; the callback never hears of a 100.
          return new HttpRequestExecutor(http1(), null, new InterimAnswers())
              .execute(request, connection, told, context);
        } catch (TooManyException e) {
          throw new ProtocolException("more than " + INTERIM + " answers 1xx", e);
        }
      }
    };
  }

  private static final class InterimAnswers implements Http1StreamListener {
    private int interim;

    @Override
    public void onResponseHead(HttpConnection connection, HttpResponse response) {
      if (response.getCode() < HttpStatus.SC_OK && ++interim > INTERIM) {
        throw new TooManyException();
      }
    }

    @Override
    public void onRequestHead(HttpConnection connection, HttpRequest request) {
      // only answers count
    }

    @Override
    public void onExchangeComplete(HttpConnection connection, boolean keepAlive) {
      // only answers count
    }
  }

  /** Closes the connection on its way out of the client. */
  private static final class TooManyException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
