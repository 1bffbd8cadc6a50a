package io.mediarunner.core.studio;

import io.mediarunner.core.config.StudioConfig;
import io.mediarunner.core.encoding.plan.BaseVideo;
import io.mediarunner.core.encoding.plan.Cut;
import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.encoding.run.EncodeContext;
import io.mediarunner.core.encoding.run.Planner;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.media.Warning;
import io.mediarunner.core.media.hardware.Acceleration;
import io.mediarunner.core.media.hardware.Hardware;
import io.mediarunner.core.media.hardware.HardwareApi;
import io.mediarunner.core.studio.Composition.Recording;
import io.mediarunner.core.studio.CuttingList.Window;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Studio tasks: the downloaded file is a Mediapackage, its recordings become one composition. */
final class StudioPlanner implements Planner {
  private static final double INSPECTED = 0.15;

  /** Each is a separate input; a longer list is not made by hand. */
  private static final int MOST_WINDOWS = 100;

  private final StudioConfig config;
  private final long maxBytes;

  StudioPlanner(StudioConfig config, long maxBytes) {
    this.config = config;
    this.maxBytes = maxBytes;
  }

  @Override
  public Prepared prepare(EncodeContext job) throws TaskFailedException, IOException {
    MediaTask task = job.task();
    job.log().heading("studio_mediapackage");
    List<String> problems = StudioParameters.problems(task.request().parameters());
    if (!problems.isEmpty()) {
      throw new TaskFailedException(
          Failure.invalidParameters(task.request().taskType(), String.join("; ", problems)));
    }
    StudioParameters wanted = StudioParameters.of(task.request().parameters(), config);
    Mediapackage mediapackage = Mediapackage.read(task.source());
    job.log().line("mediapackage: " + mediapackage.inWords());

    StudioFiles files = new StudioFiles(job, maxBytes);
    StudioFiles.Fetched fetched = files.fetch(mediapackage);
    task.progress().accept(Progress.of(Stage.INSPECT, INSPECTED));
    List<Recording> recordings = recordings(job, fetched);
    CuttingList cuts = cuts(job, fetched);
    Composition composition = composition(job, wanted, mediapackage, recordings, cuts);
    job.log().line("composition: " + composition.inWords());

    Hardware hardware = wanted.forceCpu() ? Hardware.NONE : job.hardware();
    List<Acceleration> candidates = candidates(hardware, wanted.allowGpu(), composition);
    EncodePlan plan =
        EncodePlan.of(
            composition, job.options(Optional.empty(), BaseVideo.NAME), candidates.get(0));
    return new Prepared(
        composition.info(),
        plan,
        candidates.subList(1, candidates.size()),
        INSPECTED,
        job.config().gpu() && !wanted.forceCpu(),
        Optional.of(description(wanted, mediapackage, composition)));
  }

  private static List<Recording> recordings(EncodeContext job, StudioFiles.Fetched fetched)
      throws TaskFailedException, IOException {
    List<Recording> recordings = new ArrayList<>();
    for (StudioFiles.Source source : fetched.recordings()) {
      String name = source.role().wireName();
      MediaInfo info;
      try {
        info = job.inspect(source.file(), name, name + ": ");
      } catch (TaskFailedException e) {
        throw about(name, e);
      }
      if (info.video().isEmpty()) {
        job.warn(
            Warning.Code.RECORDING_INCOMPLETE, "the " + name + " recording has no video stream");
      }
      boolean onHardware =
          job.hardware().api().isPresent()
              && info.video().filter(v -> decodes(job.hardware(), v)).isPresent();
      recordings.add(new Recording(source.role(), source.file(), info, onHardware));
    }
    if (recordings.stream().noneMatch(Recording::seen)) {
      throw new TaskFailedException(
          FailureCode.NO_PICTURE, "None of the recordings has a video stream.");
    }
    return recordings;
  }

  private static boolean decodes(Hardware hardware, MediaInfo.Video video) {
    return hardware.decodes(hardware.api().orElseThrow(), video.codec(), video.pixelFormat());
  }

  /** The same failure, naming the recording. */
  static TaskFailedException about(String name, TaskFailedException e) {
    Failure failure = e.failure();
    return failure.code() == FailureCode.CANCELLED
        ? e
        : new TaskFailedException(new Failure(failure.code(), name + ": " + failure.message()), e);
  }

  private CuttingList cuts(EncodeContext job, StudioFiles.Fetched fetched)
      throws TaskFailedException, IOException {
    if (fetched.cutting().isEmpty()) {
      return CuttingList.NONE;
    }
    try {
      CuttingList cuts = CuttingList.read(fetched.cutting().get().get());
      for (String value : cuts.unreadable()) {
        notCut(job, "the cutting list contains an invalid time: " + value);
      }
      return cuts;
    } catch (TaskFailedException e) {
      if (e.failure().code() == FailureCode.CANCELLED
          || e.failure().code() == FailureCode.CUT_INVALID) {
        throw e;
      }
      notCut(job, "the cutting list is unavailable: " + e.failure().message());
      return CuttingList.NONE;
    }
  }

  private void notCut(EncodeContext job, String detail) throws TaskFailedException {
    if (config.strictCut()) {
      throw new TaskFailedException(FailureCode.CUT_INVALID, detail + ".");
    }
    job.warn(Warning.Code.CUT_NOT_APPLIED, detail);
  }

  private Composition composition(
      EncodeContext job,
      StudioParameters wanted,
      Mediapackage mediapackage,
      List<Recording> recordings,
      CuttingList cuts)
      throws TaskFailedException, IOException {
    double total =
        recordings.stream().mapToDouble(r -> r.info().durationSeconds()).max().orElseThrow();
    List<Window> windows = cuts.windows(total);
    if (windows.isEmpty()) {
      throw new TaskFailedException(
          FailureCode.CUT_INVALID,
          String.format(
              Locale.ROOT, "The cutting list leaves nothing of the recordings (%.3f s).", total));
    }
    if (windows.size() > MOST_WINDOWS) {
      throw new TaskFailedException(
          FailureCode.CUT_INVALID,
          String.format(
              Locale.ROOT,
              "The cutting list has %d parts; the limit is %d.",
              windows.size(),
              MOST_WINDOWS));
    }
    double kept = windows.stream().mapToDouble(Window::seconds).sum();
    Optional<Cut> cut = Cut.parse(job.task().request().parameters().get("cut"), kept);
    if (cut.isPresent()) {
      windows = CuttingList.part(windows, cut.get().startSeconds(), cut.get().endSeconds());
    }
    double end = windows.get(windows.size() - 1).endSeconds();
    recordings.forEach(recording -> warnOfItsEnd(job, recording, end));
    StudioAudio audio = new StudioAudio(job, config.mixAudio());
    List<Recording> heard = audio.mainTracks(recordings, windows);
    List<Integer> audioFrom = audio.from(heard, windows.get(0));
    Optional<Integer> audioAfter = audio.after(heard, windows, audioFrom);
    return new Composition(
        layout(job, wanted, mediapackage),
        audio.prepared(heard, audioFrom, audioAfter),
        windows,
        audioFrom,
        audioAfter,
        Composition.rate(recordings),
        new BaseVideo(wanted.crf(), wanted.preset(), wanted.audioBitrate(), wanted.allowGpu()));
  }

  private static void warnOfItsEnd(EncodeContext job, Recording recording, double end) {
    if (!recording.seen() || end - recording.videoEnd() <= 2) {
      return;
    }
    String role = recording.role().wireName();
    job.warn(
        Warning.Code.RECORDING_INCOMPLETE,
        recording.still()
            ? "the video of the " + role + " recording is a single picture; it is shown all along"
            : String.format(
                Locale.ROOT,
                "the video of the %s recording ends at %.1f s",
                role,
                recording.videoEnd()));
  }

  /** The parameter takes precedence over the Mediapackage; the fallback is side by side. */
  private static Layout layout(
      EncodeContext job, StudioParameters wanted, Mediapackage mediapackage) {
    if (wanted.layout().isPresent()) {
      return wanted.layout().get();
    }
    Optional<Layout> toolLog = mediapackage.layout().flatMap(Layout::of);
    if (mediapackage.layout().isPresent() && toolLog.isEmpty()) {
      job.warn(
          Warning.Code.LAYOUT_UNKNOWN,
          String.format(
              Locale.ROOT,
              "the Mediapackage requests an unknown layout; using mid (known layouts: %s)",
              Layout.names()));
    }
    return toolLog.orElse(Layout.MID);
  }

  /**
   * Candidates for using the hardware, fastest first; at least one, which may be no hardware at
   * all.
   */
  static List<Acceleration> candidates(
      Hardware hardware, boolean allowed, Composition composition) {
    Optional<HardwareApi> api = hardware.api();
    if (api.isEmpty() || !hardware.encodes(api.get())) {
      return List.of(Acceleration.NONE);
    }
    List<Acceleration> candidates = new ArrayList<>();
    if (allowed && composition.recordings().stream().anyMatch(Recording::onHardware)) {
      candidates.add(new Acceleration(api, hardware.device(), true, false, true));
    }
    candidates.add(new Acceleration(api, hardware.device(), false, false, true));
    return candidates;
  }

  private static Map<String, Object> description(
      StudioParameters wanted, Mediapackage mediapackage, Composition composition) {
    Map<String, Object> json = new LinkedHashMap<>();
    wanted
        .layout()
        .map(Layout::wireName)
        .or(mediapackage::layout)
        .ifPresent(asked -> json.put("layout_asked", asked));
    json.put("layout", composition.isPair() ? composition.layout().wireName() : "single");
    json.put("sources", composition.recordings().stream().map(StudioPlanner::source).toList());
    json.put(
        "audio_from",
        composition.audioFrom().stream()
            .map(i -> composition.recordings().get(i).role().wireName())
            .toList());
    json.put(
        "windows",
        composition.windows().stream()
            .map(w -> Map.of("start", rounded(w.startSeconds()), "end", rounded(w.endSeconds())))
            .toList());
    json.put("duration", rounded(composition.seconds()));
    json.put("width", composition.size().width());
    json.put("height", composition.size().height());
    json.put("fps", composition.rate().toString());
    json.put("base", BaseVideo.NAME);
    return json;
  }

  private static Map<String, Object> source(Recording recording) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("role", recording.role().wireName());
    recording
        .info()
        .video()
        .ifPresent(
            video -> {
              json.put("codec", video.codec());
              json.put("width", video.displayWidth());
              json.put("height", video.displayHeight());
              json.put("fps", video.average().toString());
            });
    json.put("duration", rounded(recording.info().durationSeconds()));
    json.put("has_audio", !recording.info().audio().isEmpty());
    return json;
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
