package io.mediarunner.core.encoding.plan;

import io.mediarunner.core.media.WebVtt;
import java.util.Locale;

/**
 * The hover previews of a video: small tiles in one image, and a WebVTT file that says which tile
 * belongs to which moment.
 *
 * @param tiles number of tiles, 1 to 400
 * @param seconds length of the video; each tile stands for an equal part of it
 */
public record Overview(int tiles, double seconds) {
  public static final String SPRITE = "overview.png";
  public static final String VTT = "overview.vtt";
  public static final int TILE_WIDTH = 160;
  public static final int TILE_HEIGHT = 90;
  private static final int MOST = 400;
  private static final int COLUMNS = 10;

  /** One tile per second, at most 400. */
  static Overview of(double seconds) {
    return new Overview((int) Math.max(1, Math.min(MOST, Math.round(seconds))), seconds);
  }

  /** Tiles per row; ten keep the image narrow enough for every phone. */
  public int columns() {
    return Math.min(COLUMNS, tiles);
  }

  public int rows() {
    return (tiles + columns() - 1) / columns();
  }

  /**
   * WebVTT with media fragments: cue i covers exactly the time of tile i.
   *
   * @param length of the finished video in seconds, which may differ by a frame or two
   */
  public String vtt(double length) {
    StringBuilder vtt = new StringBuilder(WebVtt.HEADER);
    for (int i = 0; i < tiles; i++) {
      String tile =
          String.format(
              Locale.ROOT,
              "%s#xywh=%d,%d,%d,%d",
              SPRITE,
              i % columns() * TILE_WIDTH,
              i / columns() * TILE_HEIGHT,
              TILE_WIDTH,
              TILE_HEIGHT);
      vtt.append(WebVtt.cue(length * i / tiles, length * (i + 1) / tiles, tile));
    }
    return vtt.toString();
  }
}
