package io.mediarunner.core.encoding.plan;

import io.mediarunner.core.media.Colour;
import io.mediarunner.core.media.FrameRate;
import io.mediarunner.core.media.Languages;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.PreparedAudio;
import io.mediarunner.core.media.Timeline;
import io.mediarunner.core.media.hardware.Acceleration;
import io.mediarunner.core.media.hardware.Hardware;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What to produce from a source. Depends only on the source's properties, the task's options and
 * the hardware.
 *
 * @param options of the task
 * @param mainSeconds length of the source's part in the outputs
 * @param videoIndex stream index of the video stream
 * @param frames size of the source's frames as they are decoded; empty without video
 * @param rungs renditions, smallest first; none for a source without video
 * @param deinterlace whether the source is interlaced
 * @param colour of the source's video
 * @param colourTag what the colours of the outputs are called
 * @param rate constant frame rate of the outputs
 * @param shortFrames whether frames of the source may be shorter than those of the outputs, since
 *     the rates differ; such as the last one of a slide show
 * @param holdLastPictureSeconds how long the video stream falls short of {@code mainSeconds}; 0 =
 *     not
 * @param audio the tracks, the main one first
 * @param overview hover previews; only with video
 * @param coverIndex stream index of cover art; only without a video stream
 * @param subtitles text tracks
 * @param timeline when the source's streams have data
 * @param acceleration which steps run on graphics hardware
 * @param preparedAudio takes the place of the source's audio; empty = it serves as it is
 * @param joined the recordings that are joined into the source; empty = the source is a file
 */
public record EncodePlan(
    EncodeOptions options,
    double mainSeconds,
    Optional<Integer> videoIndex,
    Optional<FrameSize> frames,
    List<Rung> rungs,
    boolean deinterlace,
    Colour colour,
    String colourTag,
    FrameRate rate,
    boolean shortFrames,
    double holdLastPictureSeconds,
    List<Track> audio,
    Optional<Overview> overview,
    Optional<Integer> coverIndex,
    List<MediaInfo.Subtitle> subtitles,
    Timeline timeline,
    Acceleration acceleration,
    Optional<PreparedAudio> preparedAudio,
    Optional<JoinedSource> joined) {
  /** Streams of one recording end so far apart without anything being wrong. */
  private static final double NOTICEABLE_SECONDS = 0.1;

  /** Rates that differ by less are the same. */
  private static final double ALIKE = 0.05;

  /** Nobody sees or hears so little; it is not worth another frame. */
  private static final double TRIFLE_SECONDS = 0.005;

  /**
   * Size of a frame.
   *
   * @param width pixels
   * @param height pixels
   */
  public record FrameSize(int width, int height) {}

  /**
   * A rendition of this source.
   *
   * @param rendition what it is called and which rates it has
   * @param width pixels, even
   * @param height pixels, even
   * @param rate frames per second
   */
  public record Rung(Rendition rendition, int width, int height, FrameRate rate) {
    /** The lowest H.264 level that allows this size and rate (ITU-T H.264, table A-1). */
    public String level() {
      return H264Level.of(width, height, rate).number();
    }
  }

  /**
   * An audio track of the outputs.
   *
   * @param index stream index in the source; -1 = silence
   * @param number 0 for the main one
   * @param missingSeconds how much shorter than the kept part it is; silence fills it. 0 = not
   * @param language two letters, or {@code und}
   * @param title from the source; may be empty
   * @param mixable filters that come first, see {@link MediaInfo.Audio#mixable}
   */
  public record Track(
      int index, int number, double missingSeconds, String language, String title, String mixable) {
    /** Of ordinary channels. */
    public Track(int index, int number, double missingSeconds, String language, String title) {
      this(index, number, missingSeconds, language, title, "");
    }

    /**
     * Whether silence follows for as long as it takes. What is shorter by less than anybody notices
     * gets no more than that, so that a source that breaks off is still found out.
     */
    public boolean endsEarly() {
      return missingSeconds > NOTICEABLE_SECONDS;
    }
  }

  public EncodePlan {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(videoIndex, "videoIndex");
    Objects.requireNonNull(frames, "frames");
    rungs = List.copyOf(rungs);
    Objects.requireNonNull(colour, "colour");
    Objects.requireNonNull(colourTag, "colourTag");
    Objects.requireNonNull(rate, "rate");
    audio = List.copyOf(audio);
    Objects.requireNonNull(overview, "overview");
    Objects.requireNonNull(coverIndex, "coverIndex");
    subtitles = List.copyOf(subtitles);
    Objects.requireNonNull(timeline, "timeline");
    Objects.requireNonNull(acceleration, "acceleration");
    Objects.requireNonNull(preparedAudio, "preparedAudio");
    Objects.requireNonNull(joined, "joined");
  }

  public static EncodePlan of(MediaInfo info, EncodeOptions asked, Hardware hardware) {
    // Credits and logos are visual: an audio-only source has no place for them.
    EncodeOptions options = info.video().isPresent() ? asked : undressed(asked);
    double from = options.cut().map(Cut::startSeconds).orElse(0.0);
    Optional<MediaInfo.Video> video = info.video();
    FrameRate rate =
        video.map(v -> FrameRate.forOutput(v.average(), v.nominal())).orElse(FrameRate.of(25));
    double exact =
        withoutTrifle(
            options.cut().map(Cut::seconds).orElse(info.durationSeconds()),
            video.map(v -> v.endSeconds() - from).orElse(0.0));
    boolean shortFrames = video.filter(v -> differ(v.nominal(), rate)).isPresent();
    double seconds = shortFrames && options.cut().isEmpty() ? whole(exact, rate) : exact;
    Colour colour = video.map(MediaInfo.Video::colour).orElse(Colour.UNKNOWN);
    double total = total(options.dressing(), seconds);
    boolean deinterlace = video.filter(MediaInfo.Video::interlaced).isPresent();
    double hold = video.map(v -> shortfall(v.endSeconds(), from, seconds)).orElse(0.0);
    List<Rung> rungs = video.map(v -> rungs(v, options.ladder(), rate)).orElse(List.of());
    Optional<FrameSize> frames = video.map(v -> new FrameSize(v.width(), v.height()));
    boolean halved =
        !deinterlace
            && hold <= NOTICEABLE_SECONDS
            && !colour.converted()
            && !colour.hdr()
            && options.dressing().equals(Dressing.NONE)
            && video.filter(MediaInfo.Video::scalesOnHardware).isPresent()
            && halvings(frames, rungs).stream().anyMatch(times -> times > 0);
    return new EncodePlan(
        options,
        seconds,
        video.map(MediaInfo.Video::index),
        frames,
        rungs,
        deinterlace,
        colour,
        colour.tag(video.map(MediaInfo.Video::displayHeight).orElse(0)),
        rate,
        shortFrames,
        hold,
        audio(info, from, seconds),
        video.map(v -> Overview.of(total)),
        video.isPresent() ? Optional.empty() : info.coverIndex(),
        info.subtitles(),
        info.timeline(),
        Acceleration.choose(
            hardware,
            new Acceleration.Need(
                video.map(MediaInfo.Video::codec).orElse(""),
                video.map(MediaInfo.Video::pixelFormat).orElse(""),
                halved)),
        Optional.empty(),
        Optional.empty());
  }

  /** To the end of the last frame of the outputs. */
  private static double whole(double seconds, FrameRate rate) {
    return rate.framesBefore(seconds) / rate.value();
  }

  private static boolean differ(FrameRate one, FrameRate other) {
    return Math.abs(one.value() - other.value()) > ALIKE * other.value();
  }

  /** The plan for recordings that are joined first. */
  public static EncodePlan of(
      JoinedSource joined, EncodeOptions options, Acceleration acceleration) {
    return of(joined.info(), options, Hardware.NONE)
        .with(acceleration, Optional.empty(), Optional.of(joined));
  }

  /** The same on other hardware, or none. */
  public EncodePlan on(Acceleration other) {
    return with(other, preparedAudio, joined);
  }

  /** The same with audio that was decoded beforehand. */
  public EncodePlan with(Optional<PreparedAudio> audioBeforehand) {
    return with(acceleration, audioBeforehand, joined);
  }

  private EncodePlan with(
      Acceleration acceleration,
      Optional<PreparedAudio> preparedAudio,
      Optional<JoinedSource> joined) {
    return new EncodePlan(
        options,
        mainSeconds,
        videoIndex,
        frames,
        rungs,
        deinterlace,
        colour,
        colourTag,
        rate,
        shortFrames,
        holdLastPictureSeconds,
        audio,
        overview,
        coverIndex,
        subtitles,
        timeline,
        acceleration,
        preparedAudio,
        joined);
  }

  /** How often the frames for each rung are halved on hardware that scales. */
  public List<Integer> halvings() {
    return halvings(frames, rungs);
  }

  private static List<Integer> halvings(Optional<FrameSize> frames, List<Rung> rungs) {
    return frames
        .filter(size -> !rungs.isEmpty())
        .map(size -> HardwareScaling.halvings(size.width(), size.height(), rungs))
        .orElse(List.of());
  }

  private static EncodeOptions undressed(EncodeOptions options) {
    return new EncodeOptions(
        options.ladder(),
        options.cut(),
        Dressing.NONE,
        options.names(),
        options.segmentSeconds(),
        options.rateControl(),
        options.title());
  }

  private static double total(Dressing dressing, double main) {
    return main + seconds(dressing.opening()) + seconds(dressing.ending());
  }

  private static double seconds(Optional<Dressing.Credits> credits) {
    return credits.map(Dressing.Credits::seconds).orElse(0.0);
  }

  private static List<Track> audio(MediaInfo info, double from, double seconds) {
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
                    hasData(info, ordered.get(i), from, seconds) ? ordered.get(i).index() : -1,
                    i,
                    shortfall(ordered.get(i).endSeconds(), from, seconds),
                    Languages.twoLetters(ordered.get(i).language()),
                    ordered.get(i).title(),
                    ordered.get(i).mixable()))
        .toList();
  }

  /** A track without any data in the kept part is silence there. */
  private static boolean hasData(
      MediaInfo info, MediaInfo.Audio track, double from, double seconds) {
    return info.timeline()
        .span(track.index())
        .map(span -> span.hasData(from, from + seconds))
        .orElse(true);
  }

  /** How much too short a track is; 0 if it is long enough or if that is unknown. */
  private static double shortfall(double end, double from, double seconds) {
    double missing = seconds - (end - from);
    return end > 0 && missing > TRIFLE_SECONDS ? Math.min(missing, seconds) : 0;
  }

  /** Audio that ends next to nothing after the last frame asks for no further one. */
  private static double withoutTrifle(double seconds, double video) {
    return video > 0 && seconds > video && seconds - video <= TRIFLE_SECONDS ? video : seconds;
  }

  private static List<Rung> rungs(MediaInfo.Video video, Ladder ladder, FrameRate rate) {
    return ladder.select(video.shortSide()).stream().map(r -> rung(video, r, rate)).toList();
  }

  /** The rung's height becomes the short side; a smaller source keeps its size. */
  private static Rung rung(MediaInfo.Video video, Rendition rendition, FrameRate rate) {
    int displayWidth = video.displayWidth();
    int displayHeight = video.displayHeight();
    int shortSide = even(Math.min(rendition.height(), video.shortSide()));
    boolean portrait = displayHeight > displayWidth;
    double exact =
        (double) Math.max(displayWidth, displayHeight) * shortSide / Math.max(1, video.shortSide());
    int other = longSide(exact, rendition.width(), shortSide < video.shortSide());
    FrameRate rungRate = rendition.height() <= 480 ? rate.atMost30() : rate;
    return portrait
        ? new Rung(rendition, shortSide, other, rungRate)
        : new Rung(rendition, other, shortSide, rungRate);
  }

  /**
   * The even number next to the exact width, and the one that was asked for where that is as near:
   * 854x480 stays 854x480. Never larger than a source that keeps its size.
   */
  private static int longSide(double exact, int asked, boolean smaller) {
    if (asked % 2 == 0 && Math.abs(asked - exact) <= 1 && (smaller || asked <= exact)) {
      return asked;
    }
    int nearest = (int) Math.max(2, 2 * Math.round(exact / 2));
    return smaller ? nearest : even((int) Math.floor(exact));
  }

  private static int even(int pixels) {
    return Math.max(2, pixels / 2 * 2);
  }

  /** Where the kept part of the source begins, seconds on its clock. */
  public double cutStart() {
    return options.cut().map(Cut::startSeconds).orElse(0.0);
  }

  /**
   * Where to seek in the source so that all of the kept part from a moment on is read.
   *
   * @param skippedSeconds of the kept part that are not wanted
   * @return seconds on the source's clock; 0 = no seek
   */
  public double seekPoint(double skippedSeconds) {
    return timeline.seekPoint(cutStart() + skippedSeconds, videoIndex);
  }

  /** Packets of the video before its first keyframe, as far as they are read. */
  public long leadingPackets() {
    return seekPoint(0) > 0
        ? 0
        : videoIndex.flatMap(timeline::span).map(Timeline.Span::leading).orElse(0L);
  }

  /** Whether the kept part has no video frame of its own: then the last one before it is shown. */
  public boolean onlyHeldFrame() {
    return videoIndex.isPresent() && holdLastPictureSeconds > mainSeconds - NOTICEABLE_SECONDS;
  }

  /** How long the last frame of the source is shown until the kept part is over, and a bit more. */
  public double heldFrameSeconds() {
    double end = videoIndex.flatMap(timeline::span).map(Timeline.Span::endSeconds).orElse(0.0);
    return Math.max(0, cutStart() + mainSeconds - end) + 1;
  }

  /** Whether the outputs contain only the kept part, so that their timestamps match it. */
  public boolean sourceAlone() {
    return joined.isEmpty() && dressing().equals(Dressing.NONE);
  }

  /**
   * Length of every output. Frames that never leave the graphics hardware cannot be held there: the
   * outputs then end with the last of them, a tenth of a second early at most.
   */
  public double seconds() {
    boolean held = !(acceleration.scale() && acceleration.encode());
    return total(dressing(), mainSeconds) - (held ? 0 : holdLastPictureSeconds);
  }

  /** Where the kept part begins in the outputs. */
  public double mainStart() {
    return seconds(dressing().opening());
  }

  public OutputNames names() {
    return options.names();
  }

  public Optional<Cut> cut() {
    return options.cut();
  }

  public Dressing dressing() {
    return options.dressing();
  }

  /**
   * Audio tracks with an HLS playlist of their own: in transport streams the main one is muxed with
   * the video, in fragmented MP4 none is. Only renditions have them.
   */
  public List<Track> separateAudio() {
    int from = names().segments() == HlsSegments.TS ? 1 : 0;
    return rungs.isEmpty() ? List.of() : tracks().stream().filter(t -> t.number() >= from).toList();
  }

  /** The largest rung; frames are scaled to its size first. */
  public Rung canvas() {
    return rungs.get(rungs.size() - 1);
  }

  /** Whether the outputs have audio: that of the source, or of its credits. */
  public boolean hasAudio() {
    return !tracks().isEmpty();
  }

  /**
   * Audio tracks of the outputs. A source without audio between credits that have some gets a
   * silent one.
   */
  public List<Track> tracks() {
    boolean creditsAudio =
        dressing().opening().flatMap(Dressing.Credits::audioIndex).isPresent()
            || dressing().ending().flatMap(Dressing.Credits::audioIndex).isPresent();
    return audio.isEmpty() && creditsAudio
        ? List.of(new Track(-1, 0, mainSeconds, Languages.UNKNOWN, ""))
        : audio;
  }
}
