package io.mediarunner.core.transcription;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.media.BaseName;
import io.mediarunner.core.media.InfoVideoFile;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.media.TaskMetadata;
import io.mediarunner.core.media.VideoIdentity;
import io.mediarunner.core.media.Warning;
import io.mediarunner.core.media.ffmpeg.EncodingLog;
import io.mediarunner.core.media.probe.MediaInspector;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.Stage;
import io.mediarunner.core.transcription.captions.Cue;
import io.mediarunner.core.transcription.captions.CueBuilder;
import io.mediarunner.core.transcription.captions.Gaps;
import io.mediarunner.core.transcription.captions.Subtitles;
import io.mediarunner.core.transcription.captions.TranscriptFiles;
import io.mediarunner.core.transcription.engine.ModelMemory;
import io.mediarunner.core.transcription.engine.SpeechEngine;
import io.mediarunner.core.transcription.engine.TranscribeOptions;
import io.mediarunner.core.transcription.models.InstalledModels;
import io.mediarunner.core.transcription.speech.ChunkPlan;
import io.mediarunner.core.transcription.speech.Segment;
import io.mediarunner.core.transcription.speech.SpeechRegions;
import io.mediarunner.core.transcription.speech.SpeechRegions.Interval;
import io.mediarunner.core.transcription.speech.SpokenLanguages;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** One transcription: audio, speech regions, chunks, engine, filter, cues, translation, files. */
final class Transcription {
  private static final double INSPECTED = 0.06;
  private static final double MAPPED = 0.10;
  private static final double HEARD_FROM = 0.12;
  private static final double HEARD_TO = 0.90;
  private static final double WRITTEN_FROM = 0.95;
  private static final double PIECE_SECONDS = 300;
  private static final double LEAST_SPEECH_SECONDS = 0.2;
  private static final int MOST_REPAIRS = 3;
  private static final Duration STALL = Duration.ofMinutes(5);

  private final MediaTask task;
  private final TranscriptionWork.Setup setup;
  private final EncodingLog log;
  private final AudioExtractor audio;
  private final List<Warning> warnings = new ArrayList<>();

  Transcription(
      MediaTask task, TranscriptionWork.Setup setup, MediaInspector.Inspection inspection) {
    this.task = task;
    this.setup = setup;
    this.log =
        new EncodingLog(task.outputDir(), Objects.requireNonNull(task.workDir().getParent()));
    this.audio = new AudioExtractor(task, setup, inspection, log);
  }

  /**
   * @return the log, for the Manager's administrator
   */
  String run() throws TaskFailedException, IOException {
    try {
      transcribe();
    } catch (TaskFailedException e) {
      log.line("Error: " + e.failure().code() + ": " + e.failure().message());
      throw e;
    }
    return EncodingLog.tail(task.outputDir()).orElse("");
  }

  private void transcribe() throws TaskFailedException, IOException {
    TranscriptionParameters wanted = parameters();
    SpeechEngine engine =
        setup
            .engine()
            .orElseThrow(
                () ->
                    new TaskFailedException(
                        FailureCode.TOOL_MISSING,
                        "No speech engine works on this runner. Run bin/runner check-transcription to see"
                            + " why."));
    Optional<Path> model = model(wanted, engine);
    task.progress().accept(Progress.of(Stage.INSPECT, INSPECTED));
    MediaInfo.Audio track = audio.inspect(wanted);
    Path wav = audio.extract(track, wanted);
    task.progress().accept(Progress.of(Stage.INSPECT, MAPPED));
    TranscribeOptions options = options(wanted, model);
    SpeechRegions regions = audio.regions(wav, options);
    log.line(
        String.format(
            Locale.ROOT,
            "speech: %.1f of %.1f s, in %d region(s)",
            regions.speechSeconds(),
            regions.totalSeconds(),
            regions.speech().size()));
    if (regions.speechSeconds() < LEAST_SPEECH_SECONDS) {
      write(silence(wanted, regions));
      return;
    }
    if (model.isPresent()) {
      ModelMemory.check(model.get());
    }
    write(transcribe(wanted, engine, model, wav, regions, options));
  }

  private TranscriptionParameters parameters() throws TaskFailedException {
    Map<String, Object> parameters = task.request().parameters();
    List<String> problems = TranscriptionParameters.problems(parameters);
    if (!problems.isEmpty()) {
      throw new TaskFailedException(
          Failure.invalidParameters(task.request().taskType(), String.join("; ", problems)));
    }
    return TranscriptionParameters.of(parameters, setup.config());
  }

  private Optional<Path> model(TranscriptionParameters wanted, SpeechEngine engine)
      throws TaskFailedException {
    if (!engine.needsModelFile()) {
      return Optional.empty();
    }
    Optional<Path> file = new InstalledModels(setup.modelsDir()).file(wanted.model());
    if (file.isEmpty()) {
      throw new TaskFailedException(
          FailureCode.MODEL_MISSING,
          String.format(
              Locale.ROOT,
              "The speech model %s is not installed on this runner. Run bin/runner models pull %s.",
              wanted.model().wireName(),
              wanted.model().wireName()));
    }
    return file;
  }

  private TranscribeOptions options(TranscriptionParameters wanted, Optional<Path> model) {
    return new TranscribeOptions(
        model,
        wanted.model().fullName(),
        wanted.sourceLanguage(),
        false,
        setup.gpu(),
        setup.threads(),
        wanted.vocabulary(),
        setup.limits().limit(),
        setup.stall().orElse(STALL));
  }

  private TranscriptReport silence(TranscriptionParameters wanted, SpeechRegions regions) {
    return new TranscriptReport(
        wanted,
        Optional.empty(),
        Optional.empty(),
        false,
        setup.threads(),
        "",
        Map.of(),
        Map.of(),
        List.of(),
        List.of(),
        regions,
        setup.voiceActivity().isPresent(),
        0,
        Optional.empty(),
        Optional.empty(),
        TranscriptReport.Repaired.NOTHING);
  }

  private TranscriptReport transcribe(
      TranscriptionParameters wanted,
      SpeechEngine engine,
      Optional<Path> model,
      Path wav,
      SpeechRegions regions,
      TranscribeOptions options)
      throws TaskFailedException, IOException {
    double threshold = setup.config().chunkThreshold().toSeconds();
    double target =
        regions.totalSeconds() > threshold
            ? Math.min(PIECE_SECONDS, threshold)
            : regions.totalSeconds();
    List<ChunkPlan.Chunk> chunks = ChunkPlan.of(regions, target);
    ChunkResults state =
        ChunkResults.open(
            task.keptDir().resolve("transcription"),
            engine,
            plan(wanted, engine, model, wav, chunks));
    SpeechRecognizer transcribing =
        new SpeechRecognizer(task, wav, regions, engine, state, log, warnings);
    EngineSlots.Lease lease = setup.slots().acquire(task.tools());
    Heard transcribed;
    Optional<Translation.Translated> translated;
    try {
      transcribed =
          repaired(
              transcribing,
              transcribing.transcribe(chunks, options, this::transcribed),
              regions,
              options);
      translated = translated(wanted, transcribing, transcribed, chunks, options);
    } finally {
      lease.release();
    }
    boolean told = warnings.stream().anyMatch(w -> w.code() == Warning.Code.ENGINE_ON_CPU);
    if (setup.gpu() && !transcribing.usedGpu() && !told && engine.needsModelFile()) {
      warnings.add(
          Warning.of(
              Warning.Code.ENGINE_ON_CPU, "the speech engine found no GPU and ran on the CPU"));
    }
    Optional<String> sidecar =
        translated.map(
            t ->
                String.format(
                    Locale.ROOT,
                    "%s.source-%s.webvtt.txt",
                    base(),
                    transcribed.result().language()));
    if (sidecar.isPresent()) {
      publish(sidecar.get(), Subtitles.vtt(transcribed.cues()));
    }
    return new TranscriptReport(
        wanted,
        Optional.of(engine),
        model,
        transcribing.usedGpu(),
        setup.threads(),
        transcribed.result().language(),
        transcribed.result().shares(),
        transcribed.result().others(),
        transcribed.segments(),
        translated.map(Translation.Translated::cues).orElse(transcribed.cues()),
        regions,
        setup.voiceActivity().isPresent(),
        chunks.size(),
        translated,
        sidecar,
        transcribed.repaired());
  }

  private void transcribed(double done) {
    progress(HEARD_FROM, HEARD_TO, done);
  }

  /** The final transcript. */
  private record Heard(
      SpeechRecognizer.Result result,
      List<Segment> segments,
      List<Cue> cues,
      TranscriptReport.Repaired repaired) {}

  /** Transcribes once more where there is speech but no text. */
  private Heard repaired(
      SpeechRecognizer transcribing,
      SpeechRecognizer.Result result,
      SpeechRegions regions,
      TranscribeOptions options)
      throws TaskFailedException, IOException {
    String language = result.language();
    List<Cue> cues = cues(language, result.segments());
    List<Interval> gaps = Gaps.withSpeech(cues, regions);
    if (cues.isEmpty() || gaps.isEmpty()) {
      return new Heard(result, result.segments(), cues, TranscriptReport.Repaired.NOTHING);
    }
    List<Interval> longest = gaps.subList(0, Math.min(MOST_REPAIRS, gaps.size()));
    List<Segment> segments = new ArrayList<>(result.segments());
    segments.addAll(transcribing.repair(longest, language, options));
    segments.sort(Comparator.comparingDouble(Segment::startSeconds));
    List<Cue> more = cues(language, segments);
    for (Interval gap : Gaps.withSpeech(more, regions)) {
      warnings.add(
          Warning.of(
              Warning.Code.SPEECH_WITHOUT_TEXT,
              String.format(
                  Locale.ROOT,
                  "speech detected from %.0f to %.0f s, but no text was recognised",
                  gap.startSeconds(),
                  gap.endSeconds())));
    }
    return new Heard(
        result,
        segments,
        more,
        new TranscriptReport.Repaired(gaps, longest.size(), more.size() - cues.size()));
  }

  private Optional<Translation.Translated> translated(
      TranscriptionParameters wanted,
      SpeechRecognizer transcribing,
      Heard transcribed,
      List<ChunkPlan.Chunk> chunks,
      TranscribeOptions options)
      throws TaskFailedException, IOException {
    String from = transcribed.result().language();
    String to = wanted.language();
    if (to.equals(SpokenLanguages.AUTO) || transcribed.cues().isEmpty() || to.equals(from)) {
      return Optional.empty();
    }
    return new Translation(task, setup, log, warnings)
        .translate(
            transcribed.cues(),
            from,
            to,
            wanted.model(),
            () ->
                transcribing.translate(
                    chunks, options.in(from), done -> progress(HEARD_TO, WRITTEN_FROM, done)));
  }

  private static List<Cue> cues(String language, List<Segment> segments) {
    return new CueBuilder(language)
        .build(segments.stream().flatMap(s -> s.timedWords().stream()).toList());
  }

  /** Everything that the results depend on. */
  private static Map<String, Object> plan(
      TranscriptionParameters wanted,
      SpeechEngine engine,
      Optional<Path> model,
      Path wav,
      List<ChunkPlan.Chunk> chunks)
      throws IOException {
    Map<String, Object> plan = new LinkedHashMap<>();
    plan.put("sound", sha256(wav));
    plan.put("engine", engine.kind().wireName() + " " + engine.version() + " " + engine.place());
    plan.put("model", wanted.model().fullName());
    if (model.isPresent()) {
      plan.put("model_file", model.get().getFileName() + " " + Files.size(model.get()));
    }
    plan.put("source_language", wanted.sourceLanguage());
    plan.put("vocabulary", wanted.vocabulary());
    plan.put("pieces", chunks.toString());
    return plan;
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in =
        new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(((DigestInputStream) in).getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  private void progress(double from, double to, double done) {
    task.progress().accept(Progress.of(Stage.PROCESS, from + (to - from) * done));
  }

  private String base() {
    return BaseName.of(task.sourceName());
  }

  private void publish(String name, String text) throws IOException {
    Files.writeString(task.outputDir().resolve(name), text);
  }

  private void write(TranscriptReport report) throws IOException {
    task.progress().accept(Progress.of(Stage.VERIFY, WRITTEN_FROM));
    for (String format : report.wanted().formats()) {
      publish(
          base() + "." + format,
          format.equals("srt") ? Subtitles.srt(report.cues()) : Subtitles.vtt(report.cues()));
    }
    publish(base() + ".txt", TranscriptFiles.text(report.segments()));
    Json.writePretty(
        task.outputDir().resolve(base() + ".words.json"),
        TranscriptFiles.words(
            report.language(), report.regions().totalSeconds(), report.segments()));
    warnings.forEach(warning -> log.line("warning: " + warning.detail()));
    log.line("done: " + report.cues().size() + " cue(s)");
    InfoVideoFile.write(
        task.outputDir(),
        new TranscriptJson.File(
            VideoIdentity.of(task.request().parameters()), report.json(), warnings));
    TaskMetadata.write(task, Map.of());
  }
}
