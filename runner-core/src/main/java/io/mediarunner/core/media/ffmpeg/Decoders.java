package io.mediarunner.core.media.ffmpeg;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
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

  /**
   * Codecs that share a stream type or tag: a demuxer tells them apart by what comes, and so may
   * change its mind on the way (ISO/IEC 13818-1, table 2-34).
   */
  private static final List<Set<String>> FAMILIES =
      List.of(
          Set.of("mp1", "mp2", "mp3"),
          Set.of("mpeg1video", "mpeg2video"),
          Set.of("aac", "aac_latm"));

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
   * For files whose codecs are known: none but those, and those that may be mistaken for them, can
   * be reached.
   *
   * @param codecs ffmpeg's names
   */
  public InputRules only(Collection<String> codecs) {
    Set<String> all = new HashSet<>(codecs);
    FAMILIES.stream().filter(family -> !Collections.disjoint(family, codecs)).forEach(all::addAll);
    String names = names(all);
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
