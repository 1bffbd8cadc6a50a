package io.mediarunner.core.encoding.command;

import io.mediarunner.core.encoding.plan.Dressing;
import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.encoding.plan.JoinedSource;
import io.mediarunner.core.encoding.plan.Overview;
import io.mediarunner.core.media.ffmpeg.ClockFilter;
import io.mediarunner.core.media.hardware.Acceleration;
import io.mediarunner.core.media.hardware.HardwareApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The filter graph of the main pass, from the inputs to the labels that {@link EncodeCommands}
 * maps: {@code v0..} one per rung, {@code a0..} their main audio, {@code x<track>_<rung>} other
 * audio, {@code mp3}, {@code m4a}, {@code tiles}; of a composition also {@code bv} and {@code ba},
 * its base. Pure.
 *
 * <p>Inputs come in this order: the source or all of a composition, opening credits, ending
 * credits, logo, audio that was decoded beforehand.
 */
public final class FilterGraph {
  private static final String STEREO = "aformat=sample_fmts=fltp:channel_layouts=stereo";
  public static final String DEINTERLACE = "bwdif=mode=send_frame:deint=interlaced";

  /** Without it, 8-bit RGB comes out a step too dark and too green. */
  public static final String EXACT = ":flags=bicubic+accurate_rnd";

  /** HDR to SDR in linear light; peaks are bent, not clipped. */
  public static final String TONE_MAP =
      "zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=tonemap=hable:desat=0,"
          + "zscale=t=bt709:m=bt709:r=tv";

  /** Which outputs the graph is for. */
  enum Part {
    ALL,
    PICTURES,
    AUDIO
  }

  private final EncodePlan plan;
  private final Part part;
  private final ResumePoint from;
  private final Dressing dressing;
  private final Acceleration acceleration;
  private final Optional<JoinedSource.Graph> joined;
  private final int openingInput;
  private final int endingInput;
  private final int logoInput;
  private final int preparedInput;

  FilterGraph(EncodePlan plan) {
    this(plan, Part.ALL, ResumePoint.BEGINNING);
  }

  /**
   * @param from where the video begins; earlier frames are dropped, the others keep their
   *     timestamps
   */
  FilterGraph(EncodePlan plan, Part part, ResumePoint from) {
    this.plan = plan;
    this.part = part;
    this.from = from;
    this.dressing = plan.dressing();
    this.acceleration = plan.acceleration();
    this.joined = plan.joined().map(JoinedSource::graph);
    this.openingInput = joined.map(graph -> graph.inputs().size()).orElse(1);
    this.endingInput = openingInput + (dressing.opening().isPresent() ? 1 : 0);
    this.logoInput = endingInput + (dressing.ending().isPresent() ? 1 : 0);
    this.preparedInput = logoInput + (dressing.logo().isPresent() ? 1 : 0);
  }

  /** For {@code -filter_complex}; empty for a source that has only cover art. */
  String text() {
    List<String> chains = new ArrayList<>();
    joined.ifPresent(
        graph -> {
          chains.addAll(graph.chains());
          if (part == Part.AUDIO) {
            chains.addAll(List.of("[cv]nullsink", "[cb]nullsink"));
          } else {
            chains.add("[cb]" + base() + begin(plan.rungs().size()) + "[bv]");
          }
          if (part == Part.PICTURES && plan.joined().orElseThrow().hasAudio()) {
            chains.addAll(List.of("[ca]anullsink", "[ba]anullsink"));
          }
        });
    if (plan.videoIndex().isPresent() && part != Part.AUDIO) {
      picture(chains);
    }
    List<EncodePlan.Track> heard = part == Part.PICTURES ? List.of() : plan.tracks();
    for (EncodePlan.Track track : heard) {
      if (!labels(track).isEmpty()) { // additional tracks go only into renditions
        audio(chains, track);
      }
    }
    return String.join(";", chains);
  }

  /**
   * Everything is brought to the canvas, the size of the largest rung. Each smaller rung is scaled
   * from the canvas itself, as scaling twice would blur sharp edges; the tiles are scaled from the
   * smallest. A part of the video has no other sink: frames for it would be read to the end of the
   * source. Where hardware halves, there is no canvas, see {@link #halved}.
   */
  private void picture(List<String> chains) {
    int rungs = plan.rungs().size();
    if (acceleration.scale()) {
      halved(chains);
    } else {
      chains.add(onCpu(chains) + split(IntStream.range(0, rungs).boxed().toList(), "c"));
    }
    for (int i = 0; i < rungs; i++) {
      EncodePlan.Rung rung = plan.rungs().get(i);
      List<String> filters = new ArrayList<>();
      if (!rung.equals(plan.canvas())) {
        filters.add(scale(rung));
      }
      String input = "[c" + i + "]";
      if (i == 0 && !from.partial()) {
        filters.add("split=2[r0][d]");
        chains.add(input + String.join(",", filters));
        filters.clear();
        input = "[r0]";
      }
      if (!rung.rate().equals(plan.rate())) {
        filters.add("fps=" + rung.rate());
      }
      if (from.partial()) {
        filters.add(begin(i).substring(1));
      }
      if (acceleration.encode()) {
        filters.addAll(acceleration.api().orElseThrow().toEncoder());
      }
      chains.add(input + (filters.isEmpty() ? "null" : String.join(",", filters)) + "[v" + i + "]");
    }
    if (!from.partial()) { // else tiles are taken from the finished rendition
      chains.add("[d]" + tiles(plan.overview().orElseThrow()));
    }
  }

  /**
   * Frames are halved on the device as often as the plan says, and come to the CPU once in each
   * size that it scales from: that of the canvas, and smaller ones.
   */
  private void halved(List<String> chains) {
    Map<Integer, List<Integer>> sizes = new TreeMap<>();
    List<Integer> halvings = plan.halvings();
    for (int i = 0; i < halvings.size(); i++) {
      sizes.computeIfAbsent(halvings.get(i), times -> new ArrayList<>()).add(i);
    }
    chains.add(source() + rate() + "," + split(List.copyOf(sizes.keySet()), "h"));
    sizes.forEach((times, rungs) -> chains.add("[h" + times + "]" + halved(times, rungs)));
  }

  private String halved(int times, List<Integer> rungs) {
    HardwareApi api = acceleration.api().orElseThrow();
    EncodePlan.FrameSize decoded = plan.frames().orElseThrow();
    List<String> filters = new ArrayList<>();
    for (int i = Math.min(1, times); i <= times; i++) {
      filters.add(api.scale(decoded.width() >> i, decoded.height() >> i));
    }
    filters.addAll(List.of("hwdownload", "format=" + api.pixelFormat()));
    filters.add(
        rungs.contains(plan.rungs().size() - 1) ? scale(plan.canvas()) : "setsar=1,format=yuv420p");
    filters.add(tags());
    filters.addAll(hold());
    filters.add(split(rungs, "c"));
    return String.join(",", filters);
  }

  private static String scale(EncodePlan.Rung rung) {
    return String.format(
        Locale.ROOT, "scale=%d:%d,setsar=1,format=yuv420p", rung.width(), rung.height());
  }

  private static String split(List<Integer> numbers, String label) {
    return "split="
        + numbers.size()
        + numbers.stream().map(n -> "[" + label + n + "]").collect(Collectors.joining());
  }

  /**
   * The constant rate, counted from the beginning of the kept part wherever reading begins: the
   * frame that is shown at a moment is the last one before it. A part without any frame of its own
   * shows the last one of the source.
   */
  private String rate() {
    String rate =
        "fps="
            + plan.rate()
            + ":start_time="
            + begun(from.skippedSeconds())
            + (plan.shortFrames() ? ":eof_action=pass" : "");
    String held =
        plan.onlyHeldFrame()
            ? String.format(
                Locale.ROOT,
                "fps=%s,tpad=stop_mode=clone:stop_duration=%s,",
                plan.rate(),
                seconds(plan.heldFrameSeconds()))
            : "";
    String moved = ClockFilter.joining("", plan.timeline()) + shift("", shiftSeconds());
    return (joined.isPresent() ? "" : moved) + held + rate;
  }

  private static String begun(double seconds) {
    return seconds == Math.rint(seconds) ? "" + Math.round(seconds) : seconds(seconds);
  }

  /** From the clock of what is read to that of the kept part, seconds. */
  private double shiftSeconds() {
    return plan.seekPoint(from.skippedSeconds()) - plan.cutStart();
  }

  /**
   * Moves a stream's clock; audio that lies before 0 then is trimmed.
   *
   * @param a {@code a} for audio, empty text for video
   * @param seconds added to each time stamp
   * @return filters with a comma behind, or nothing where there is nothing to move
   */
  public static String shift(String a, double seconds) {
    if (Math.abs(seconds) < 1e-6) {
      return "";
    }
    String moved = String.format(Locale.ROOT, "%ssetpts=PTS%+.6f/TB,", a, seconds);
    return a.isEmpty() ? moved : moved + "atrim=start=0,";
  }

  /**
   * Drops frames before the start and after the end. The filter rounds to the nearest frame: a
   * quarter frame early still means that one.
   */
  private String begin(int number) {
    EncodedStream track = EncodedStream.of(plan).get(number);
    double rate = track.rate().value();
    double end = from.end(number).orElseGet(() -> track.rate().framesBefore(track.seconds()));
    return !from.partial()
        ? ""
        : String.format(
            Locale.ROOT,
            ",trim=start=%s:end=%s",
            seconds(Math.max(0, from.frames(number) - 0.25) / rate),
            seconds((end - 0.25) / rate));
  }

  private String onCpu(List<String> chains) {
    String head = mainPicture(chains);
    return dressing.hasCredits() ? aroundPicture(chains, head) : head;
  }

  private String source() {
    return joined.isPresent() ? "[cv]" : "[0:" + plan.videoIndex().orElseThrow() + "]";
  }

  /**
   * Shows the last frame until the outputs end. An extra second does no harm: every output has its
   * duration set.
   */
  private List<String> hold() {
    return plan.holdLastPictureSeconds() > 0 && !plan.onlyHeldFrame()
        ? List.of(
            "tpad=stop_mode=clone:stop_duration=" + seconds(plan.holdLastPictureSeconds() + 1))
        : List.of();
  }

  private String base() {
    List<String> filters = new ArrayList<>(List.of(tags()));
    if (acceleration.encode() && plan.joined().orElseThrow().base().onHardware()) {
      filters.addAll(acceleration.api().orElseThrow().toEncoder());
    }
    return String.join(",", filters);
  }

  private String tags() {
    return String.format(
        Locale.ROOT,
        "setparams=range=tv:color_primaries=%1$s:color_trc=%1$s:colorspace=%1$s",
        plan.colourTag());
  }

  /**
   * @return the start of the next chain: a label, or the unfinished chain itself
   */
  private String mainPicture(List<String> chains) {
    List<String> filters = new ArrayList<>();
    if (plan.deinterlace()) {
      filters.add(DEINTERLACE);
    }
    // Scaled first: frames that change their size or format on the way then are all alike, and the
    // filters that count are never set up anew.
    EncodePlan.Rung canvas = plan.canvas();
    String range = plan.colour().hdr() ? "" : ":out_range=tv"; // HDR: the tone mapper sets it
    String matrix = plan.colour().converted() ? ":out_color_matrix=bt709:out_range=tv" : range;
    matrix += plan.colour().rgb() ? EXACT : "";
    filters.add(
        String.format(Locale.ROOT, "scale=%d:%d%s", canvas.width(), canvas.height(), matrix));
    if (plan.colour().hdr()) {
      filters.add(TONE_MAP);
    }
    filters.add("setsar=1,format=yuv420p");
    filters.add(tags());
    filters.add(rate());
    if (dressing.hasCredits()) {
      filters.add(exactly(plan.mainSeconds()));
    } else {
      filters.addAll(hold());
    }
    String chain = source() + String.join(",", filters);
    Optional<Dressing.Logo> logo = dressing.logo();
    if (logo.isEmpty()) {
      return chain + ",";
    }
    chains.add(chain + "[bare]");
    chains.add(
        String.format(
            Locale.ROOT,
            "[%d:v]format=rgba,colorchannelmixer=aa=%s,%s[logo]",
            logoInput,
            decimal(logo.get().opacity()),
            logoSize(canvas)));
    return String.format(
        Locale.ROOT,
        "[bare][logo]overlay=%s%s,format=yuv420p,",
        logo.get().corner().position(canvas.height() / 20),
        logo.get().animated() ? ":shortest=1" : "");
  }

  /** A tenth of the height, or less where it would then be wider than a third of the picture. */
  private static String logoSize(EncodePlan.Rung canvas) {
    double height = Math.max(2, canvas.height() / 10);
    double width = Math.max(2, canvas.width() / 3);
    return String.format(
        Locale.ROOT,
        "scale=w='max(2,2*round(min(%1$.0f,%2$.0f*iw/ih)/2))':h='max(2,2*round(min(%2$.0f,%1$.0f*ih/iw)/2))'",
        width,
        height);
  }

  /** The main video between its credits, all of one size and rate. */
  private String aroundPicture(List<String> chains, String main) {
    StringBuilder joined = new StringBuilder();
    dressing.opening().ifPresent(credits -> credits(chains, joined, openingInput, credits));
    chains.add(main + "setpts=PTS-STARTPTS[main]");
    joined.append("[main]");
    dressing.ending().ifPresent(credits -> credits(chains, joined, endingInput, credits));
    return joined + String.format(Locale.ROOT, "concat=n=%d:v=1:a=0,", parts());
  }

  private void credits(
      List<String> chains, StringBuilder joined, int input, Dressing.Credits credits) {
    EncodePlan.Rung canvas = plan.canvas();
    String label = "[credits" + input + "]";
    chains.add(
        String.format(
                Locale.ROOT,
                "[%d:%d]%sscale=%d:%d:force_original_aspect_ratio=decrease:out_range=tv,",
                input,
                credits.videoIndex(),
                credits.interlaced() ? DEINTERLACE + "," : "",
                canvas.width(),
                canvas.height())
            + String.format(
                Locale.ROOT,
                "pad=%d:%d:-1:-1:black,setsar=1,format=yuv420p,",
                canvas.width(),
                canvas.height())
            + String.format(
                Locale.ROOT,
                "fps=%s:start_time=0,%s,setpts=PTS-STARTPTS%s",
                plan.rate(),
                exactly(credits.seconds()),
                label));
    joined.append(label);
  }

  /** Trimmed, or padded with the last frame, to exactly that duration. */
  private static String exactly(double seconds) {
    return "tpad=stop_mode=clone:stop=-1,trim=duration=" + seconds(seconds);
  }

  private int parts() {
    return 1 + (dressing.opening().isPresent() ? 1 : 0) + (dressing.ending().isPresent() ? 1 : 0);
  }

  static String tiles(Overview overview) {
    long milliseconds = Math.max(1, Math.round(overview.seconds() * 1000));
    // One tile more than needed, so that rounding never leaves the last one black.
    return String.format(
        Locale.ROOT,
        "fps=%d/%d,tpad=stop_mode=clone:stop=1,scale=%d:%d:force_original_aspect_ratio=decrease:"
            + "flags=lanczos,pad=%d:%d:-1:-1:black,setsar=1[tiles]",
        overview.tiles() * 1000L,
        milliseconds,
        Overview.TILE_WIDTH,
        Overview.TILE_HEIGHT,
        Overview.TILE_WIDTH,
        Overview.TILE_HEIGHT);
  }

  /** Stereo at 48 kHz; gaps and a late start become silence. */
  private void audio(List<String> chains, EncodePlan.Track track) {
    String head;
    if (dressing.hasCredits()) {
      StringBuilder joined = new StringBuilder();
      dressing
          .opening()
          .ifPresent(credits -> creditsAudio(chains, joined, track, openingInput, credits));
      part(chains, joined, track, "main", mainAudioChain(track), plan.mainSeconds());
      dressing
          .ending()
          .ifPresent(credits -> creditsAudio(chains, joined, track, endingInput, credits));
      head = joined + String.format(Locale.ROOT, "concat=n=%d:v=0:a=1", parts());
    } else {
      head = mainAudioChain(track) + "," + STEREO + pad(track);
    }
    List<String> labels = labels(track);
    chains.add(
        head
            + (labels.size() == 1 ? "" : ",asplit=" + labels.size())
            + (labels.size() == 1 ? ",anull" : "")
            + String.join("", labels));
  }

  private static String pad(EncodePlan.Track track) {
    if (track.missingSeconds() <= 0) {
      return "";
    }
    return track.endsEarly() ? ",apad" : ",apad=pad_dur=" + seconds(track.missingSeconds());
  }

  private String mainAudioChain(EncodePlan.Track track) {
    Optional<Integer> index = track.index() < 0 ? Optional.empty() : Optional.of(track.index());
    if (plan.preparedAudio().isPresent() && index.isPresent()) {
      int number = plan.preparedAudio().get().track(index.get());
      return source(preparedInput, Optional.of(number), shift("a", -plan.cutStart()));
    }
    return joined.isPresent() && index.isPresent()
        ? "[ca]anull"
        : source(
            0,
            index,
            ClockFilter.joining("a", plan.timeline())
                + shift("a", plan.seekPoint(0) - plan.cutStart())
                + track.mixable());
  }

  /** Credits audio only in the main track: in other languages it would be a repetition. */
  private void creditsAudio(
      List<String> chains,
      StringBuilder joined,
      EncodePlan.Track track,
      int input,
      Dressing.Credits credits) {
    Optional<Integer> index = track.number() == 0 ? credits.audioIndex() : Optional.empty();
    part(chains, joined, track, "c" + input, source(input, index, ""), credits.seconds());
  }

  private static String source(int input, Optional<Integer> index, String shift) {
    return index
        .map(i -> "[" + input + ":" + i + "]" + shift + "aresample=48000:async=1:first_pts=0")
        .orElse("anullsrc=r=48000:cl=stereo");
  }

  private static void part(
      List<String> chains,
      StringBuilder joined,
      EncodePlan.Track track,
      String name,
      String source,
      double seconds) {
    String label = "[p" + track.number() + name + "]";
    chains.add(
        String.format(
            Locale.ROOT,
            "%s,%s,apad,atrim=duration=%s,asetpts=PTS-STARTPTS%s",
            source,
            STEREO,
            seconds(seconds),
            label));
    joined.append(label);
  }

  private List<String> labels(EncodePlan.Track track) {
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < plan.rungs().size(); i++) {
      labels.add(rungAudio(track, i));
    }
    if (track.number() == 0) {
      labels.add("[mp3]");
      if (plan.rungs().isEmpty()) {
        labels.add("[m4a]");
      }
    }
    return labels;
  }

  /** The label of a track's audio for one rung. */
  static String rungAudio(EncodePlan.Track track, int rung) {
    return track.number() == 0 ? "[a" + rung + "]" : "[x" + track.number() + "_" + rung + "]";
  }

  private static String seconds(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
