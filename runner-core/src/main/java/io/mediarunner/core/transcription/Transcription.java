package io.mediarunner.core.transcription;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.media.BaseName;
import io.mediarunner.core.media.InfoVideoFile;
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
import io.mediarunner.core.transcription.chapters.ProposedChapters;
import io.mediarunner.core.transcription.chapters.SceneChanges;
import io.mediarunner.core.transcription.engine.ModelMemory;
import io.mediarunner.core.transcription.engine.SpeechEngine;
import io.mediarunner.core.transcription.engine.TranscribeOptions;
import io.mediarunner.core.transcription.models.InstalledModels;
import io.mediarunner.core.transcription.speech.LanguagePart;
import io.mediarunner.core.transcription.speech.Segment;
import io.mediarunner.core.transcription.speech.SpeechRegions;
import io.mediarunner.core.transcription.speech.SpeechRegions.Interval;
import io.mediarunner.core.transcription.speech.SpokenLanguages;
import io.mediarunner.core.transcription.vocabulary.Corrected;
import io.mediarunner.core.transcription.vocabulary.Glossary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.MessageDigestAlgorithms;

/** One transcription: audio, speech regions, chunks, engine, filter, cues, translation, files. */
final class Transcription {
  private static final double INSPECTED = 0.06;
  private static final double MAPPED = 0.10;
  private static final double HEARD_FROM = 0.12;
  private static final double HEARD_TO = 0.90;
  private static final double WRITTEN_FROM = 0.95;
  private static final double PIECE_SECONDS = 300;
  private static final int MOST_REPAIRS = 3;
  private static final Duration STALL = Duration.ofMinutes(5);

  private final MediaTask task;
  private final TranscriptionWork.Setup setup;
  private final EncodingLog log;
  private final AudioExtractor audio;
  private final Translation translation;
  private final List<Warning> warnings = new ArrayList<>();

  Transcription(
      MediaTask task, TranscriptionWork.Setup setup, MediaInspector.Inspection inspection) {
    this.task = task;
    this.setup = setup;
    this.log =
        new EncodingLog(task.outputDir(), Objects.requireNonNull(task.workDir().getParent()));
    this.audio = new AudioExtractor(task, setup, inspection, log);
    this.translation = new Translation(task, setup, log, warnings);
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
    translation.require(wanted.sourceLanguage(), wanted.language(), wanted.model());
    task.progress().accept(Progress.of(Stage.INSPECT, INSPECTED));
    TranscribeOptions options = options(wanted, model);
    AudioExtractor.Source recording = audio.inspect(wanted);
    warnings.addAll(Warning.about(recording.info().timeline()));
    AudioExtractor.Found found = audio.find(recording, wanted, options);
    SpeechRegions regions = found.regions();
    task.progress().accept(Progress.of(Stage.INSPECT, MAPPED));
    log.line(
        String.format(
            Locale.ROOT,
            "speech: %.1f of %.1f s, in %d region(s)",
            regions.speechSeconds(),
            regions.totalSeconds(),
            regions.speech().size()));
    if (regions.speechSeconds() < AudioExtractor.LEAST_SPEECH) {
      warnings.add(Warning.of(Warning.Code.NO_SPEECH, "no speech was found in the recording"));
      write(silence(wanted, regions));
      return;
    }
    found
        .other()
        .ifPresent(
            other ->
                warnings.add(
                    Warning.of(
                        Warning.Code.OTHER_AUDIO_USED,
                        "the main audio has next to no speech; transcribed was " + other)));
    if (model.isPresent()) {
      ModelMemory.check(model.get());
    }
    TranscriptReport report = transcribe(wanted, engine, model, found.wav(), regions, options);
    if (setup.config().chapters()) {
      proposeChapters(report, recording);
    }
    write(report);
  }

  private void proposeChapters(TranscriptReport report, AudioExtractor.Source recording)
      throws TaskFailedException, IOException {
    log.heading("chapters");
    List<ProposedChapters.Chapter> chapters =
        ProposedChapters.of(
            report.segments(),
            new SceneChanges(audio.audioTools()).of(task.source(), recording.info()),
            report.regions().totalSeconds());
    log.line(chapters.size() + " chapter(s)");
    if (!chapters.isEmpty()) {
      publish(ProposedChapters.NAME, ProposedChapters.vtt(chapters));
    }
  }

  private TranscriptionParameters parameters() throws TaskFailedException {
    Map<String, Object> parameters = task.request().parameters();
    List<String> problems = TranscriptionParameters.problems(parameters);
    if (!problems.isEmpty()) {
      throw new TaskFailedException(
          Failure.invalidParameters(task.request().taskType(), String.join("; ", problems)));
    }
    TranscriptionParameters wanted = TranscriptionParameters.of(parameters, setup.config());
    TranscriptionParameters.unknownSource(parameters)
        .ifPresent(
            unknown ->
                warnings.add(
                    Warning.about(
                        "source_language",
                        Warning.Code.LANGUAGE_UNKNOWN,
                        "the speech engine does not know the language "
                            + unknown
                            + "; the spoken language is detected")));
    return wanted;
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
        setup.gpu().allows(model),
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
        new LanguageDetection.Spoken(Map.of(), List.of()),
        List.of(),
        List.of(),
        List.of(),
        regions,
        setup.voiceActivity().isPresent(),
        0,
        Optional.empty(),
        Optional.empty(),
        TranscriptReport.Repaired.NOTHING,
        List.of());
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
    ChunkResults state =
        ChunkResults.open(
            task.keptDir().resolve("transcription"),
            engine,
            plan(wanted, engine, model, wav, regions, target));
    ChunkRuns runs = new ChunkRuns(task, wav, engine, state, log, warnings);
    SpeechRecognizer recognizer = new SpeechRecognizer(wav, regions, runs, log, warnings);
    EngineSlots.Lease lease = setup.slots().acquire(task.tools());
    Transcript transcript;
    Optional<Translation.Translated> translated;
    List<ChunkRuns.Spoken> chunks;
    LanguageDetection.Spoken languages;
    try {
      languages =
          wanted.sourceLanguage().equals(SpokenLanguages.AUTO)
              ? new LanguageDetection(task, wav, regions, engine, state, log, warnings)
                  .detect(options)
              : LanguageDetection.Spoken.only(wanted.sourceLanguage(), regions);
      translation.require(languages.main(regions), wanted.language(), wanted.model());
      chunks = SpeechRecognizer.chunks(regions, languages.parts(), target);
      transcript = transcript(recognizer, chunks, languages, regions, options);
      translated = translated(wanted, recognizer, transcript, chunks, regions, options);
    } finally {
      lease.release();
    }
    boolean told = warnings.stream().anyMatch(w -> w.code() == Warning.Code.ENGINE_ON_CPU);
    if (setup.gpu().wanted() && !runs.usedGpu() && !told && engine.needsModelFile()) {
      warnings.add(
          Warning.of(
              Warning.Code.ENGINE_ON_CPU,
              "the speech engine ran on the CPU: "
                  + setup.gpu().whyNot(model).orElse("it found no GPU")));
    }
    Optional<String> sidecar =
        translated.map(
            t ->
                String.format(
                    Locale.ROOT, "%s.source-%s.webvtt.txt", base(), languages.main(regions)));
    if (sidecar.isPresent()) {
      publish(sidecar.get(), Subtitles.vtt(transcript.cues(), languages.parts()));
    }
    return new TranscriptReport(
        wanted,
        Optional.of(engine),
        model,
        runs.usedGpu(),
        setup.threads(),
        languages.main(regions),
        languages,
        transcript.segments(),
        recognizer.dropped(),
        translated.map(Translation.Translated::cues).orElse(transcript.cues()),
        regions,
        setup.voiceActivity().isPresent(),
        chunks.size(),
        translated,
        sidecar,
        transcript.repaired(),
        transcript.corrected());
  }

  private void transcribed(double done) {
    progress(HEARD_FROM, HEARD_TO, done);
  }

  /** The final transcript. */
  private record Transcript(
      LanguageDetection.Spoken languages,
      List<Segment> segments,
      List<Cue> cues,
      TranscriptReport.Repaired repaired,
      List<Corrected> corrected) {}

  /** Transcribes, and once more where there is speech but no text. */
  private Transcript transcript(
      SpeechRecognizer recognizer,
      List<ChunkRuns.Spoken> chunks,
      LanguageDetection.Spoken languages,
      SpeechRegions regions,
      TranscribeOptions options)
      throws TaskFailedException, IOException {
    List<Segment> segments =
        new ArrayList<>(recognizer.transcribe(chunks, options, this::transcribed));
    String language = languages.main(regions);
    Glossary glossary = new Glossary(options.vocabulary());
    Glossary.Result found = glossary.apply(segments);
    List<Cue> cues = cues(language, found.segments(), regions);
    List<Interval> gaps = Gaps.withSpeech(cues, regions);
    boolean told = warnings.stream().anyMatch(w -> w.code() == Warning.Code.SPEECH_NOT_RECOGNISED);
    if (cues.isEmpty() || gaps.isEmpty() || told) {
      return new Transcript(
          languages, found.segments(), cues, TranscriptReport.Repaired.NOTHING, found.corrected());
    }
    List<Interval> longest = gaps.subList(0, Math.min(MOST_REPAIRS, gaps.size()));
    segments.addAll(recognizer.repair(longest, chunks, options));
    segments.sort(Comparator.comparingDouble(Segment::startSeconds));
    found = glossary.apply(segments);
    List<Cue> more = cues(language, found.segments(), regions);
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
    return new Transcript(
        languages,
        found.segments(),
        more,
        new TranscriptReport.Repaired(gaps, longest.size(), more.size() - cues.size()),
        found.corrected());
  }

  private Optional<Translation.Translated> translated(
      TranscriptionParameters wanted,
      SpeechRecognizer recognizer,
      Transcript transcript,
      List<ChunkRuns.Spoken> chunks,
      SpeechRegions regions,
      TranscribeOptions options)
      throws TaskFailedException, IOException {
    List<LanguagePart> parts = transcript.languages().parts();
    String to = wanted.language();
    boolean foreign = parts.stream().anyMatch(part -> !part.language().equals(to));
    if (to.equals(SpokenLanguages.AUTO) || transcript.cues().isEmpty() || !foreign) {
      return Optional.empty();
    }
    return translation.translate(
        transcript.cues(),
        parts,
        transcript.languages().main(regions),
        to,
        wanted.model(),
        regions,
        () ->
            recognizer.translate(chunks, options, done -> progress(HEARD_TO, WRITTEN_FROM, done)));
  }

  private static List<Cue> cues(String language, List<Segment> segments, SpeechRegions regions) {
    return new CueBuilder(language, regions)
        .build(segments.stream().flatMap(s -> s.timedWords().stream()).toList());
  }

  /** Everything that the results depend on. */
  private static Map<String, Object> plan(
      TranscriptionParameters wanted,
      SpeechEngine engine,
      Optional<Path> model,
      Path wav,
      SpeechRegions regions,
      double target)
      throws IOException {
    Map<String, Object> plan = new LinkedHashMap<>();
    plan.put("sound", new DigestUtils(MessageDigestAlgorithms.SHA_256).digestAsHex(wav));
    plan.put("engine", engine.kind().wireName() + " " + engine.version() + " " + engine.place());
    plan.put("model", wanted.model().fullName());
    if (model.isPresent()) {
      plan.put("model_file", model.get().getFileName() + " " + Files.size(model.get()));
    }
    plan.put("source_language", wanted.sourceLanguage());
    plan.put("vocabulary", wanted.vocabulary());
    plan.put("speech", regions.speech().toString());
    plan.put("piece_seconds", target);
    return plan;
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
    String name = report.untranslated() ? base() + "." + report.language() : base();
    List<LanguagePart> parts =
        report.translated().isPresent() ? List.of() : report.languages().parts();
    for (String format : report.wanted().formats()) {
      publish(
          name + "." + format,
          format.equals("srt")
              ? Subtitles.srt(report.cues())
              : Subtitles.vtt(report.cues(), parts));
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
