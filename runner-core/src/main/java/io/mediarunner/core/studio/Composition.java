package io.mediarunner.core.studio;

import io.mediarunner.core.encoding.plan.BaseVideo;
import io.mediarunner.core.encoding.plan.JoinedSource;
import io.mediarunner.core.media.Colour;
import io.mediarunner.core.media.FrameRate;
import io.mediarunner.core.media.MediaFacts;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.Rotation;
import io.mediarunner.core.studio.CuttingList.Window;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Recordings joined into one picture and one audio, which take the place of a single source. The
 * geometry is here, the filters are in {@link CompositionGraph}.
 *
 * @param layout of two pictures; without meaning for one
 * @param recordings the presentation before the presenter; at least one is seen
 * @param windows the parts of the recordings' common clock that are kept, one after the other
 * @param audioFrom indexes of the recordings whose audio is used; all of them mixed; none = silence
 * @param rate constant rate of the joined picture
 * @param base how {@code studio_base.mp4} is encoded
 */
record Composition(
    Layout layout,
    List<Recording> recordings,
    List<Window> windows,
    List<Integer> audioFrom,
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

    /** As Mediapackages and people call it. */
    String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A recording.
   *
   * @param file the download, under a name of our own
   * @param info its facts
   * @param onHardware whether the hardware at hand decodes its pictures
   */
  record Recording(Role role, Path file, MediaInfo info, boolean onHardware) {
    Recording {
      Objects.requireNonNull(role, "role");
      Objects.requireNonNull(file, "file");
      Objects.requireNonNull(info, "info");
    }

    boolean seen() {
      return info.video().isPresent();
    }

    /** Where its pictures end, seconds. */
    double videoEnd() {
      return info.video()
          .map(MediaInfo.Video::endSeconds)
          .filter(end -> end > 0)
          .orElse(info.durationSeconds());
    }

    /** Where the audio of its main track ends, seconds. */
    double audioEnd() {
      return info.mainAudio()
          .map(MediaInfo.Audio::endSeconds)
          .filter(end -> end > 0)
          .orElse(info.durationSeconds());
    }
  }

  /**
   * @throws NullPointerException if a component is null
   * @throws IllegalArgumentException if nothing is seen or nothing is kept
   */
  Composition {
    Objects.requireNonNull(layout, "layout");
    recordings = List.copyOf(recordings);
    windows = List.copyOf(windows);
    audioFrom = List.copyOf(audioFrom);
    Objects.requireNonNull(rate, "rate");
    Objects.requireNonNull(base, "base");
    if (recordings.stream().noneMatch(Recording::seen)) {
      throw new IllegalArgumentException("recordings: at least one must have pictures");
    }
    if (windows.isEmpty()) {
      throw new IllegalArgumentException("windows: at least one");
    }
  }

  /** The rate that all pictures share; 30 where they do not, or are as slow as a slide show. */
  static FrameRate rate(List<Recording> recordings) {
    List<FrameRate> rates =
        recordings.stream()
            .flatMap(recording -> recording.info().video().stream())
            .map(video -> FrameRate.forOutput(video.average(), video.nominal()))
            .distinct()
            .toList();
    return rates.size() == 1 && rates.get(0).value() > SLOWEST ? rates.get(0) : USUAL;
  }

  /** Those with pictures, the presentation first. */
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

  /** A picture's place, pixels, all even. */
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

  /** Of the joined picture. */
  Size size() {
    List<Size> sizes = sizes();
    Size first = sizes.get(0);
    return isPair() && layout == Layout.MID
        ? new Size(first.width() + sizes.get(1).width(), first.height())
        : first;
  }

  /** What the colours of the joined picture are called: those of the first recording. */
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
                        input.recording().file(),
                        input.window().startSeconds(),
                        input.window().seconds(),
                        input.recording().onHardware()))
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
