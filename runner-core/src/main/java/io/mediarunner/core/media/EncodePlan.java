package io.mediarunner.core.media;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What to make of a source. Follows from the source's facts and the task's wishes alone.
 *
 * @param names of the result files
 * @param seconds length of every output
 * @param cut the part of the source to keep; empty = all
 * @param videoIndex stream index of the picture track
 * @param rungs renditions, smallest first; none for a source without picture
 * @param deinterlace whether the source's pictures are fields woven together
 * @param rate constant rate that the source's pictures are brought to
 * @param holdLastPictureSeconds how long the picture track falls short of {@code seconds}; 0 = not
 * @param audioIndex stream index of the sound track
 * @param padSound whether the sound falls short of {@code seconds}
 * @param overview hover pictures; only with picture
 * @param coverIndex stream index of a cover picture; only without picture track
 * @param preset x264 preset
 * @param title written into the files
 */
record EncodePlan(
    OutputNames names,
    double seconds,
    Optional<Cut> cut,
    Optional<Integer> videoIndex,
    List<Rung> rungs,
    boolean deinterlace,
    FrameRate rate,
    double holdLastPictureSeconds,
    Optional<Integer> audioIndex,
    boolean padSound,
    Optional<Overview> overview,
    Optional<Integer> coverIndex,
    String preset,
    Optional<String> title) {
  private static final double NOTICEABLE_SECONDS = 0.1;

  /**
   * A rendition of this very source.
   *
   * @param rendition what it is called and which rates it has
   * @param width pixels, even
   * @param height pixels, even
   * @param rate pictures per second
   */
  record Rung(Rendition rendition, int width, int height, FrameRate rate) {
    /** The lowest H.264 level that allows this size and rate (ITU-T H.264, table A-1). */
    String level() {
      return H264Level.of(width, height, rate).number();
    }
  }

  EncodePlan {
    Objects.requireNonNull(names, "names");
    Objects.requireNonNull(cut, "cut");
    Objects.requireNonNull(videoIndex, "videoIndex");
    rungs = List.copyOf(rungs);
    Objects.requireNonNull(rate, "rate");
    Objects.requireNonNull(audioIndex, "audioIndex");
    Objects.requireNonNull(overview, "overview");
    Objects.requireNonNull(coverIndex, "coverIndex");
    Objects.requireNonNull(preset, "preset");
    Objects.requireNonNull(title, "title");
  }

  static EncodePlan of(
      MediaInfo info,
      Ladder ladder,
      Optional<Cut> cut,
      OutputNames names,
      String preset,
      Optional<String> title) {
    double from = cut.map(Cut::startSeconds).orElse(0.0);
    double seconds = cut.map(Cut::seconds).orElse(info.durationSeconds());
    Optional<MediaInfo.Video> video = info.video();
    Optional<MediaInfo.Audio> audio = info.mainAudio();
    FrameRate rate =
        video.map(v -> FrameRate.forOutput(v.average(), v.nominal())).orElse(FrameRate.of(25));
    return new EncodePlan(
        names,
        seconds,
        cut,
        video.map(MediaInfo.Video::index),
        video.map(v -> rungs(v, ladder, rate)).orElse(List.of()),
        video.filter(MediaInfo.Video::interlaced).isPresent(),
        rate,
        video.map(v -> shortfall(v.endSeconds(), from, seconds)).orElse(0.0),
        audio.map(MediaInfo.Audio::index),
        audio.filter(a -> shortfall(a.endSeconds(), from, seconds) > 0).isPresent(),
        video.map(v -> Overview.of(seconds)),
        video.isPresent() ? Optional.empty() : info.coverIndex(),
        preset,
        title);
  }

  /** How much too short a track is; 0 when it is long enough or nobody knows. */
  private static double shortfall(double end, double from, double seconds) {
    double missing = seconds - (end - from);
    return end > 0 && missing > NOTICEABLE_SECONDS ? Math.min(missing, seconds) : 0;
  }

  private static List<Rung> rungs(MediaInfo.Video video, Ladder ladder, FrameRate rate) {
    return ladder.select(video.shortSide()).stream().map(r -> rung(video, r, rate)).toList();
  }

  /** The rung's height becomes the short side; a smaller source keeps its size. */
  private static Rung rung(MediaInfo.Video video, Rendition rendition, FrameRate rate) {
    long displayWidth = video.displayWidth();
    long displayHeight = video.displayHeight();
    int shortSide = even(Math.min(rendition.height(), video.shortSide()));
    boolean portrait = displayHeight > displayWidth;
    long longSide = Math.max(displayWidth, displayHeight);
    int other = even((int) (longSide * shortSide / Math.max(1, video.shortSide())));
    FrameRate rungRate = rendition.height() <= 480 ? rate.atMost30() : rate;
    return portrait
        ? new Rung(rendition, shortSide, other, rungRate)
        : new Rung(rendition, other, shortSide, rungRate);
  }

  private static int even(int pixels) {
    return Math.max(2, pixels / 2 * 2);
  }
}
