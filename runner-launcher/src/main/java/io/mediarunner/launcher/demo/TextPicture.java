package io.mediarunner.launcher.demo;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** An image as characters, for a terminal. */
public final class TextPicture {
  private static final String SHADES = " .:-=+*#%@";

  /** A character is about twice as high as it is wide. */
  private static final int HEIGHT_TO_WIDTH = 2;

  private TextPicture() {}

  /**
   * Draws an image.
   *
   * @param columns width in characters, above zero
   * @throws IOException if the file is not an image
   */
  public static String of(Path file, int columns) throws IOException {
    BufferedImage picture = ImageIO.read(file.toFile());
    if (picture == null) {
      throw new IOException(file.getFileName() + " is not a picture");
    }
    int rows = Math.max(1, picture.getHeight() * columns / picture.getWidth() / HEIGHT_TO_WIDTH);
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int x = (2 * column + 1) * picture.getWidth() / (2 * columns);
        int y = (2 * row + 1) * picture.getHeight() / (2 * rows);
        text.append(shade(picture.getRGB(x, y)));
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** By luma (ITU-R BT.601). */
  private static char shade(int rgb) {
    double luma = 0.299 * (rgb >> 16 & 0xff) + 0.587 * (rgb >> 8 & 0xff) + 0.114 * (rgb & 0xff);
    return SHADES.charAt((int) (luma / 256 * SHADES.length()));
  }
}
