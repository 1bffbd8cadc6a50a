package io.mediarunner.core.media;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.workspace.FreeSpace;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * What an encode will need on the disk, told before hours of work rather than after. An estimate by
 * the rates that were asked for; what it misses ends as {@code DISK_FULL} all the same, later.
 */
final class DiskForecast {
  private static final double GB = 1e9;

  /** Of the MP3: variable rate, quality 2; see https://trac.ffmpeg.org/wiki/Encode/MP3. */
  private static final long MP3_BPS = 190_000;

  /** Of a studio base, whose quality is given and not its rate: that of the best rung, twice. */
  private static final int BASE_FACTOR = 2;

  private DiskForecast() {}

  /**
   * @return bytes at the fullest moment: renditions as MP4 and as HLS and, of a long encode, the
   *     pieces that they are joined from
   */
  static long bytes(EncodePlan plan) {
    int copies = Pieces.wantedFor(plan) ? 3 : 2;
    long sound = plan.hasSound() ? plan.tracks().size() : 0;
    double bits = 0;
    for (EncodePlan.Rung rung : plan.rungs()) {
      long videoBps =
          plan.wishes().rateControl().crf().isPresent()
              ? rung.rendition().maxBps()
              : rung.rendition().videoBps();
      bits += (videoBps + sound * rung.rendition().audioBps()) * plan.seconds() * copies;
    }
    if (plan.composition().isPresent() && !plan.rungs().isEmpty()) {
      bits += (double) plan.canvas().rendition().maxBps() * BASE_FACTOR * plan.seconds() * 2;
    }
    bits += plan.hasSound() ? MP3_BPS * plan.seconds() * 2 : 0;
    return Math.round(bits / 8);
  }

  /**
   * @param folder on the disk where all will lie
   * @throws TaskFailedException {@code DISK_FULL} if there is not enough room
   */
  static void check(EncodePlan plan, Path folder) throws TaskFailedException {
    long needed = bytes(plan);
    OptionalLong left = FreeSpace.usable(folder);
    if (left.isPresent() && left.getAsLong() < needed) {
      throw new TaskFailedException(
          FailureCode.DISK_FULL,
          String.format(
              Locale.ROOT,
              "The results will need about %.1f GB; the runner has %.1f GB left.",
              needed / GB,
              left.getAsLong() / GB));
    }
  }
}
