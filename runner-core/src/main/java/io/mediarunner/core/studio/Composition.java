package io.mediarunner.core.studio;

import io.mediarunner.core.encoding.plan.BaseVideo;
import io.mediarunner.core.encoding.plan.JoinedSource;
import io.mediarunner.core.media.Colour;
import io.mediarunner.core.media.FrameRate;
import io.mediarunner.core.media.MediaFacts;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.PreparedAudio;
import io.mediarunner.core.media.Rotation;
import io.mediarunner.core.studio.CuttingList.Window;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Recordings joined into one video stream and one audio track, which replace a single source. The
 * geometry is here, the filters are in {@link CompositionGraph}.
 *
 * @param layout of two video streams; meaningless for one
 * @param recordings the presentation before the presenter; at least one has video
 * @param windows the parts of the recordings' common clock that are kept, one after the other
 * @param audioFrom indexes of the recordings whose audio is used; all of them mixed; none = silence
 * @param audioAfter index of the recording whose audio takes over where that of the only one in
 *     {@code audioFrom} ends; empty = silence from there
 * @param rate constant frame rate of the joined video
 * @param base how {@code studio_base.mp4} is encoded
 */
record Composition(
    Layout layout,
    List<Recording> recordings,
    List<Window> windows,
    List<Integer> audioFrom,
    Optional<Integer> audioAfter,
    FrameRate rate,
    BaseVideo base)
    implements JoinedSource {
  private static final FrameRate USUAL = FrameRate.of(30);
  private static final double SLOWEST = 23;
  private static final int SMALL_PICTURE_SHARE = 4;

  /** Which of the two recordings. */
  enum Role {
    PRESENTATION,
    PRESENTER;

    /** Its name in Mediapackages and for people. */
    String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A recording.
   *
   * @param file the download, under our own name
   * @param info its properties
   * @param onHardware whether the available hardware decodes its video
   * @param preparedAudio takes the place of its audio; empty = it serves as it is
   */
  record Recording(
      Role role,
      Path file,
      MediaInfo info,
      boolean onHardware,
      Optional<PreparedAudio> preparedAudio) {
    /** Below this, a video stream is a picture of the whole talk. */
    private static final double STILL_SECONDS = 1;

    Recording {
      Objects.requireNonNull(role, "role");
      Objects.requireNonNull(file, "file");
      Objects.requireNonNull(info, "info");
      Objects.requireNonNull(preparedAudio, "preparedAudio");
    }

    /** Its audio serves as it is. */
    Recording(Role role, Path file, MediaInfo info, boolean onHardware) {
      this(role, file, info, onHardware, Optional.empty());
    }

    Recording with(MediaInfo other) {
      return new Recording(role, file, other, onHardware, preparedAudio);
    }

    Recording with(Optional<PreparedAudio> beforehand) {
      return new Recording(role, file, info, onHardware, beforehand);
    }

    /** Whether its video is a single picture, or next to nothing: it is shown all the time. */
    boolean still() {
      return info.video().filter(v -> v.durationSeconds() <= STILL_SECONDS).isPresent();
    }

    boolean seen() {
      return info.video().isPresent();
    }

    /** Where its video ends, in seconds. */
    double videoEnd() {
      return info.video()
          .map(MediaInfo.Video::endSeconds)
          .filter(end -> end > 0)
          .orElse(info.durationSeconds());
    }

    /** Where the audio of its main track ends, in seconds. */
    double audioEnd() {
      return info.mainAudio()
          .map(MediaInfo.Audio::endSeconds)
          .filter(end -> end > 0)
          .orElse(info.durationSeconds());
    }
  }

  /**
   * @throws NullPointerException if a component is null
   * @throws IllegalArgumentException if there is no video or nothing is kept
   */
  Composition {
    Objects.requireNonNull(layout, "layout");
    recordings = List.copyOf(recordings);
    windows = List.copyOf(windows);
    audioFrom = List.copyOf(audioFrom);
    Objects.requireNonNull(audioAfter, "audioAfter");
    Objects.requireNonNull(rate, "rate");
    Objects.requireNonNull(base, "base");
    if (recordings.stream().noneMatch(Recording::seen)) {
      throw new IllegalArgumentException("recordings: at least one must have a video stream");
    }
    if (windows.isEmpty()) {
      throw new IllegalArgumentException("windows: at least one");
    }
  }

  /** Without another recording to take over. */
  Composition(
      Layout layout,
      List<Recording> recordings,
      List<Window> windows,
      List<Integer> audioFrom,
      FrameRate rate,
      BaseVideo base) {
    this(layout, recordings, windows, audioFrom, Optional.empty(), rate, base);
  }

  /** The common frame rate; 30 if the rates differ or are as low as a slide show's. */
  static FrameRate rate(List<Recording> recordings) {
    boolean moves = recordings.stream().anyMatch(r -> r.seen() && !r.still());
    List<FrameRate> rates =
        recordings.stream()
            .filter(recording -> !moves || !recording.still())
            .flatMap(recording -> recording.info().video().stream())
            .map(video -> FrameRate.forOutput(video.average(), video.nominal()))
            .distinct()
            .toList();
    return rates.size() == 1 && rates.get(0).value() > SLOWEST ? rates.get(0) : USUAL;
  }

  /** The recordings with video, the presentation first. */
  List<Recording> seen() {
    return recordings.stream().filter(Recording::seen).toList();
  }

  boolean isPair() {
    return seen().size() == 2;
  }

  @Override
  public double seconds() {
    return windows.stream().mapToDouble(Window::seconds).sum();
  }

  /** Position and size of a video in pixels, all even. */
  record Size(int width, int height) {}

  /** What a recording is scaled to, in the order of {@link #seen}. */
  List<Size> sizes() {
    List<MediaInfo.Video> videos =
        seen().stream().map(r -> r.info().video().orElseThrow()).toList();
    MediaInfo.Video first = videos.get(0);
    if (!isPair()) {
      return List.of(scaled(first, even(first.displayHeight())));
    }
    MediaInfo.Video second = videos.get(1);
    if (layout == Layout.MID) {
      int height = even(Math.min(first.displayHeight(), second.displayHeight()));
      return List.of(scaled(first, height), scaled(second, height));
    }
    int height = even(first.displayHeight());
    return List.of(scaled(first, height), scaled(second, even(height / SMALL_PICTURE_SHARE)));
  }

  /** Size of the joined video. */
  Size size() {
    List<Size> sizes = sizes();
    Size first = sizes.get(0);
    return isPair() && layout == Layout.MID
        ? new Size(first.width() + sizes.get(1).width(), first.height())
        : first;
  }

  /** Colour tag of the joined video: that of the first recording. */
  String colourTag() {
    MediaInfo.Video first = seen().get(0).info().video().orElseThrow();
    return first.colour().tag(first.displayHeight());
  }

  @Override
  public boolean hasAudio() {
    return !audioFrom.isEmpty();
  }

  @Override
  public Graph graph() {
    CompositionGraph graph = new CompositionGraph(this);
    return new Graph(
        graph.inputs().stream()
            .map(
                input ->
                    new Input(
                        input.file(),
                        input.seekSeconds(),
                        input.recording().onHardware(),
                        input.prepared()))
            .toList(),
        graph.chains());
  }

  @Override
  public MediaInfo info() {
    Size size = size();
    double seconds = seconds();
    MediaInfo.Video video =
        new MediaInfo.Video(
            0,
            "h264",
            "High",
            "yuv420p",
            size.width(),
            size.height(),
            1,
            1,
            Rotation.NONE,
            rate,
            rate,
            seconds,
            seconds,
            false,
            new Colour(colourTag(), "", false));
    List<MediaInfo.Audio> audio =
        audioFrom.isEmpty()
            ? List.of()
            : List.of(new MediaInfo.Audio(1, "aac", 2, language(), "", true, seconds));
    return new MediaInfo(
        seconds,
        Optional.of(video),
        audio,
        0,
        Optional.empty(),
        List.of(),
        List.of(),
        List.of("h264", "aac"));
  }

  private String language() {
    return recordings.get(audioFrom.get(0)).info().mainAudio().orElseThrow().language();
  }

  /** For people, such as {@code mid, 2560x720, 25 fps, 10:03.5 in 2 parts, audio of presenter}. */
  String inWords() {
    Size size = size();
    String from =
        audioFrom.stream()
            .map(index -> recordings.get(index).role().wireName())
            .collect(Collectors.joining(" and "));
    return (isPair() ? layout.wireName() : seen().get(0).role().wireName() + " alone")
        + ", "
        + size.width()
        + "x"
        + size.height()
        + ", "
        + rate
        + " fps, "
        + MediaFacts.clock(seconds())
        + (windows.size() == 1 ? "" : " in " + windows.size() + " parts")
        + (from.isEmpty() ? ", no audio" : ", audio of " + from);
  }

  /** Keeps the proportions, as ffmpeg's {@code scale=-2:height} does. */
  private static Size scaled(MediaInfo.Video video, int height) {
    double pairs = (double) height * video.displayWidth() / (2.0 * video.displayHeight());
    return new Size((int) Math.max(2, 2 * Math.round(pairs)), height);
  }

  private static int even(int pixels) {
    return Math.max(2, pixels + pixels % 2);
  }
}
