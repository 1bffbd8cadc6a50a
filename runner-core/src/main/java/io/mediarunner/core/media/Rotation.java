package io.mediarunner.core.media;

/**
 * How a player turns coded pictures to show them: first mirrored, then turned.
 *
 * @param degrees clockwise; a multiple of 90 within 0..270
 * @param mirrored whether left and right change places before that
 */
public record Rotation(int degrees, boolean mirrored) {
  /** As coded. */
  public static final Rotation NONE = new Rotation(0, false);

  /**
   * @throws IllegalArgumentException if {@code degrees} is no multiple of 90 within 0..270
   */
  public Rotation {
    if (degrees % 90 != 0 || degrees < 0 || degrees > 270) {
      throw new IllegalArgumentException("degrees: 0, 90, 180 or 270, was " + degrees);
    }
  }

  /** The quarter turn next to an angle, clockwise. */
  public static Rotation of(double degrees) {
    return new Rotation(quarters(degrees), false);
  }

  /**
   * Of a transformation matrix (ISO/IEC 14496-12, section 6.2.2), which maps a point {@code (x, y)}
   * of the picture, x to the right and y down, to {@code (a x + c y, b x + d y)}. The angle alone
   * would not do: half a turn and a mirror image have the same one.
   */
  public static Rotation of(double a, double b, double c, double d) {
    boolean mirrored = a * d - b * c < 0;
    double sign = mirrored ? -1 : 1;
    return new Rotation(quarters(Math.toDegrees(Math.atan2(sign * b, sign * a))), mirrored);
  }

  private static int quarters(double degrees) {
    return Math.floorMod(Math.round(degrees / 90), 4) * 90;
  }

  /** Whether width and height change places. */
  boolean sideways() {
    return degrees % 180 != 0;
  }
}
