package io.mediarunner.core.studio;

import io.mediarunner.core.encoding.command.FilterGraph;
import io.mediarunner.core.media.Colour;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.PreparedAudio;
import io.mediarunner.core.media.ffmpeg.ClockFilter;
import io.mediarunner.core.studio.Composition.Recording;
import io.mediarunner.core.studio.Composition.Size;
import io.mediarunner.core.studio.CuttingList.Window;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The inputs and the first chains of a main pass over a {@link Composition}: each window of each
 * recording is a separate input, so that ffmpeg seeks instead of decoding what is cut away. Pure.
 *
 * <p>Produces the labels {@code cv} and {@code ca} for the renditions, {@code cb} and {@code ba}
 * for the base; the audio labels only if there is audio.
 */
final class CompositionGraph {
  private static final int MARGIN = 10;

  /** A video that is missing for longer is removed instead of being held. */
  private static final double HELD_SECONDS = 2;

  private static final double NOTHING = 0.1;
  private static final double RUN_UP_SECONDS = 1;
  private static final double FADE_SECONDS = 0.2;
  private static final String STEREO = "aformat=sample_fmts=fltp:channel_layouts=stereo";
  private static final String HOLD = "tpad=stop=-1:stop_mode=clone";

  private final Composition composition;
  private final List<Input> inputs = new ArrayList<>();
  private final List<String> chains = new ArrayList<>();

  /**
   * One input of ffmpeg.
   *
   * @param recording whose
   * @param window the part of it
   * @param prepared whether its audio that was decoded beforehand
   */
  record Input(Recording recording, Window window, boolean prepared) {
    Path file() {
      return prepared ? recording.preparedAudio().orElseThrow().file() : recording.file();
    }

    /** Where reading begins, on the clock of the file. */
    double seekSeconds() {
      if (prepared) {
        double at = window.startSeconds() - audioStart() - RUN_UP_SECONDS;
        return at > RUN_UP_SECONDS ? at : 0;
      }
      return recording
          .info()
          .timeline()
          .seekPoint(window.startSeconds(), recording.info().video().map(MediaInfo.Video::index));
    }

    /** What brings the clock of what is read to 0 where the window begins, seconds. */
    double shiftSeconds() {
      return seekSeconds() + (prepared ? audioStart() : 0) - window.startSeconds();
    }

    private double audioStart() {
      return recording.preparedAudio().orElseThrow().startSeconds();
    }
  }

  CompositionGraph(Composition composition) {
    this.composition = composition;
    StringBuilder joined = new StringBuilder();
    for (int i = 0; i < composition.windows().size(); i++) {
      joined.append(part(i));
    }
    boolean audio = !composition.audioFrom().isEmpty();
    if (composition.windows().size() > 1) {
      chains.add(
          String.format(
              Locale.ROOT,
              "%sconcat=n=%d:v=1:a=%d%s",
              joined,
              composition.windows().size(),
              audio ? 1 : 0,
              audio ? "[jv][ja]" : "[jv]"));
    }
    String which = composition.windows().size() > 1 ? "j" : "0";
    chains.add(label(which, "v") + "split=2[cv][cb]");
    if (audio) {
      chains.add(label(which, "a") + "asplit=2[ca][ba]");
    }
  }

  /** In ffmpeg's order, from its input 0. */
  List<Input> inputs() {
    return List.copyOf(inputs);
  }

  List<String> chains() {
    return List.copyOf(chains);
  }

  private static String label(String window, String what) {
    return "[" + (window.equals("j") ? "j" : "w" + window) + what + "]";
  }

  /**
   * A recording within a window.
   *
   * @param input where it is read; empty = it has nothing to show there
   * @param pictures how long it has some, seconds
   * @param after how long its last frame has been over when the window begins, seconds; 0 = it is
   *     not
   */
  private record Shot(
      Recording recording, Size size, Optional<Integer> input, double pictures, double after) {
    /** Whether its video ends so early that the last frame is not held. */
    private boolean endsBefore(double seconds) {
      return seconds - pictures > HELD_SECONDS;
    }
  }

  private Shot shot(Recording recording, Size size, Window window) {
    double left = recording.videoEnd() - window.startSeconds();
    boolean held = recording.still() || window.seconds() - left <= HELD_SECONDS;
    if (left < NOTHING && !held) {
      return new Shot(recording, size, Optional.empty(), 0, 0);
    }
    return new Shot(
        recording,
        size,
        Optional.of(input(recording, window)),
        held ? window.seconds() : left,
        left < NOTHING ? window.startSeconds() - recording.videoEnd() + NOTHING : 0);
  }

  private String part(int number) {
    Window window = composition.windows().get(number);
    List<Recording> seen = composition.seen();
    List<Shot> shots = new ArrayList<>();
    for (int i = 0; i < seen.size(); i++) {
      shots.add(shot(seen.get(i), composition.sizes().get(i), window));
    }
    String end = trim(window.seconds(), "") + ",setsar=1" + label("" + number, "v");
    if (!composition.isPair()) {
      chains.add(held(shots.get(0)) + "," + end);
    } else if (composition.layout() == Layout.MID) {
      sideBySide(number, shots, window.seconds(), end);
    } else {
      pictureInPicture(number, shots.get(0), shots.get(1), window.seconds(), end);
    }
    if (composition.audioFrom().isEmpty()) {
      return label("" + number, "v");
    }
    audio(number, window);
    return label("" + number, "v") + label("" + number, "a");
  }

  private int input(Recording recording, Window window) {
    return input(new Input(recording, window, false));
  }

  private int audioInput(Recording recording, Window window) {
    return input(new Input(recording, window, recording.preparedAudio().isPresent()));
  }

  private int input(Input input) {
    if (!inputs.contains(input)) {
      inputs.add(input);
    }
    return inputs.indexOf(input);
  }

  /** A recording that ends much earlier leaves a black panel. */
  private void sideBySide(int number, List<Shot> shots, double seconds, String end) {
    for (int i = 0; i < shots.size(); i++) {
      Shot shot = shots.get(i);
      chains.add(
          (shot.endsBefore(seconds) ? blackened(shot) : held(shot))
              + "[s"
              + number
              + "_"
              + i
              + "]");
    }
    chains.add(String.format(Locale.ROOT, "[s%1$d_0][s%1$d_1]hstack=inputs=2,%2$s", number, end));
  }

  /** A recording that ends much earlier is removed; a camera left alone fills the frame. */
  private void pictureInPicture(int number, Shot screen, Shot camera, double seconds, String end) {
    String place = place(composition.layout());
    String main = "[s" + number + "_0]";
    String small = "[s" + number + "_1]";
    if (camera.input().isEmpty()) {
      chains.add((screen.endsBefore(seconds) ? blackened(screen) : held(screen)) + "," + end);
      return;
    }
    String cameraEnd = camera.endsBefore(seconds) ? until(camera.pictures()) : "";
    if (!screen.endsBefore(seconds)) {
      chains.add(held(screen) + main);
      chains.add(held(camera) + small);
      chains.add(
          String.format(Locale.ROOT, "%s%soverlay=%s%s,%s", main, small, place, cameraEnd, end));
      return;
    }
    String large = "[l" + number + "]";
    Size size = screen.size();
    chains.add(blackened(screen) + main);
    chains.add(String.format(Locale.ROOT, "%ssplit=2[a%d][b%d]", opened(camera), number, number));
    chains.add(
        String.format(
            Locale.ROOT, "[a%d]%s,%s%s", number, scaled(camera, camera.size(), ""), HOLD, small));
    chains.add(
        String.format(
            Locale.ROOT,
            "[b%d]%s,pad=%d:%d:-1:-1:black,%s%s",
            number,
            scaled(camera, size, ":force_original_aspect_ratio=decrease"),
            size.width(),
            size.height(),
            HOLD,
            large));
    double alone = screen.pictures();
    chains.add(
        String.format(
            Locale.ROOT,
            "%s%soverlay=0:0:enable='gte(t,%s)'[m%d]",
            main,
            large,
            seconds(alone),
            number));
    chains.add(
        String.format(
            Locale.ROOT,
            "[m%d]%soverlay=%s%s,%s",
            number,
            small,
            place,
            until(Math.min(alone, camera.pictures())),
            end));
  }

  private static String until(double seconds) {
    return ":enable='lt(t," + seconds(seconds) + ")'";
  }

  private static String place(Layout layout) {
    return switch (layout) {
      case PIPH -> String.format(Locale.ROOT, "W-w-%1$d:%1$d", MARGIN);
      case PIPL -> String.format(Locale.ROOT, "%1$d:H-h-%1$d", MARGIN);
      default -> String.format(Locale.ROOT, "W-w-%1$d:H-h-%1$d", MARGIN);
    };
  }

  /** The last frame is held for as long as needed. */
  private String held(Shot shot) {
    return shot.input().isEmpty()
        ? black(shot)
        : opened(shot) + scaled(shot, shot.size(), "") + "," + HOLD;
  }

  /** Black follows the last frame. */
  private String blackened(Shot shot) {
    return shot.input().isEmpty()
        ? black(shot)
        : opened(shot) + scaled(shot, shot.size(), "") + ",tpad=stop=-1:stop_mode=add:color=black";
  }

  private String black(Shot shot) {
    return String.format(
        Locale.ROOT,
        "color=c=black:s=%dx%d:r=%s,format=yuv420p",
        shot.size().width(),
        shot.size().height(),
        composition.rate());
  }

  /** A recording's video stream, whole frames. */
  private String opened(Shot shot) {
    MediaInfo.Video video = shot.recording().info().video().orElseThrow();
    return String.format(
        Locale.ROOT,
        "[%d:%d]%s",
        shot.input().orElseThrow(),
        video.index(),
        video.interlaced() ? FilterGraph.DEINTERLACE + "," : "");
  }

  /**
   * At the common rate, on the recording's own clock: a late start is kept. Of a window that begins
   * when the last frame is over, that frame is held until there.
   */
  private String steady(Shot shot) {
    String held =
        shot.after() > 0
            ? String.format(
                Locale.ROOT,
                "fps=%s,tpad=stop_mode=clone:stop_duration=%s,",
                composition.rate(),
                seconds(shot.after() + 1))
            : "";
    return ClockFilter.joining("", shot.recording().info().timeline())
        + FilterGraph.shift("", inputs.get(shot.input().orElseThrow()).shiftSeconds())
        + held
        + "fps="
        + composition.rate()
        + ":start_time=0";
  }

  /**
   * To a size, to the colours of the joined video, and then to its clock: frames that change their
   * size on the way must not reach a filter that counts.
   */
  private String scaled(Shot shot, Size size, String options) {
    MediaInfo.Video video = shot.recording().info().video().orElseThrow();
    Colour colour = video.colour();
    String own = colour.tag(video.displayHeight());
    String target = composition.colourTag();
    String matrix = colour.hdr() ? "" : ":out_range=tv";
    if (colour.converted()) {
      matrix = ":out_color_matrix=" + target + ":out_range=tv";
    } else if (!colour.hdr() && !own.equals(target)) {
      matrix = ":in_color_matrix=" + own + ":out_color_matrix=" + target + ":out_range=tv";
    }
    return String.format(
        Locale.ROOT,
        "scale=%d:%d%s%s%s,setsar=1,format=yuv420p,%s",
        size.width(),
        size.height(),
        options,
        matrix,
        colour.hdr() ? "," + FilterGraph.TONE_MAP : "",
        steady(shot));
  }

  private void audio(int number, Window window) {
    List<String> audioFrom = new ArrayList<>();
    for (int index : composition.audioFrom()) {
      Recording recording = composition.recordings().get(index);
      boolean there = recording.audioEnd() - window.startSeconds() >= NOTHING;
      String label = "[h" + number + "_" + index + "]";
      chains.add(
          String.format(
              Locale.ROOT,
              "%s,%s,apad,%s%s",
              there
                  ? opened(audioInput(recording, window), recording)
                  : "anullsrc=r=48000:cl=stereo",
              STEREO,
              trim(window.seconds(), "a"),
              label));
      audioFrom.add(label);
    }
    composition.audioAfter().ifPresent(other -> takeOver(number, window, other, audioFrom));
    chains.add(
        String.join("", audioFrom)
            + (audioFrom.size() == 1 ? "anull" : "amix=inputs=" + audioFrom.size() + ":normalize=0")
            + label("" + number, "a"));
  }

  /**
   * Where the audio of the one recording ends, that of the other one fades in. Within a window that
   * lies before, nothing is added.
   */
  private void takeOver(int number, Window window, int other, List<String> audioFrom) {
    Recording first = composition.recordings().get(composition.audioFrom().get(0));
    Recording second = composition.recordings().get(other);
    double end = first.audioEnd() - window.startSeconds();
    boolean needed =
        window.seconds() - end >= NOTHING
            && second.audioEnd() - Math.max(window.startSeconds(), first.audioEnd()) >= NOTHING;
    if (!needed) {
      return;
    }
    String label = "[h" + number + "_" + other + "]";
    chains.add(
        String.format(
            Locale.ROOT,
            "%s,%s,afade=t=in:st=%s:d=%s,apad,%s%s",
            opened(audioInput(second, window), second),
            STEREO,
            seconds(Math.max(0, end - FADE_SECONDS)),
            seconds(FADE_SECONDS),
            trim(window.seconds(), "a"),
            label));
    audioFrom.add(label);
  }

  private String opened(int input, Recording recording) {
    MediaInfo.Audio track = recording.info().mainAudio().orElseThrow();
    Optional<PreparedAudio> prepared = recording.preparedAudio();
    return String.format(
        Locale.ROOT,
        "[%d:%d]%saresample=48000:async=1:first_pts=0",
        input,
        prepared.map(audio -> audio.track(track.index())).orElse(track.index()),
        (prepared.isPresent() ? "" : ClockFilter.joining("a", recording.info().timeline()))
            + FilterGraph.shift("a", inputs.get(input).shiftSeconds())
            + (prepared.isPresent() ? "" : track.mixable()));
  }

  private static String trim(double seconds, String a) {
    return String.format(
        Locale.ROOT, "%1$strim=duration=%2$s,%1$ssetpts=PTS-STARTPTS", a, seconds(seconds));
  }

  private static String seconds(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
