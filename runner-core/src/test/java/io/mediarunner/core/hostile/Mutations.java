package io.mediarunner.core.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/**
 * Feeds a parser with mutations of texts that it knows, and holds it to its contract: it throws
 * nothing but what it declares, and needs little time and memory. A failure names the seed.
 */
public final class Mutations {
  private static final boolean FULL = System.getProperty("security", "").equals("full");
  private static final int COUNT = FULL ? 100_000 : 2_000;
  private static final int LONG_ONE_IN = 200;
  private static final long MOST_MILLIS = 2_000; // a garbage collection or a busy machine included
  private static final long MOST_BYTES = 64L << 20;
  private static final List<String> TOKENS =
      List.of(
          "",
          "\0",
          "\n",
          "\r\n",
          "\t",
          " ",
          "\"",
          "'",
          "\\",
          "\\u0000",
          "\\ud800",
          "\ud800",
          "\ufeff",
          "\u0085",
          "\u2028",
          "é",
          "😀",
          "<",
          ">",
          "<!--",
          "]]>",
          "<?",
          "&",
          "&#0;",
          "&amp;",
          "%",
          "%%",
          "%00",
          "%s",
          "$",
          "${",
          "$(id)",
          "`",
          "{",
          "}",
          "{}",
          "[",
          "]",
          "[]",
          ",",
          ":",
          ";",
          "/",
          "//",
          "..",
          "../",
          "=",
          "-",
          "--",
          "-->",
          "+",
          "*",
          "#",
          "@",
          "|",
          "0",
          "-0",
          "-1",
          "1e999",
          "-1e999",
          "1e-999",
          "NaN",
          "Infinity",
          "0x7f",
          "٣",
          "1,5",
          "1.5.5",
          "00:00",
          "99:99:99.999",
          "2147483648",
          "-2147483649",
          "9223372036854775808",
          "99999999999999999999999999",
          "null",
          "true",
          "false");

  private Mutations() {}

  /** What is tested. */
  public interface Parser {
    void parse(String text) throws Exception;
  }

  /**
   * Tries thousands of texts; a hundred thousand in full.
   *
   * @param what is parsed, for people
   * @param declared what the parser may throw
   * @param samples valid ones
   */
  public static void check(
      String what, Parser parser, Set<Class<? extends Exception>> declared, String... samples) {
    for (String sample : samples) { // tables of languages, say, are made at the first use
      warmUp(parser, declared, sample);
    }
    int refused = 0;
    for (int seed = 0; seed < COUNT; seed++) {
      String text = mutated(new Random(seed), samples);
      refused += accepts(what + ", seed " + seed, parser, declared, text) ? 0 : 1;
    }
    System.out.printf(
        Locale.ROOT, "security: parser %s: %d texts, %d refused%n", what, COUNT, refused);
  }

  private static void warmUp(
      Parser parser, Set<Class<? extends Exception>> declared, String sample) {
    try {
      parser.parse(sample);
    } catch (Exception e) {
      assertThat(declared).as("for %s", sample).anyMatch(type -> type.isInstance(e));
    }
  }

  private static boolean accepts(
      String what, Parser parser, Set<Class<? extends Exception>> declared, String text) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = threads.getCurrentThreadAllocatedBytes();
    long begin = System.nanoTime();
    boolean accepted = true;
    try {
      parser.parse(text);
    } catch (Exception | StackOverflowError e) {
      accepted = false;
      if (declared.stream().noneMatch(type -> type.isInstance(e))) {
        throw new AssertionError(what + " throws " + e + " for: " + shown(text), e);
      }
    }
    long millis = (System.nanoTime() - begin) / 1_000_000;
    bytes = threads.getCurrentThreadAllocatedBytes() - bytes;
    assertThat(millis).as("%s: milliseconds for: %s", what, shown(text)).isLessThan(MOST_MILLIS);
    assertThat(bytes).as("%s: bytes allocated for: %s", what, shown(text)).isLessThan(MOST_BYTES);
    return accepted;
  }

  /** The text as it can be in a file: halves of surrogate pairs become question marks. */
  public static String encodable(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private static String shown(String text) {
    String start = text.substring(0, Math.min(400, text.length()));
    return text.length()
        + " characters, "
        + new String(start.getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII);
  }

  private static String mutated(Random random, String... samples) {
    StringBuilder text = new StringBuilder(samples[random.nextInt(samples.length)]);
    for (int i = random.nextInt(6); i >= 0; i--) {
      mutate(random, text, samples);
    }
    if (random.nextInt(LONG_ONE_IN) == 0) { // one piece of it, very often
      int from = random.nextInt(text.length() + 1);
      int to = Math.min(text.length(), from + 1 + random.nextInt(40));
      String piece =
          to > from ? text.substring(from, to) : TOKENS.get(random.nextInt(TOKENS.size()));
      text.insert(from, piece.repeat(100_000 / Math.max(1, piece.length())));
    }
    return text.toString();
  }

  private static void mutate(Random random, StringBuilder text, String... samples) {
    int at = random.nextInt(text.length() + 1);
    int end = Math.min(text.length(), at + 1 + random.nextInt(8));
    String token = TOKENS.get(random.nextInt(TOKENS.size()));
    switch (random.nextInt(8)) {
      case 0 -> text.insert(at, token);
      case 1 -> text.replace(at, end, token);
      case 2 -> text.delete(at, end);
      case 3 -> text.setLength(at);
      case 4 ->
          text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(200))));
      case 5 -> text.insert(at, samples[random.nextInt(samples.length)]);
      case 6 -> {
        if (at < text.length()) {
          text.setCharAt(at, (char) random.nextInt(0x3000));
        }
      }
      default -> number(random, text, token);
    }
  }

  /** Another number in the place of one. */
  private static void number(Random random, StringBuilder text, String token) {
    int at = random.nextInt(text.length() + 1);
    while (at < text.length() && !Character.isDigit(text.charAt(at))) {
      at++;
    }
    int end = at;
    while (end < text.length()
        && (Character.isDigit(text.charAt(end)) || text.charAt(end) == '.')) {
      end++;
    }
    text.replace(at, end, token);
  }
}
