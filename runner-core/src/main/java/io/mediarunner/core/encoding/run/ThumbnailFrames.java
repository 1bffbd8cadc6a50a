package io.mediarunner.core.encoding.run;

import io.mediarunner.core.encoding.command.EncodeCommands;
import io.mediarunner.core.encoding.packaging.ThumbnailChoice;
import io.mediarunner.core.encoding.packaging.ThumbnailChoice.Frame;
import io.mediarunner.core.text.Lines;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what {@link EncodeCommands#frames} wrote, one small picture after the other. */
final class ThumbnailFrames {
  /** As ffmpeg's filter {@code metadata} prints it; the time base is the microsecond. */
  private static final Pattern TIME = Pattern.compile("^frame:\\d+\\s+pts:(\\d+)\\s");

  private static final double MICROS = 1_000_000;
  private final List<Frame> frames = new ArrayList<>();
  private byte @Nullable [] last;
  private double lastSeconds;
  private double lastChange = Double.MAX_VALUE;

  private ThumbnailFrames() {}

  /**
   * @param folder that ffmpeg ran in
   * @return in order of time; none where there is nothing
   */
  static List<Frame> read(Path folder) throws IOException {
    Path times = folder.resolve(EncodeCommands.FRAME_TIMES);
    Path pictures = folder.resolve(EncodeCommands.FRAMES);
    ThumbnailFrames read = new ThumbnailFrames();
    if (Files.exists(times) && Files.exists(pictures)) {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(pictures))) {
        return Lines.read(times, lines -> read.all(lines.iterator(), in));
      }
    }
    return read.frames;
  }

  private List<Frame> all(Iterator<String> lines, InputStream in) throws IOException {
    while (lines.hasNext()) {
      Matcher time = TIME.matcher(lines.next());
      if (time.find()) {
        byte[] pixels = in.readNBytes(EncodeCommands.FRAME_BYTES);
        if (pixels.length < EncodeCommands.FRAME_BYTES) {
          break;
        }
        next(Long.parseLong(time.group(1)) / MICROS, pixels);
      }
    }
    add(Double.MAX_VALUE);
    return frames;
  }

  private void next(double seconds, byte[] pixels) {
    double change = last == null ? Double.MAX_VALUE : ThumbnailChoice.difference(last, pixels);
    add(change);
    last = pixels;
    lastSeconds = seconds;
    lastChange = change;
  }

  /** The last frame, now that the one behind it is known. */
  private void add(double change) {
    if (last != null) {
      double least = Math.min(lastChange, change);
      frames.add(Frame.of(lastSeconds, last, least == Double.MAX_VALUE ? 0 : least));
    }
  }
}
