package io.mediarunner.core.media.ffmpeg;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A published hole in one of ffmpeg's decoders, through which a source could write into memory.
 *
 * @param id its number
 * @param decoder ffmpeg's name of the codec
 * @param fixed the first release of each branch without it, newest branch first; branches that are
 *     not named have it if they are older than the newest one
 * @param source where this is said
 */
public record DecoderHole(String id, String decoder, List<String> fixed, String source) {
  /** Those that matter to this version of the runner; newest first. */
  public static final List<DecoderHole> KNOWN =
      List.of(
          new DecoderHole(
              "CVE-2026-8461",
              "magicyuv",
              List.of("8.1.2", "7.1.5", "6.1.6", "5.1.10"),
              "https://nvd.nist.gov/vuln/detail/CVE-2026-8461"));

  private static final Pattern VERSION =
      Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?.*");

  /**
   * @throws NullPointerException if a component is null
   */
  public DecoderHole {
    fixed = List.copyOf(fixed);
  }

  /**
   * The holes of a version by its number alone: a distribution may have mended one without changing
   * that. A development build, which has no such number, is taken for new.
   *
   * @param version as ffmpeg says it, such as {@code 5.1.9-0+deb12u1}
   * @param denied codecs that are refused before any decoder sees them: their holes are closed
   */
  public static List<DecoderHole> open(String version, Set<String> denied) {
    return of(version).stream().filter(hole -> !denied.contains(hole.decoder())).toList();
  }

  /** All holes of a version, whether or not anything reaches them. */
  public static List<DecoderHole> of(String version) {
    return KNOWN.stream().filter(hole -> hole.isIn(version)).toList();
  }

  private boolean isIn(String version) {
    Matcher numbers = VERSION.matcher(version);
    if (!numbers.matches()) {
      return false;
    }
    int[] own = numbers(numbers);
    for (String release : fixed) {
      int[] mended = numbers(release);
      if (own[0] == mended[0] && own[1] == mended[1]) {
        return own[2] < mended[2];
      }
    }
    return Arrays.compare(own, numbers(fixed.get(0))) < 0;
  }

  private static int[] numbers(String release) {
    Matcher numbers = VERSION.matcher(release);
    if (!numbers.matches()) {
      throw new IllegalArgumentException("not a release: " + release);
    }
    return numbers(numbers);
  }

  private static int[] numbers(Matcher numbers) {
    return new int[] {
      Integer.parseInt(numbers.group(1)),
      Integer.parseInt(numbers.group(2)),
      numbers.group(3) == null ? 0 : Integer.parseInt(numbers.group(3))
    };
  }

  @Override
  public String toString() {
    return decoder + " (" + id + ", fixed in " + String.join(", ", fixed) + ")";
  }
}
