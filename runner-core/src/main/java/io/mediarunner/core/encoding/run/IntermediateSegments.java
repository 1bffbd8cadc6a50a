package io.mediarunner.core.encoding.run;

import io.mediarunner.core.encoding.command.EncodedStream;
import io.mediarunner.core.encoding.command.ResumePoint;
import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.process.AttemptProcesses;
import io.mediarunner.core.text.HeadAndTail;
import io.mediarunner.core.text.Limits;
import io.mediarunner.core.text.SmallFile;
import io.mediarunner.core.workspace.RealFolder;
import io.mediarunner.core.workspace.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The video of a long encode, in one-minute segments that a single ffmpeg writes one after the
 * other. Nothing changes for the encoder, so they join into exactly the same video; but an
 * interrupted encode resumes after its last complete segment. Everything is in files, and ffmpeg
 * itself keeps the list of finished segments, so nothing depends on a running runner:
 *
 * <ul>
 *   <li>{@code v0-00012.nut}, video of the first rung in minute 12
 *   <li>{@code v0-from-00000.csv}, a line for each complete segment, written by the run that began
 *       with segment 0
 *   <li>{@code from-00000.txt}, the progress of that run
 * </ul>
 *
 * Touches the disk, so it does not belong on an event loop.
 */
public final class IntermediateSegments {
  /** Shorter encodes start over. */
  private static final double LONG_SECONDS = 300;

  /** End times are written in microseconds. */
  private static final double ROUNDING_SECONDS = 0.001;

  private static final String COMPLETE = "complete";

  private final Path folder;
  private final List<EncodedStream> streams;

  private IntermediateSegments(Path folder, EncodePlan plan) {
    this.folder = folder;
    this.streams = EncodedStream.of(plan);
  }

  /** Whether an encode is long enough to be kept in segments. */
  static boolean wantedFor(EncodePlan plan) {
    return !plan.rungs().isEmpty() && plan.seconds() >= LONG_SECONDS;
  }

  /**
   * The segments of an encode. Those of a different encode in the same folder are removed, and the
   * process writing them is killed.
   *
   * @param fingerprint of everything that the video depends on
   */
  static IntermediateSegments of(EncodePlan plan, Path folder, String fingerprint)
      throws IOException {
    Path note = folder.resolve("encode.txt");
    boolean same =
        Files.isRegularFile(note) && SmallFile.text(note, Limits.LISTING).equals(fingerprint);
    if (!same) {
      AttemptProcesses.endWorkingIn(folder);
      Workspace.deleteTree(folder);
      RealFolder.createWithParent(folder);
      Files.writeString(note, fingerprint, StandardCharsets.UTF_8);
    }
    return new IntermediateSegments(folder, plan);
  }

  /** Folder of all of them, and of everything else that a run writes. */
  Path folder() {
    return folder;
  }

  /** Just after the last segment that is complete in every stream. */
  ResumePoint next() throws IOException {
    List<List<Double>> ends = new ArrayList<>();
    for (EncodedStream stream : streams) {
      List<Double> all = ends(stream);
      ends.add(
          IntStream.range(0, all.size())
              .takeWhile(
                  k -> all.get(k) >= (k + 1.0) * ResumePoint.SEGMENT_SECONDS - ROUNDING_SECONDS)
              .mapToObj(all::get)
              .toList());
    }
    int whole = ends.stream().mapToInt(List::size).min().orElse(0);
    List<Long> frames = new ArrayList<>();
    for (int i = 0; i < streams.size(); i++) {
      frames.add(whole == 0 ? 0 : frames(streams.get(i), ends.get(i).get(whole - 1)));
    }
    return new ResumePoint(whole, frames, 0);
  }

  private static long frames(EncodedStream stream, double end) {
    return Math.round(end * stream.rate().value());
  }

  /**
   * Where the segment after each one of a stream begins, in seconds, according to the last run that
   * wrote it.
   */
  private List<Double> ends(EncodedStream stream) throws IOException {
    TreeMap<Integer, List<Double>> runs = new TreeMap<>();
    String prefix = stream.name() + "-from-";
    for (Path list : files(prefix, ".csv")) {
      runs.put(number(list, prefix), ends(list));
    }
    List<Double> ends = new ArrayList<>();
    runs.forEach(
        (from, those) -> {
          if (from <= ends.size()) {
            ends.subList(from, ends.size()).clear();
            ends.addAll(those);
          }
        });
    return ends;
  }

  private static List<Double> ends(Path list) throws IOException {
    String text = SmallFile.text(list, Limits.LISTING);
    return text.substring(0, text.lastIndexOf('\n') + 1) // ffmpeg may have died within a line
        .lines()
        .map(line -> Double.valueOf(line.substring(line.lastIndexOf(',') + 1)))
        .toList();
  }

  private List<Path> files(String prefix, String suffix) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(
              file -> {
                String name = file.getFileName().toString();
                return name.startsWith(prefix) && name.endsWith(suffix);
              })
          .sorted()
          .toList();
    }
  }

  private static int number(Path file, String prefix) {
    return Integer.parseInt(
        file.getFileName().toString().replace(prefix, "").replaceAll("\\D.*", ""));
  }

  /** The first segment of the run that began last; empty before the first run. */
  OptionalInt lastRun() throws IOException {
    return files("from-", ".txt").stream().mapToInt(file -> number(file, "from-")).max();
  }

  /** Progress file of a run. */
  Path progress(int fromPiece) {
    return folder.resolve(String.format(Locale.ROOT, "from-%05d.txt", fromPiece));
  }

  /** Records that all video is complete, as the exit code of the last run says. */
  void markComplete() throws IOException {
    Files.writeString(folder.resolve(COMPLETE), "");
  }

  /**
   * Whether all video is complete: a run said so, or the last one ended by itself with every stream
   * at full length.
   */
  boolean complete() throws IOException {
    if (Files.exists(folder.resolve(COMPLETE))) {
      return true;
    }
    OptionalInt last = lastRun();
    if (last.isEmpty() || !ended(progress(last.getAsInt()))) {
      return false;
    }
    for (EncodedStream stream : streams) {
      List<Double> ends = ends(stream);
      double end = ends.isEmpty() ? 0 : ends.get(ends.size() - 1);
      if (end < stream.seconds() - 1.5 / stream.rate().value()) {
        return false;
      }
    }
    return true;
  }

  /** Whether the first run, which produces audio and tiles along the way, finished all of it. */
  boolean oneRun() throws IOException {
    return complete() && lastRun().orElse(-1) == 0;
  }

  private static boolean ended(Path progress) throws IOException {
    return HeadAndTail.tail(progress, Limits.PROGRESS_TAIL).contains("progress=end");
  }

  /** Removes what a run from some segment onwards will write again. */
  void dropFrom(ResumePoint start) throws IOException {
    for (EncodedStream stream : streams) {
      for (Path segment : files(stream.name() + "-", ".nut")) {
        if (number(segment, stream.name() + "-") >= start.segment()) {
          Files.delete(segment);
        }
      }
      for (Path list : files(stream.name() + "-from-", ".csv")) {
        if (number(list, stream.name() + "-from-") >= start.segment()) {
          Files.delete(list);
        }
      }
    }
    for (Path progress : files("from-", ".txt")) {
      if (number(progress, "from-") >= start.segment()) {
        Files.delete(progress);
      }
    }
  }

  /**
   * Writes the list from which ffmpeg joins the segments of a stream. Each lasts until the next one
   * begins, in whole microseconds from the start, so that no error accumulates. Format:
   * https://ffmpeg.org/ffmpeg-formats.html#concat
   */
  Path joinList(EncodedStream stream) throws IOException {
    StringBuilder text = new StringBuilder("ffconcat version 1.0\n");
    List<Double> ends = ends(stream);
    long before = 0;
    for (int k = 0; k < ends.size(); k++) {
      double exact = frames(stream, ends.get(k)) / stream.rate().value();
      long end = Math.round(exact * 1_000_000);
      text.append("file ").append(fileName(stream, k)).append('\n');
      text.append(String.format(Locale.ROOT, "duration %.6f%n", (end - before) / 1_000_000.0));
      before = end;
    }
    Path file = folder.resolve(stream.name() + ".ffconcat");
    Files.writeString(file, text, StandardCharsets.UTF_8);
    return file;
  }

  static String fileName(EncodedStream stream, int segment) {
    return String.format(Locale.ROOT, "%s-%05d.nut", stream.name(), segment);
  }
}
