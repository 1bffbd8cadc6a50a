package io.mediarunner.core.media;

import io.mediarunner.core.process.AttemptProcesses;
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
 * The pictures of a long encode, in pieces of a minute that one ffmpeg writes one after the other.
 * Nothing differs for the encoder, so that they join to the very same video; but an encode that was
 * interrupted goes on behind its last whole piece. All is in files, and ffmpeg itself keeps the
 * journal, so that nothing depends on a runner being alive:
 *
 * <ul>
 *   <li>{@code v0-00012.nut}, pictures of the first rung in minute 12
 *   <li>{@code v0-from-00000.csv}, a line for each piece that is whole, by the run that began with
 *       piece 0
 *   <li>{@code from-00000.txt}, the progress of that run
 * </ul>
 *
 * Touches the disk, so it does not belong on an event loop.
 */
final class Pieces {
  /** Length of a piece; the interval of key frames divides it. */
  static final int SECONDS = 60;

  /** Shorter encodes are done anew. */
  private static final double LONG_SECONDS = 300;

  /** Ends are written in microseconds. */
  private static final double ROUNDING_SECONDS = 0.001;

  private static final String BASE = "base";
  private static final String COMPLETE = "complete";

  private final Path folder;
  private final List<Track> tracks;

  /**
   * Pictures that are encoded once.
   *
   * @param name in files
   * @param rate constant
   * @param seconds length of all its pieces
   */
  record Track(String name, FrameRate rate, double seconds) {}

  /**
   * Where a run begins.
   *
   * @param piece number of its first piece
   * @param frames how many pictures of each track lie before
   * @param skippedSeconds how much of the source's part is not even read
   */
  record Start(int piece, List<Long> frames, int skippedSeconds) {
    Start {
      frames = List.copyOf(frames);
    }

    static final Start BEGINNING = new Start(0, List.of(), 0);

    /** The same start, come to by seeking in the source. */
    Start skipping(int seconds) {
      return new Start(piece, frames, seconds);
    }

    /** How many pictures of a track lie before. */
    long frames(int track) {
      return piece == 0 ? 0 : frames.get(track);
    }

    /** Seconds before it. */
    int seconds() {
      return piece * SECONDS;
    }
  }

  private Pieces(Path folder, EncodePlan plan) {
    this.folder = folder;
    this.tracks = tracks(plan);
  }

  /** Whether an encode is worth being kept in pieces. */
  static boolean wantedFor(EncodePlan plan) {
    return !plan.rungs().isEmpty() && plan.seconds() >= LONG_SECONDS;
  }

  /**
   * The pieces of an encode. Those of another one that lie in the same folder are removed, and who
   * makes them is ended.
   *
   * @param fingerprint of everything that the pictures depend on
   */
  static Pieces of(EncodePlan plan, Path folder, String fingerprint) throws IOException {
    Path note = folder.resolve("encode.txt");
    boolean same =
        Files.isRegularFile(note)
            && Files.readString(note, StandardCharsets.UTF_8).equals(fingerprint);
    if (!same) {
      AttemptProcesses.endWorkingIn(folder);
      Workspace.deleteTree(folder);
      Files.createDirectories(folder);
      Files.writeString(note, fingerprint, StandardCharsets.UTF_8);
    }
    return new Pieces(folder, plan);
  }

  /** What a plan encodes: its rungs and, of joined recordings, their base. */
  static List<Track> tracks(EncodePlan plan) {
    List<Track> tracks = new ArrayList<>();
    for (int i = 0; i < plan.rungs().size(); i++) {
      tracks.add(new Track("v" + i, plan.rungs().get(i).rate(), plan.seconds()));
    }
    plan.composition()
        .ifPresent(joined -> tracks.add(new Track(BASE, joined.rate(), joined.seconds())));
    return tracks;
  }

  /** Holds all of them, and what else a run makes. */
  Path folder() {
    return folder;
  }

  /** Behind the last piece that is whole in every track. */
  Start next() throws IOException {
    List<List<Double>> ends = new ArrayList<>();
    for (Track track : tracks) {
      List<Double> all = ends(track);
      ends.add(
          IntStream.range(0, all.size())
              .takeWhile(k -> all.get(k) >= (k + 1.0) * SECONDS - ROUNDING_SECONDS)
              .mapToObj(all::get)
              .toList());
    }
    int whole = ends.stream().mapToInt(List::size).min().orElse(0);
    List<Long> frames = new ArrayList<>();
    for (int i = 0; i < tracks.size(); i++) {
      frames.add(whole == 0 ? 0 : frames(tracks.get(i), ends.get(i).get(whole - 1)));
    }
    return new Start(whole, frames, 0);
  }

  private static long frames(Track track, double end) {
    return Math.round(end * track.rate().value());
  }

  /**
   * Where the piece after each one of a track begins, seconds; as the last run that made it says.
   */
  private List<Double> ends(Track track) throws IOException {
    TreeMap<Integer, List<Double>> runs = new TreeMap<>();
    String prefix = track.name() + "-from-";
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
    String text = Files.readString(list, StandardCharsets.UTF_8);
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

  /** The first piece of the run that began last; empty before the first run. */
  OptionalInt lastRun() throws IOException {
    return files("from-", ".txt").stream().mapToInt(file -> number(file, "from-")).max();
  }

  /** Where a run tells its progress. */
  Path progress(int fromPiece) {
    return folder.resolve("from-%05d.txt".formatted(fromPiece));
  }

  /** All pictures are there, as the exit code of the run that made the last ones says. */
  void markComplete() throws IOException {
    Files.writeString(folder.resolve(COMPLETE), "");
  }

  /**
   * Whether all pictures are there: a run said so, or the last one came to its own end with every
   * track at full length.
   */
  boolean complete() throws IOException {
    if (Files.exists(folder.resolve(COMPLETE))) {
      return true;
    }
    OptionalInt last = lastRun();
    if (last.isEmpty() || !ended(progress(last.getAsInt()))) {
      return false;
    }
    for (Track track : tracks) {
      List<Double> ends = ends(track);
      double end = ends.isEmpty() ? 0 : ends.get(ends.size() - 1);
      if (end < track.seconds() - 1.5 / track.rate().value()) {
        return false;
      }
    }
    return true;
  }

  /** Whether the first run, which makes sound and tiles on the side, made all of it. */
  boolean oneRun() throws IOException {
    return complete() && lastRun().orElse(-1) == 0;
  }

  private static boolean ended(Path progress) throws IOException {
    return Files.readString(progress, StandardCharsets.UTF_8).contains("progress=end");
  }

  /** Removes what a run from some piece on will make anew. */
  void dropFrom(Start start) throws IOException {
    for (Track track : tracks) {
      for (Path piece : files(track.name() + "-", ".nut")) {
        if (number(piece, track.name() + "-") >= start.piece()) {
          Files.delete(piece);
        }
      }
      for (Path list : files(track.name() + "-from-", ".csv")) {
        if (number(list, track.name() + "-from-") >= start.piece()) {
          Files.delete(list);
        }
      }
    }
    for (Path progress : files("from-", ".txt")) {
      if (number(progress, "from-") >= start.piece()) {
        Files.delete(progress);
      }
    }
  }

  /**
   * Writes the list from which ffmpeg joins the pieces of a track. Each lasts until the next one
   * begins, in whole microseconds of the whole, so that no error adds up. Format:
   * https://ffmpeg.org/ffmpeg-formats.html#concat
   */
  Path joinList(Track track) throws IOException {
    StringBuilder text = new StringBuilder("ffconcat version 1.0\n");
    List<Double> ends = ends(track);
    long before = 0;
    for (int k = 0; k < ends.size(); k++) {
      double exact = frames(track, ends.get(k)) / track.rate().value();
      long end = Math.round(exact * 1_000_000);
      text.append("file ").append(fileName(track, k)).append('\n');
      text.append(String.format(Locale.ROOT, "duration %.6f%n", (end - before) / 1_000_000.0));
      before = end;
    }
    Path file = folder.resolve(track.name() + ".ffconcat");
    Files.writeString(file, text, StandardCharsets.UTF_8);
    return file;
  }

  private static String fileName(Track track, int piece) {
    return "%s-%05d.nut".formatted(track.name(), piece);
  }

  /**
   * ffmpeg's options for one track of a run, as an output of its own in this folder. Format:
   * https://ffmpeg.org/ffmpeg-formats.html#segment_002c-stream_005fsegment_002c-ssegment
   */
  static List<String> output(Track track, Start start) {
    List<String> times = new ArrayList<>();
    long at = start.piece() * SECONDS;
    do {
      at += SECONDS;
      times.add("" + at);
    } while (at + SECONDS < track.seconds());
    return List.of(
        "-fps_mode",
        "passthrough", // else the way to the first picture would be filled
        "-avoid_negative_ts",
        "disabled", // else the journal of a run from the beginning would be late
        "-f",
        "segment",
        "-segment_format",
        "nut",
        "-segment_times",
        String.join(",", times),
        "-segment_start_number",
        "" + start.piece(),
        "-segment_list",
        "%s-from-%05d.csv".formatted(track.name(), start.piece()),
        "-segment_list_type",
        "csv",
        track.name() + "-%05d.nut");
  }
}
