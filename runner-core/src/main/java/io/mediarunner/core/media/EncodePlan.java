package io.mediarunner.core.media;

import io.mediarunner.core.media.hardware.Acceleration;
import io.mediarunner.core.media.hardware.Hardware;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What to make of a source. Follows from the source's facts, the task's wishes and the hardware
 * alone.
 *
 * @param wishes of the task
 * @param mainSeconds length of the source's part in the outputs
 * @param videoIndex stream index of the picture track
 * @param rungs renditions, smallest first; none for a source without picture
 * @param deinterlace whether the source's pictures are fields woven together
 * @param colour of the source's pictures
 * @param colourTag what the colours of the outputs are called
 * @param rate constant rate that the source's pictures are brought to
 * @param holdLastPictureSeconds how long the picture track falls short of {@code mainSeconds}; 0 =
 *     not
 * @param sound the tracks, the main one first
 * @param overview hover pictures; only with picture
 * @param coverIndex stream index of a cover picture; only without picture track
 * @param subtitles tracks of text
 * @param acceleration which steps run on graphics hardware
 * @param composition the recordings that are joined into the source; empty = the source is a file
 */
record EncodePlan(
    Wishes wishes,
    double mainSeconds,
    Optional<Integer> videoIndex,
    List<Rung> rungs,
    boolean deinterlace,
    Colour colour,
    String colourTag,
    FrameRate rate,
    double holdLastPictureSeconds,
    List<Track> sound,
    Optional<Overview> overview,
    Optional<Integer> coverIndex,
    List<MediaInfo.Subtitle> subtitles,
    Acceleration acceleration,
    Optional<Composition> composition) {
  private static final double NOTICEABLE_SECONDS = 0.1;

  /**
   * What the task and the settings ask for.
   *
   * @param ladder to choose the rungs from
   * @param cut the part of the source to keep; empty = all
   * @param dressing what is put on and around the video
   * @param names of the result files
   * @param segmentSeconds length of HLS segments, a multiple of the distance of key frames
   * @param rateControl how bits are spent
   * @param title written into the files
   */
  record Wishes(
      Ladder ladder,
      Optional<Cut> cut,
      Dressing dressing,
      OutputNames names,
      int segmentSeconds,
      RateControl rateControl,
      Optional<String> title) {
    Wishes {
      Objects.requireNonNull(ladder, "ladder");
      Objects.requireNonNull(cut, "cut");
      Objects.requireNonNull(dressing, "dressing");
      Objects.requireNonNull(names, "names");
      Objects.requireNonNull(rateControl, "rateControl");
      Objects.requireNonNull(title, "title");
    }
  }

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

  /**
   * A sound track of the outputs.
   *
   * @param index stream index in the source
   * @param number 0 for the main one
   * @param pad whether it falls short of the source's part
   * @param language two letters, or {@code und}
   * @param title as the source says; perhaps empty
   */
  record Track(int index, int number, boolean pad, String language, String title) {}

  EncodePlan {
    Objects.requireNonNull(wishes, "wishes");
    Objects.requireNonNull(videoIndex, "videoIndex");
    rungs = List.copyOf(rungs);
    Objects.requireNonNull(colour, "colour");
    Objects.requireNonNull(colourTag, "colourTag");
    Objects.requireNonNull(rate, "rate");
    sound = List.copyOf(sound);
    Objects.requireNonNull(overview, "overview");
    Objects.requireNonNull(coverIndex, "coverIndex");
    subtitles = List.copyOf(subtitles);
    Objects.requireNonNull(acceleration, "acceleration");
    Objects.requireNonNull(composition, "composition");
  }

  static EncodePlan of(MediaInfo info, Wishes asked, Hardware hardware) {
    // Credits and logos are pictures: a source without any has no place for them.
    Wishes wishes = info.video().isPresent() ? asked : undressed(asked);
    double from = wishes.cut().map(Cut::startSeconds).orElse(0.0);
    double seconds = wishes.cut().map(Cut::seconds).orElse(info.durationSeconds());
    Optional<MediaInfo.Video> video = info.video();
    FrameRate rate =
        video.map(v -> FrameRate.forOutput(v.average(), v.nominal())).orElse(FrameRate.of(25));
    Colour colour = video.map(MediaInfo.Video::colour).orElse(Colour.UNKNOWN);
    double total = total(wishes.dressing(), seconds);
    boolean deinterlace = video.filter(MediaInfo.Video::interlaced).isPresent();
    double hold = video.map(v -> shortfall(v.endSeconds(), from, seconds)).orElse(0.0);
    boolean plain =
        !deinterlace
            && hold == 0
            && !colour.converted()
            && !colour.hdr()
            && wishes.dressing().equals(Dressing.NONE)
            && video.filter(MediaInfo.Video::scalesOnHardware).isPresent();
    return new EncodePlan(
        wishes,
        seconds,
        video.map(MediaInfo.Video::index),
        video.map(v -> rungs(v, wishes.ladder(), rate)).orElse(List.of()),
        deinterlace,
        colour,
        colour.tag(video.map(MediaInfo.Video::displayHeight).orElse(0)),
        rate,
        hold,
        sound(info, from, seconds),
        video.map(v -> Overview.of(total)),
        video.isPresent() ? Optional.empty() : info.coverIndex(),
        info.subtitles(),
        Acceleration.choose(
            hardware, new Acceleration.Need(video.map(MediaInfo.Video::codec).orElse(""), plain)),
        Optional.empty());
  }

  /** The plan for recordings that are joined first. */
  static EncodePlan of(Composition composition, Wishes wishes, Acceleration acceleration) {
    return of(composition.info(), wishes, Hardware.NONE)
        .with(acceleration, Optional.of(composition));
  }

  /** The same on other hardware, or none. */
  EncodePlan on(Acceleration other) {
    return with(other, composition);
  }

  private EncodePlan with(Acceleration acceleration, Optional<Composition> composition) {
    return new EncodePlan(
        wishes,
        mainSeconds,
        videoIndex,
        rungs,
        deinterlace,
        colour,
        colourTag,
        rate,
        holdLastPictureSeconds,
        sound,
        overview,
        coverIndex,
        subtitles,
        acceleration,
        composition);
  }

  private static Wishes undressed(Wishes wishes) {
    return new Wishes(
        wishes.ladder(),
        wishes.cut(),
        Dressing.NONE,
        wishes.names(),
        wishes.segmentSeconds(),
        wishes.rateControl(),
        wishes.title());
  }

  private static double total(Dressing dressing, double main) {
    return main + seconds(dressing.opening()) + seconds(dressing.ending());
  }

  private static double seconds(Optional<Dressing.Credits> credits) {
    return credits.map(Dressing.Credits::seconds).orElse(0.0);
  }

  private static List<Track> sound(MediaInfo info, double from, double seconds) {
    List<MediaInfo.Audio> ordered =
        info.mainAudio().stream()
            .flatMap(
                main ->
                    java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(main),
                        info.audio().stream().filter(other -> !other.equals(main))))
            .toList();
    return IntStream.range(0, ordered.size())
        .mapToObj(
            i ->
                new Track(
                    ordered.get(i).index(),
                    i,
                    shortfall(ordered.get(i).endSeconds(), from, seconds) > 0,
                    Languages.twoLetters(ordered.get(i).language()),
                    ordered.get(i).title()))
        .toList();
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

  /** Whether the outputs are the source's part alone: then a moment of them is one of it. */
  boolean sourceAlone() {
    return composition.isEmpty() && dressing().equals(Dressing.NONE);
  }

  /** Length of every output. */
  double seconds() {
    return total(dressing(), mainSeconds);
  }

  /** Where the source's part begins in the outputs. */
  double mainStart() {
    return seconds(dressing().opening());
  }

  OutputNames names() {
    return wishes.names();
  }

  Optional<Cut> cut() {
    return wishes.cut();
  }

  Dressing dressing() {
    return wishes.dressing();
  }

  /**
   * Sound tracks with an HLS playlist of their own: in transport streams the main one lies beside
   * the pictures, in fragmented MP4 none does. Only renditions have them.
   */
  List<Track> separateSound() {
    int from = names().segments() == HlsSegments.TS ? 1 : 0;
    return rungs.isEmpty() ? List.of() : tracks().stream().filter(t -> t.number() >= from).toList();
  }

  /** The largest rung, whose size the pictures are brought to first. */
  Rung canvas() {
    return rungs.get(rungs.size() - 1);
  }

  /** Whether the outputs have sound: that of the source, or of its credits. */
  boolean hasSound() {
    return !tracks().isEmpty();
  }

  /**
   * Sound tracks of the outputs. A silent source between credits that sound gets one of silence.
   */
  List<Track> tracks() {
    boolean creditsSound =
        dressing().opening().flatMap(Dressing.Credits::audioIndex).isPresent()
            || dressing().ending().flatMap(Dressing.Credits::audioIndex).isPresent();
    return sound.isEmpty() && creditsSound
        ? List.of(new Track(-1, 0, true, Languages.UNKNOWN, ""))
        : sound;
  }
}
