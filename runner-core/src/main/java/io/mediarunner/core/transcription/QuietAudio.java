package io.mediarunner.core.transcription;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Makes quiet audio as loud as most recordings are: what detectors and engines recognise depends on
 * the level. Distances between loud and quiet stay as they are.
 */
final class QuietAudio {
  /** Decibels of full scale; a louder peak is loud enough. */
  private static final double QUIET = -6;

  /** More would only be noise. */
  private static final double SILENT = -50;

  private static final double LOUD = -4;
  private static final int HEADER_BYTES = 44;
  private static final int BLOCK_BYTES = 1 << 20;

  private QuietAudio() {}

  /**
   * Amplifies a file in place if it is quiet.
   *
   * @param wav 16 bit samples behind a header of 44 bytes
   * @param peak of what is audible, decibels of full scale
   * @return by how much, decibels; 0 if it is loud enough, silent, or has no room because of direct
   *     current
   */
  static double amplify(Path wav, double peak) throws IOException {
    if (peak >= QUIET || peak < SILENT) {
      return 0;
    }
    try (FileChannel file =
        FileChannel.open(wav, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      int[] most = {1};
      blocks(file, samples -> most[0] = Math.max(most[0], most(samples)), false);
      double factor =
          Math.min(Math.pow(10, (LOUD - peak) / 20), Short.MAX_VALUE / (double) most[0]);
      if (factor <= 1) {
        return 0;
      }
      blocks(file, samples -> multiply(samples, factor), true);
      return 20 * Math.log10(factor);
    }
  }

  private interface Step {
    void on(ShortBuffer samples);
  }

  private static void blocks(FileChannel file, Step step, boolean write) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long at = HEADER_BYTES; at < file.size(); at += BLOCK_BYTES) {
      block.clear();
      while (block.hasRemaining() && file.read(block, at + block.position()) > 0) {
        // until it is full, or the file ends
      }
      block.flip();
      step.on(block.duplicate().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer());
      long to = at;
      while (write && block.hasRemaining()) {
        to += file.write(block, to);
      }
    }
  }

  private static int most(ShortBuffer samples) {
    int most = 0;
    while (samples.hasRemaining()) {
      most = Math.max(most, Math.abs((int) samples.get()));
    }
    return most;
  }

  private static void multiply(ShortBuffer samples, double factor) {
    for (int i = 0; i < samples.limit(); i++) {
      long value = Math.round(samples.get(i) * factor);
      samples.put(i, (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, value)));
    }
  }
}
