package io.mediarunner.core.fetch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;

/** Undoes {@code Content-Encoding} for servers that compress although they were asked not to. */
final class ContentDecoding {
  private static final int BUFFER = 1 << 16;

  private ContentDecoding() {}

  /** Whether the bytes that come are the file's own. */
  static boolean isIdentity(HttpResponse response) {
    return applied(response).isEmpty();
  }

  /** What was applied, in that order, without what changes nothing. */
  private static List<String> applied(HttpResponse response) {
    List<String> applied = new ArrayList<>();
    for (Header header : response.getHeaders(HttpHeaders.CONTENT_ENCODING)) {
      Arrays.stream(header.getValue().split(","))
          .map(name -> name.strip().toLowerCase(Locale.ROOT))
          .filter(name -> !name.isEmpty() && !name.equals("identity"))
          .forEach(applied::add);
    }
    return applied;
  }

  /**
   * The file's own bytes.
   *
   * @throws UnknownEncodingException if it is none of gzip and deflate
   */
  static InputStream open(HttpResponse response, InputStream sent)
      throws IOException, UnknownEncodingException {
    InputStream in = sent;
    List<String> applied = applied(response);
    for (int i = applied.size() - 1; i >= 0; i--) {
      String name = applied.get(i);
      in =
          switch (name) {
            case "gzip", "x-gzip" -> gunzipped(in);
            case "deflate" -> inflated(in);
            default -> throw new UnknownEncodingException(name);
          };
    }
    return in;
  }

  /** Some servers say gzip of what they send as it is: those bytes are taken as they are. */
  private static InputStream gunzipped(InputStream in) throws IOException {
    InputStream peeked = new BufferedInputStream(in, BUFFER);
    byte[] head = peek(peeked);
    boolean gzip = head.length == 2 && head[0] == 0x1f && (head[1] & 0xff) == 0x8b;
    return gzip ? new GZIPInputStream(peeked, BUFFER) : peeked;
  }

  /** By the standard with a zlib header; of old some send it without. */
  private static InputStream inflated(InputStream in) throws IOException {
    InputStream peeked = new BufferedInputStream(in, BUFFER);
    byte[] head = peek(peeked);
    boolean zlib =
        head.length == 2
            && (head[0] & 0x0f) == 8
            && ((head[0] & 0xff) << 8 | (head[1] & 0xff)) % 31 == 0;
    return new InflaterInputStream(peeked, new Inflater(!zlib), BUFFER);
  }

  private static byte[] peek(InputStream in) throws IOException {
    in.mark(2);
    byte[] head = in.readNBytes(2);
    in.reset();
    return head;
  }

  /** An encoding that nobody asked for and that is not understood here. */
  static final class UnknownEncodingException extends Exception {
    private static final long serialVersionUID = 1L;

    UnknownEncodingException(String name) {
      super(name.replaceAll("[^a-z0-9!#$&^_.+-]", "?").substring(0, Math.min(40, name.length())));
    }
  }
}
