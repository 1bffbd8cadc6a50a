package io.mediarunner.core.encoding.run;

import io.mediarunner.core.encoding.command.EncodeCommands;
import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.media.audio.AudioPreparation;
import io.mediarunner.core.text.DataSize;
import io.mediarunner.core.workspace.FreeSpace;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The disk space that an encode needs: before it starts, an estimate from the requested bit rates;
 * once part of the video is encoded, an estimate from the actual sizes. If both are wrong, the task
 * still fails with {@code DISK_FULL}, only later.
 */
final class DiskNeed {

  /** Of the MP3: variable rate, quality 2; see https://trac.ffmpeg.org/wiki/Encode/MP3. */
  private static final long MP3_BPS = 190_000;

  /**
   * Of a studio base, which has a target quality but no bit rate: twice the rate of the best rung.
   */
  private static final int BASE_FACTOR = 2;

  /** A part of the video long enough to extrapolate from. */
  private static final double STEP = 0.05;

  /** The rest may have more motion than the beginning. */
  private static final double LIVELIER = 1.25;

  private final EncodePlan plan;
  private final MediaTask task;
  private long expected;
  private double looked;

  DiskNeed(EncodePlan plan, MediaTask task) {
    this.plan = plan;
    this.task = task;
    this.expected = bytes(plan);
  }

  /** How many copies of a rung's video are on the disk at the fullest moment. */
  private static int copies(EncodePlan plan) {
    return IntermediateSegments.wantedFor(plan) ? 3 : 2;
  }

  /**
   * @return bytes at the fullest moment: renditions as MP4 and as HLS and, of a long encode, the
   *     segments that they are joined from
   */
  static long bytes(EncodePlan plan) {
    long audio = plan.hasAudio() ? plan.tracks().size() : 0;
    double bits = 0;
    for (EncodePlan.Rung rung : plan.rungs()) {
      long videoBps =
          plan.options().rateControl().crf().isPresent()
              ? rung.rendition().maxBps()
              : rung.rendition().videoBps();
      bits += (videoBps + audio * rung.rendition().audioBps()) * plan.seconds() * copies(plan);
    }
    if (plan.joined().isPresent() && !plan.rungs().isEmpty()) {
      bits += (double) plan.canvas().rendition().maxBps() * BASE_FACTOR * plan.seconds() * 2;
    }
    bits += plan.hasAudio() ? MP3_BPS * plan.seconds() * 2 : 0;
    return Math.round(bits / 8);
  }

  /**
   * Claims what is needed in addition to what an interrupted attempt has already written.
   *
   * @throws TaskFailedException {@code DISK_FULL} if there is not enough space
   */
  void claim() throws TaskFailedException, IOException {
    long needed = claim(written().all());
    OptionalLong left = FreeSpace.usable(task.workDir());
    if (left.isPresent() && left.getAsLong() < needed) {
      throw new TaskFailedException(
          FailureCode.DISK_FULL,
          String.format(
              Locale.ROOT,
              "The results need about %s, but the runner has only %s left.",
              DataSize.text(needed),
              DataSize.text(left.getAsLong())));
    }
  }

  /**
   * Updates the claim while the video is being encoded. Checks the disk after each twentieth of it,
   * so it may be called any number of times.
   *
   * @param fraction encoded so far, 0 to 1
   */
  void encoded(double fraction) throws IOException {
    if (Math.abs(fraction - looked) < STEP) {
      return;
    }
    looked = fraction;
    Written written = written();
    if (fraction >= STEP) {
      double whole = written.renditions() / fraction * (fraction + (1 - fraction) * LIVELIER);
      expected = Math.round(whole * copies(plan)) + written.besides() * 2;
    }
    claim(written.all());
  }

  /** Claims what is still needed; the last estimate stands. */
  void reclaim() throws IOException {
    claim(written().all());
  }

  private long claim(long written) {
    long rest = Math.max(0, expected - written);
    task.disk().stillToWrite(rest);
    return rest;
  }

  /**
   * Bytes written by this attempt, without its downloads and prepared audio.
   *
   * @param besides of the MP3 and of the overview tiles, which run ahead of the video
   */
  private record Written(long renditions, long besides) {
    long all() {
      return renditions + besides;
    }
  }

  private Written written() throws IOException {
    Sizes sizes = new Sizes();
    for (Path folder : List.of(task.workDir(), task.keptDir(), task.outputDir())) {
      Files.walkFileTree(folder, sizes);
    }
    return new Written(sizes.renditions, sizes.besides);
  }

  private final class Sizes extends SimpleFileVisitor<Path> {
    private final Set<String> names = Set.of(plan.names().mp3(), EncodeCommands.TILES);
    private long renditions;
    private long besides;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      long bytes = attributes.isRegularFile() ? attributes.size() : 0;
      String name = file.getFileName().toString();
      if (names.contains(name)) {
        besides += bytes;
      } else if (!AudioPreparation.made(name)) { // that is complete before anything is encoded

        renditions += bytes;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE; // gone by now, or nothing was kept
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException failure) {
      return FileVisitResult.CONTINUE;
    }
  }
}
