package io.mediarunner.core.studio;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How the presentation (screen) and the presenter (camera) share the frame. */
public enum Layout {
  /** Side by side at the height of the smaller one, presentation on the left. */
  MID,
  /** The presenter small at the top right of the presentation. */
  PIPH,
  /** The presenter small at the bottom right of the presentation. */
  PIPB,
  /** The presenter small at the bottom left of the presentation. */
  PIPL;

  /** The name in Mediapackages and parameters. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The layout of that exact wire name. */
  public static Optional<Layout> of(String wireName) {
    return Arrays.stream(values()).filter(l -> l.wireName().equals(wireName)).findFirst();
  }

  /** All wire names, for people. */
  public static String names() {
    return Arrays.stream(values()).map(Layout::wireName).collect(Collectors.joining(", "));
  }
}
