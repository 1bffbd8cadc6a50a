package io.mediarunner.core.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Brings a host to the one form by which it is judged and asked for, as the URL standard of the
 * browsers does: names in lower case and ASCII, {@code 0177.1} as {@code 127.0.0.1}.
 */
public final class UrlHost {
  // A compose file's services have names with an underscore; the DNS itself allows them.
  private static final Pattern NAME = Pattern.compile("[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?");
  private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-f:]+(:[0-9.]+)?");
  private static final int LONGEST_NAME = 253;
  private static final int LONGEST_LABEL = 63;

  private UrlHost() {}

  /**
   * @param written as it stands in an address, IPv6 in brackets
   * @return IPv6 without brackets; an IPv6 form of an IPv4 address as that address
   * @throws InvalidUrlException if it can be no host
   */
  static String normal(String written) throws InvalidUrlException {
    if (written.isEmpty()) {
      throw new InvalidUrlException("names no host");
    }
    if (written.startsWith("[")) {
      return ipv6(written);
    }
    String name = ascii(decoded(written));
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    if (ENDS_IN_NUMBER.matcher(name).matches()) {
      return ipv4(name);
    }
    boolean valid =
        name.length() <= LONGEST_NAME
            && Arrays.stream(name.split("\\.", -1))
                .allMatch(l -> l.length() <= LONGEST_LABEL && NAME.matcher(l).matches());
    if (!valid) {
      throw noHost();
    }
    return name;
  }

  /** The form of a name in the settings that {@link WebUrl#host} is compared with. */
  public static String normalOrAsWritten(String written) {
    String lower = written.strip().toLowerCase(Locale.ROOT);
    try {
      return normal(lower.indexOf(':') >= 0 && !lower.startsWith("[") ? "[" + lower + "]" : lower);
    } catch (InvalidUrlException e) {
      return lower;
    }
  }

  /** The address that a host is; empty for a name. Asks nobody. */
  public static Optional<InetAddress> address(String host) {
    boolean literal = host.indexOf(':') >= 0 || ENDS_IN_NUMBER.matcher(host).matches();
    try {
      return literal ? Optional.of(InetAddress.getByName(host)) : Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static InvalidUrlException noHost() {
    return new InvalidUrlException("names a host that cannot be one");
  }

  private static String ipv6(String written) throws InvalidUrlException {
    String literal =
        written.endsWith("]")
            ? written.substring(1, written.length() - 1).toLowerCase(Locale.ROOT)
            : "";
    if (!IPV6.matcher(literal).matches() || literal.indexOf(':') < 0) {
      throw noHost();
    }
    try {
      InetAddress address = InetAddress.getByName("[" + literal + "]");
      return address instanceof Inet4Address mapped ? mapped.getHostAddress() : literal;
    } catch (UnknownHostException e) {
      throw noHost();
    }
  }

  /** One to four numbers, decimal, octal or hexadecimal; the last fills what is left. */
  private static String ipv4(String name) throws InvalidUrlException {
    List<Long> parts = new ArrayList<>();
    for (String part : name.split("\\.", -1)) {
      parts.add(number(part));
    }
    if (parts.size() > 4) {
      throw noHost();
    }
    long address = parts.get(parts.size() - 1);
    if (address >= 1L << (8 * (5 - parts.size()))) {
      throw noHost();
    }
    for (int i = 0; i < parts.size() - 1; i++) {
      if (parts.get(i) > 255) {
        throw noHost();
      }
      address |= parts.get(i) << (8 * (3 - i));
    }
    return String.format(
        Locale.ROOT,
        "%d.%d.%d.%d",
        address >> 24 & 0xff,
        address >> 16 & 0xff,
        address >> 8 & 0xff,
        address & 0xff);
  }

  private static long number(String part) throws InvalidUrlException {
    boolean hex = part.startsWith("0x");
    boolean octal = !hex && part.length() > 1 && part.startsWith("0");
    String digits = hex ? part.substring(2) : part;
    try {
      if (part.isEmpty() || digits.startsWith("+") || digits.startsWith("-")) {
        throw noHost();
      }
      return digits.isEmpty() ? 0 : Long.parseLong(digits, hex ? 16 : octal ? 8 : 10);
    } catch (NumberFormatException e) {
      throw noHost();
    }
  }

  private static String decoded(String host) {
    if (host.indexOf('%') < 0) {
      return host;
    }
    byte[] in = host.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[in.length];
    int length = 0;
    for (int i = 0; i < in.length; i++) {
      int high = in[i] == '%' && i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(in[i + 2], 16);
      out[length++] = low < 0 ? in[i] : (byte) (high << 4 | low);
      i += low < 0 ? 0 : 2;
    }
    return new String(out, 0, length, StandardCharsets.UTF_8);
  }

  /**
   * The name as the DNS knows it. Java's own {@code IDN} follows the rules of 2003, by which {@code
   * straße} is another host than in every browser.
   */
  private static String ascii(String name) throws InvalidUrlException {
    String plain = name.toLowerCase(Locale.ROOT);
    if (plain.chars().allMatch(c -> c < 0x80)) {
      return plain;
    }
    String mapped =
        Normalizer.normalize(
                Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT),
                Normalizer.Form.NFKC)
            .replaceAll("[\u3002\uff0e\uff61]", ".")
            .replaceAll("[\u00ad\u200b\u2060\ufeff\ufe00-\ufe0f]", "");
    List<String> labels = new ArrayList<>();
    for (String label : mapped.split("\\.", -1)) {
      labels.add(label.chars().allMatch(c -> c < 0x80) ? label : "xn--" + Punycode.of(label));
    }
    if (mapped.codePoints().anyMatch(UrlHost::noLetter)) {
      throw noHost();
    }
    return String.join(".", labels);
  }

  private static boolean noLetter(int c) {
    boolean half = c >= 0xd800 && c <= 0xdfff;
    return c >= 0x80
        && (half
            || c == 0xfffd
            || Character.isISOControl(c)
            || Character.isWhitespace(c)
            || Character.isSpaceChar(c)
            || (Character.getType(c) == Character.FORMAT && c != 0x200c && c != 0x200d)
            || Character.getType(c) == Character.UNASSIGNED
            || Character.getType(c) == Character.PRIVATE_USE);
  }
}
