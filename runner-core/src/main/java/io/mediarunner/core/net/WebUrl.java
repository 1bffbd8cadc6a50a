package io.mediarunner.core.net;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An absolute http or https address, as everything that is fetched or reported to has one. It is
 * read with the patience of a browser (blanks, accents, brackets, a lone {@code %}, international
 * names) and resolves references as RFC 3986, section 5.2, says. What was percent-encoded stays as
 * it was written, empty path segments are kept, the fragment is dropped.
 *
 * <p>{@link #toString} shows neither user nor query; {@link #text} has everything.
 *
 * @param scheme {@code http} or {@code https}
 * @param credentials {@code user:password} as written, percent-encoded
 * @param host lower case; a name in its ASCII form, an IPv4 address as four decimal numbers, or an
 *     IPv6 address without brackets
 * @param port TCP port, 1 to 65535
 * @param path begins with {@code /}, percent-encoded
 * @param query what follows the {@code ?}, percent-encoded
 */
public record WebUrl(
    String scheme,
    Optional<String> credentials,
    String host,
    int port,
    String path,
    Optional<String> query) {
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)");
  private static final Pattern PORT = Pattern.compile("0*([1-9][0-9]{0,4})");

  // RFC 3986, section 3.3, without the percent sign; a query may hold brackets as browsers send it.
  private static final String IN_PATH = "-._~!$&'()*+,;=:@/";
  private static final String IN_QUERY = IN_PATH + "?[]";
  private static final String IN_CREDENTIALS = "-._~!$&'()*+,;=:";

  /** Whom cookies and passwords may be shown to: nobody but the one who is meant. */
  public record Origin(String scheme, String host, int port) {}

  /**
   * @throws NullPointerException if a component is null
   */
  public WebUrl {
    Objects.requireNonNull(scheme, "scheme");
    Objects.requireNonNull(credentials, "credentials");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(query, "query");
  }

  /**
   * Reads an absolute address.
   *
   * @throws InvalidUrlException if it is none
   */
  public static WebUrl parse(String text) throws InvalidUrlException {
    String clean = clean(text);
    Matcher absolute = SCHEME.matcher(clean);
    if (!absolute.matches()) {
      throw new InvalidUrlException("must begin with http:// or https://");
    }
    String rest = slashes(absolute.group(2));
    String scheme = scheme(absolute.group(1));
    if (!rest.startsWith("//")) {
      throw new InvalidUrlException("must begin with http:// or https://");
    }
    return withAuthority(scheme, rest.substring(2));
  }

  /**
   * The address that a reference means where it stands in a document of this address.
   *
   * @param reference absolute, or relative in any of the ways of RFC 3986, section 4.2
   * @throws InvalidUrlException if it leads to no http or https address
   */
  public WebUrl resolve(String reference) throws InvalidUrlException {
    String clean = clean(reference);
    if (SCHEME.matcher(clean).matches()) {
      return parse(clean);
    }
    String relative = slashes(clean);
    if (relative.startsWith("//")) {
      return withAuthority(scheme, relative.substring(2));
    }
    int mark = relative.indexOf('?');
    String other = mark < 0 ? relative : relative.substring(0, mark);
    Optional<String> asked =
        mark < 0 ? Optional.empty() : Optional.of(encode(relative.substring(mark + 1), IN_QUERY));
    if (other.isEmpty()) {
      return new WebUrl(scheme, credentials, host, port, path, asked.or(() -> query));
    }
    String merged =
        other.startsWith("/") ? other : path.substring(0, path.lastIndexOf('/') + 1) + other;
    return new WebUrl(scheme, credentials, host, port, withoutDots(encode(merged, IN_PATH)), asked);
  }

  private static String scheme(String given) throws InvalidUrlException {
    String scheme = given.toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new InvalidUrlException("must begin with http:// or https://");
    }
    return scheme;
  }

  /**
   * @param rest all that follows the two slashes
   */
  private static WebUrl withAuthority(String scheme, String rest) throws InvalidUrlException {
    int end = 0;
    while (end < rest.length() && rest.charAt(end) != '/' && rest.charAt(end) != '?') {
      end++;
    }
    String authority = rest.substring(0, end);
    int at = authority.lastIndexOf('@');
    Optional<String> credentials =
        Optional.of(authority.substring(0, Math.max(0, at)))
            .map(text -> encode(text, IN_CREDENTIALS))
            .filter(text -> !text.isEmpty() && !text.equals(":"));
    String place = authority.substring(at + 1);
    int colon = place.lastIndexOf(':');
    boolean hasPort = colon > place.lastIndexOf(']');
    String host = UrlHost.normal(hasPort ? place.substring(0, colon) : place);
    int port = port(hasPort ? place.substring(colon + 1) : "", usualPort(scheme));
    int mark = rest.indexOf('?', end);
    String path = rest.substring(end, mark < 0 ? rest.length() : mark);
    return new WebUrl(
        scheme,
        credentials,
        host,
        port,
        path.isEmpty() ? "/" : withoutDots(encode(path, IN_PATH)),
        mark < 0 ? Optional.empty() : Optional.of(encode(rest.substring(mark + 1), IN_QUERY)));
  }

  private static int port(String text, int usual) throws InvalidUrlException {
    if (text.isEmpty()) {
      return usual;
    }
    Matcher number = PORT.matcher(text);
    int port = number.matches() ? Integer.parseInt(number.group(1)) : 0;
    if (port < 1 || port > 65_535) {
      throw InvalidUrlException.port();
    }
    return port;
  }

  private static int usualPort(String scheme) {
    return scheme.equals("https") ? 443 : 80;
  }

  /** Blanks around it, line breaks within it and the fragment are of no meaning. */
  private static String clean(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isBlank(text.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(text.charAt(to - 1))) {
      to--;
    }
    String clean = text.substring(from, to).replaceAll("[\\t\\r\\n]", "");
    int fragment = clean.indexOf('#');
    return fragment < 0 ? clean : clean.substring(0, fragment);
  }

  private static boolean isBlank(char c) {
    return c <= ' ' || Character.isWhitespace(c) || c == '\u00a0' || c == '\ufeff';
  }

  /** Browsers take a backslash before the query for a slash, so that none of them is a host. */
  private static String slashes(String text) {
    int mark = text.indexOf('?');
    return mark < 0
        ? text.replace('\\', '/')
        : text.substring(0, mark).replace('\\', '/') + text.substring(mark);
  }

  /** Encodes what may not stand there, once: an escape that is there already stays. */
  private static String encode(String text, String allowed) {
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      boolean escape = c == '%' && isHex(text, i + 1) && isHex(text, i + 2);
      if (escape || isAlphanumeric(c) || allowed.indexOf(c) >= 0) {
        encoded.appendCodePoint(c);
      } else {
        // A half of a surrogate pair is no character: it becomes U+FFFD, as in a browser.
        int valid = c >= 0xd800 && c <= 0xdfff ? 0xfffd : c;
        for (byte octet : Character.toString(valid).getBytes(StandardCharsets.UTF_8)) {
          encoded.append(String.format(Locale.ROOT, "%%%02X", octet & 0xff));
        }
      }
      i += Character.charCount(c);
    }
    return encoded.toString();
  }

  private static boolean isAlphanumeric(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static boolean isHex(String text, int at) {
    return at < text.length() && "0123456789abcdefABCDEF".indexOf(text.charAt(at)) >= 0;
  }

  /** RFC 3986, section 5.2.4; empty segments are segments. */
  private static String withoutDots(String path) {
    Deque<String> kept = new ArrayDeque<>();
    String[] segments = path.substring(1).split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      boolean last = i == segments.length - 1;
      if (segments[i].equals("..")) {
        kept.pollLast();
      }
      if (!segments[i].equals(".") && !segments[i].equals("..")) {
        kept.addLast(segments[i]);
      } else if (last) {
        kept.addLast("");
      }
    }
    return "/" + String.join("/", kept);
  }

  /** Scheme, host and port. */
  public Origin origin() {
    return new Origin(scheme, host, port);
  }

  /** The part that an HTTP request names: path and query. */
  public String target() {
    return path + query.map(text -> "?" + text).orElse("");
  }

  /** Whether the port is the one of the scheme. */
  public boolean hasUsualPort() {
    return port == usualPort(scheme);
  }

  /** The host and, where it is not the scheme's usual one, the port; brackets around IPv6. */
  public String authority() {
    String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return hasUsualPort() ? bracketed : bracketed + ":" + port;
  }

  /** The whole address, credentials and query included. */
  public String text() {
    return scheme + "://" + credentials.map(text -> text + "@").orElse("") + authority() + target();
  }

  /** The same address for somebody who has logged in. */
  public WebUrl withCredentialsOf(WebUrl other) {
    return new WebUrl(scheme, other.credentials, host, port, path, query);
  }

  /** User and password, decoded; empty where there are none. */
  public Optional<String> login() {
    return credentials
        .map(text -> text.indexOf(':') < 0 ? text + ":" : text)
        .map(
            text -> {
              int colon = text.indexOf(':');
              return decode(text.substring(0, colon)) + ":" + decode(text.substring(colon + 1));
            });
  }

  /** The last segment of the path, decoded; empty where the path ends with a slash. */
  public String lastSegment() {
    return decode(path.substring(path.lastIndexOf('/') + 1));
  }

  /** The path, decoded, as a server compares it. */
  String plainPath() {
    return decode(path);
  }

  private static String decode(String text) {
    byte[] octets = new byte[text.length()];
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      boolean escape = text.charAt(i) == '%' && isHex(text, i + 1) && isHex(text, i + 2);
      octets[length++] =
          (byte) (escape ? Integer.parseInt(text.substring(i + 1, i + 3), 16) : text.charAt(i));
      i += escape ? 2 : 0;
    }
    byte[] decoded = Arrays.copyOf(octets, length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(decoded)).toString();
    } catch (CharacterCodingException e) {
      return new String(decoded, StandardCharsets.ISO_8859_1); // an old server's own names
    }
  }

  /** The URL without its secret parts: user and query. */
  @Override
  public String toString() {
    return scheme + "://" + authority() + path + (query.isPresent() ? "?…" : "");
  }
}
