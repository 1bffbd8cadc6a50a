package io.mediarunner.core.media.ffmpeg;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The decoders of an ffmpeg that may open files from outside. Pure.
 *
 * @param byCodec ffmpeg's name of each codec, and of its decoders, in their order
 * @param restricted whether any is denied
 */
public record Decoders(Map<String, List<String>> byCodec, boolean restricted) {
  private static final String NONE = "none";
  private static final Pattern LINE =
      Pattern.compile("(?m)^ [VAS][A-Z.]{5} (\\w\\S*) .*?(?:\\(codec (\\S+)\\))?$");

  public Decoders {
    byCodec = Map.copyOf(byCodec);
  }

  /**
   * All but the denied ones.
   *
   * @param listing what {@code ffmpeg -decoders} prints
   * @param denied ffmpeg's names of decoders or codecs
   * @throws IllegalArgumentException if there is no decoder in the list: then nothing may be opened
   */
  public static Decoders of(String listing, Set<String> denied) {
    Map<String, List<String>> byCodec = new LinkedHashMap<>();
    for (MatchResult line : LINE.matcher(listing).results().toList()) {
      String codec = line.group(2) == null ? line.group(1) : line.group(2);
      if (!denied.contains(line.group(1)) && !denied.contains(codec)) {
        byCodec.computeIfAbsent(codec, key -> new ArrayList<>()).add(line.group(1));
      }
    }
    if (byCodec.isEmpty()) {
      throw new IllegalArgumentException("no decoder in the list");
    }
    return new Decoders(byCodec, !denied.isEmpty());
  }

  /** For a file that nothing is known about yet. */
  public InputRules all() {
    return new InputRules(restricted ? names(byCodec.keySet()) : "");
  }

  /**
   * For files whose codecs are known: no other one can be reached.
   *
   * @param codecs ffmpeg's names
   */
  public InputRules only(Collection<String> codecs) {
    String names = names(codecs);
    return new InputRules(names.isEmpty() ? NONE : names);
  }

  private String names(Collection<String> codecs) {
    return codecs.stream()
        .distinct()
        .sorted()
        .flatMap(codec -> byCodec.getOrDefault(codec, List.of()).stream())
        .distinct()
        .collect(Collectors.joining(","));
  }
}
