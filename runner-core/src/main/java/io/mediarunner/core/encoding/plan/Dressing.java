package io.mediarunner.core.encoding.plan;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Logo and credits of the video, downloaded and probed.
 *
 * @param logo over the video itself, not over credits
 * @param opening before it
 * @param ending after it
 */
public record Dressing(Optional<Logo> logo, Optional<Credits> opening, Optional<Credits> ending) {
  public static final Dressing NONE =
      new Dressing(Optional.empty(), Optional.empty(), Optional.empty());

  public Dressing {
    Objects.requireNonNull(logo, "logo");
    Objects.requireNonNull(opening, "opening");
    Objects.requireNonNull(ending, "ending");
  }

  public boolean hasCredits() {
    return opening.isPresent() || ending.isPresent();
  }

  /** Position of a logo. */
  public enum Corner {
    TOP_LEFT,
    TOP_RIGHT,
    BOTTOM_LEFT,
    BOTTOM_RIGHT;

    private boolean left() {
      return this == TOP_LEFT || this == BOTTOM_LEFT;
    }

    private boolean top() {
      return this == TOP_LEFT || this == TOP_RIGHT;
    }

    /**
     * The position for ffmpeg's overlay filter.
     *
     * @param margin from both edges, pixels
     */
    public String position(int margin) {
      return (left() ? "" + margin : "main_w-overlay_w-" + margin)
          + ":"
          + (top() ? "" + margin : "main_h-overlay_h-" + margin);
    }
  }

  /**
   * An image in a corner.
   *
   * @param animated whether it is an animation, which loops to the end of the video
   * @param opacity 0 (invisible) to 1
   */
  public record Logo(Path file, boolean animated, Corner corner, double opacity) {}

  /**
   * A short video.
   *
   * @param seconds its length
   * @param videoIndex stream index of its video
   * @param audioIndex stream index of its audio; empty = silent
   * @param interlaced whether its video is interlaced
   */
  public record Credits(
      Path file,
      double seconds,
      int videoIndex,
      Optional<Integer> audioIndex,
      boolean interlaced) {}
}
