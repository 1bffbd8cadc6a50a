package io.mediarunner.core.media;

import java.util.Set;

/**
 * Colour properties of a video, as ffprobe names them (ISO/IEC 23091-2).
 *
 * @param space matrix, such as {@code bt709}; empty text if the file does not say
 * @param transfer curve, such as {@code smpte2084} (PQ) or {@code arib-std-b67} (HLG); or empty
 * @param rgb whether the video is RGB rather than luma and chroma
 * @param fullRange whether luma uses all its values, 0 to 255 of 8 bits, and not 16 to 235
 */
public record Colour(String space, String transfer, boolean rgb, boolean fullRange) {
  /** A file without colour information. */
  public static final Colour UNKNOWN = new Colour("", "", false, false);

  private static final Set<String> HDR = Set.of("smpte2084", "arib-std-b67");

  /** Matrices that no player of today takes from a tag. */
  private static final Set<String> FOREIGN = Set.of("gbr", "smpte240m", "fcc");

  private static final int HD_LINES = 720;

  /** Limited range, as most video has. */
  public Colour(String space, String transfer, boolean rgb) {
    this(space, transfer, rgb, false);
  }

  /** Whether it is HDR, which today's H.264 players cannot show. */
  public boolean hdr() {
    return HDR.contains(transfer);
  }

  /** Whether its values must be converted to match {@link #tag}. */
  public boolean converted() {
    return !hdr() && (rgb || space.startsWith("bt2020") || FOREIGN.contains(space));
  }

  /**
   * Colour tag of the outputs. Standard definition keeps its own matrix; a file without colour
   * information is interpreted by its size, as players do.
   *
   * @param lines height of the source as seen, pixels
   */
  public String tag(int lines) {
    if (hdr() || converted() || space.equals("bt709")) {
      return "bt709";
    }
    if (space.equals("smpte170m") || space.equals("bt470bg")) {
      return "smpte170m";
    }
    return lines >= HD_LINES ? "bt709" : "smpte170m";
  }
}
