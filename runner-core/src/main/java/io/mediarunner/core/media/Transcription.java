package io.mediarunner.core.media;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.process.ProcessExit;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.speech.ChunkPlan;
import io.mediarunner.core.speech.Cue;
import io.mediarunner.core.speech.CueBuilder;
import io.mediarunner.core.speech.Segment;
import io.mediarunner.core.speech.SegmentFilter;
import io.mediarunner.core.speech.SpeechMap;
import io.mediarunner.core.speech.SpeechMap.Interval;
import io.mediarunner.core.speech.SpeechModel;
import io.mediarunner.core.speech.SpokenLanguages;
import io.mediarunner.core.speech.Subtitles;
import io.mediarunner.core.speech.TranscriptionParameters;
import io.mediarunner.core.speech.WhisperJson;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One transcription: sound, speech map, pieces, engine, filter, cues, files. */
final class Transcription {
  private static final double INSPECTED = 0.08;
  private static final double HEARD_FROM = 0.15;
  private static final double HEARD_TO = 0.95;
  private static final int SAMPLE_BYTES_A_SECOND = 32_000;
  private static final int WAV_HEADER_BYTES = 44;
  private static final double PIECE_SECONDS = 300;
  private static final double LEAST_SPEECH_SECONDS = 0.2;
  private static final double BELOW_PEAK_DB = 40;
  private static final Pattern PEAK = Pattern.compile("max_volume: (-?[0-9.]+|-inf) dB");
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final int SAID_AT_MOST = 100_000;

  private final MediaTask task;
  private final TranscriptionWork.Setup setup;
  private final EncodingLog log;
  private final List<Warning> warnings = new ArrayList<>();

  Transcription(MediaTask task, TranscriptionWork.Setup setup) {
    this.task = task;
    this.setup = setup;
    this.log = new EncodingLog(task.outputDir(), task.workDir().getParent());
  }

  /** What the engine heard of the whole recording. */
  private record Heard(String language, List<Segment> segments, boolean gpu, int pieces) {}

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
    String text = log.text().strip();
    return "[info_script.log]\n" + text.substring(Math.max(0, text.length() - SAID_AT_MOST));
  }

  private void transcribe() throws TaskFailedException, IOException {
    Map<String, Object> parameters = task.request().parameters();
    List<String> problems = TranscriptionParameters.problems(parameters);
    if (!problems.isEmpty()) {
      throw new TaskFailedException(
          Failure.invalidParameters(task.request().taskType(), String.join("; ", problems)));
    }
    TranscriptionParameters wanted = TranscriptionParameters.of(parameters, setup.config());
    Path model = model(wanted.model());
    Path engine =
        setup
            .engine()
            .orElseThrow(
                () ->
                    new TaskFailedException(
                        FailureCode.TOOL_MISSING,
                        "whisper-cli is not installed on this runner; bin/install-whisper builds"
                            + " it."));
    MediaInfo.Audio track = inspect(wanted);
    Path wav = sound(track, wanted);
    SpeechMap map = map(wav);
    log.line(
        String.format(
            Locale.ROOT,
            "speech: %.1f of %.1f s, in %d stretch(es)",
            map.speechSeconds(),
            map.totalSeconds(),
            map.speech().size()));

    Heard heard =
        map.speechSeconds() < LEAST_SPEECH_SECONDS
            ? new Heard("", List.of(), false, 0)
            : hear(engine, model, wanted, wav, map);
    if (setup.gpu() && heard.pieces() > 0 && !heard.gpu()) {
      warnings.add(
          Warning.of(
              Warning.Code.ENGINE_ON_CPU, "the speech engine found no GPU and ran on the CPU"));
    }
    write(wanted, model, heard, map);
  }

  private Path model(SpeechModel model) throws TaskFailedException {
    return model
        .in(setup.modelsDir())
        .orElseThrow(
            () ->
                new TaskFailedException(
                    FailureCode.MODEL_MISSING,
                    "The speech model %s is not installed on this runner (%s is missing)."
                        .formatted(model.wireName(), model.fileNames().get(0))));
  }

  private MediaInfo.Audio inspect(TranscriptionParameters wanted)
      throws TaskFailedException, IOException {
    task.progress().accept(Progress.of(Stage.INSPECT, INSPECTED));
    log.heading("inspect");
    CodecDenylist denylist = new CodecDenylist(setup.codecDenylist());
    denylist.check(task.source());
    MediaProbe probe =
        new MediaProbe(setup.ffmpeg(), task.tools(), task.workDir(), setup.limits().nice(), "");
    MediaInfo info = probe.source(task.source());
    log.line("facts: " + info);
    denylist.check(info.codecs());
    Optional<MediaInfo.Audio> spoken =
        info.audio().stream()
            .filter(a -> Languages.twoLetters(a.language()).equals(wanted.sourceLanguage()))
            .findFirst();
    return spoken
        .or(info::mainAudio)
        .orElseThrow(
            () ->
                new TaskFailedException(
                    FailureCode.NO_AUDIO, "Input media contains no audio stream."));
  }

  /** 16 kHz, mono, 16 bit, from the file's beginning: late sound gives late subtitles. */
  private Path sound(MediaInfo.Audio track, TranscriptionParameters wanted)
      throws TaskFailedException, IOException {
    Path wav = task.workDir().resolve("sound.wav");
    String loudness =
        wanted.normalize()
            ? String.format(
                Locale.ROOT, "loudnorm=I=%.1f:TP=-2:LRA=7,", setup.config().targetLevelLufs())
            : "";
    List<String> command = ffmpeg();
    command.addAll(setup.ffmpeg().input(task.source()));
    command.addAll(List.of("-map", "0:" + track.index(), "-vn"));
    command.addAll(
        List.of("-af", "aresample=16000:async=1:first_pts=0," + loudness + "aresample=16000"));
    command.addAll(List.of("-ac", "1", "-c:a", "pcm_s16le", "-map_metadata", "-1"));
    command.addAll(List.of("-fflags", "+bitexact", "-flags:a", "+bitexact", "-f", "wav"));
    command.add("file:" + wav);
    run("sound", command);
    return wav;
  }

  /** Silence is what is far below the loudest: microphones differ. */
  private SpeechMap map(Path wav) throws TaskFailedException, IOException {
    double total = (Files.size(wav) - WAV_HEADER_BYTES) / (double) SAMPLE_BYTES_A_SECOND;
    if (total <= 0) {
      return new SpeechMap(List.of(), 0);
    }
    Matcher peak = PEAK.matcher(listen("loudest", wav, "volumedetect"));
    if (!peak.find() || peak.group(1).equals("-inf")) {
      return new SpeechMap(List.of(), total);
    }
    double threshold =
        Math.max(-65, Math.min(-40, Double.parseDouble(peak.group(1)) - BELOW_PEAK_DB));
    String filter = String.format(Locale.ROOT, "silencedetect=n=%.1fdB:d=0.5", threshold);
    return SpeechMap.ofSilences(listen("silences", wav, filter), total);
  }

  private String listen(String step, Path wav, String filter)
      throws TaskFailedException, IOException {
    List<String> command = ffmpeg();
    command.addAll(setup.ffmpeg().input(wav));
    command.addAll(List.of("-af", filter, "-f", "null", "-"));
    return EncodingLog.text(run(step, command));
  }

  private List<String> ffmpeg() {
    return new ArrayList<>(
        List.of(setup.ffmpeg().ffmpeg().toString(), "-hide_banner", "-nostdin", "-nostats", "-y"));
  }

  private Path run(String step, List<String> command) throws TaskFailedException, IOException {
    Path said = task.workDir().resolve(step + ".log");
    log.heading(step);
    log.command(command);
    ProcessExit exit =
        task.tools()
            .run(
                new ProcessSpec(
                    command,
                    task.workDir(),
                    setup.ffmpeg().environment(),
                    said,
                    said,
                    setup.limits().limit(),
                    GRACE,
                    setup.limits().nice()));
    if (!(exit instanceof ProcessExit.Done)) {
      log.output(said);
      throw new TaskFailedException(
          FailureCode.SOURCE_UNREADABLE, "The sound of the recording cannot be read.");
    }
    return said;
  }

  /**
   * All pieces in one process. Where the language is not known the first piece alone tells it, so
   * that the others cannot disagree.
   */
  private Heard hear(
      Path engine, Path model, TranscriptionParameters wanted, Path wav, SpeechMap map)
      throws TaskFailedException, IOException {
    double threshold = setup.config().chunkThreshold().toSeconds();
    double target =
        map.totalSeconds() > threshold ? Math.min(PIECE_SECONDS, threshold) : map.totalSeconds();
    List<Interval> pieces = ChunkPlan.of(map, target);
    List<Path> wavs = cut(wav, pieces);
    log.heading("transcribe");
    log.line("pieces: " + pieces);
    WhisperCli whisper = new WhisperCli(engine, task.tools(), log);
    boolean unknown = wanted.sourceLanguage().equals(SpokenLanguages.AUTO);
    int first = unknown && wavs.size() > 1 ? 1 : wavs.size();
    double share = first / (double) wavs.size();
    List<WhisperJson> results = new ArrayList<>();
    WhisperCli.Heard begun =
        whisper.hear(
            wavs.subList(0, first),
            order(model, wanted.sourceLanguage(), false),
            done -> progress(done * share));
    results.addAll(begun.pieces());
    String language = unknown ? results.get(0).language() : wanted.sourceLanguage();
    if (first < wavs.size()) {
      results.addAll(
          whisper
              .hear(
                  wavs.subList(first, wavs.size()),
                  order(model, language, false),
                  done -> progress(share + done * (1 - share)))
              .pieces());
    }
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      Interval piece = pieces.get(i);
      for (Segment segment : results.get(i).segments()) {
        // What begins behind the piece is invented over the silence that engines add.
        segment
            .before(piece.seconds() - ChunkPlan.PADDING)
            .ifPresent(heard -> segments.add(heard.shifted(piece.startSeconds())));
      }
    }
    log.line("heard: " + segments.size() + " segment(s), language " + language);
    return new Heard(
        language, new SegmentFilter(map, language).filter(segments), begun.gpu(), pieces.size());
  }

  private WhisperCli.Order order(Path model, String language, boolean translate) {
    return new WhisperCli.Order(
        model, language, translate, setup.gpu(), setup.threads(), setup.limits().limit());
  }

  private void progress(double done) {
    task.progress().accept(Progress.of(Stage.PROCESS, HEARD_FROM + (HEARD_TO - HEARD_FROM) * done));
  }

  private List<Path> cut(Path wav, List<Interval> pieces) throws TaskFailedException, IOException {
    List<Path> wavs = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      Path piece = task.workDir().resolve("piece-%04d.wav".formatted(i));
      List<String> command = ffmpeg();
      command.addAll(
          List.of(
              "-ss",
              String.format(Locale.ROOT, "%.3f", pieces.get(i).startSeconds()),
              "-t",
              String.format(Locale.ROOT, "%.3f", pieces.get(i).seconds())));
      command.addAll(setup.ffmpeg().input(wav));
      command.addAll(List.of("-c:a", "copy", "-f", "wav", "file:" + piece));
      run("piece-%04d".formatted(i), command);
      wavs.add(piece);
    }
    return wavs;
  }

  private void write(TranscriptionParameters wanted, Path model, Heard heard, SpeechMap map)
      throws IOException {
    task.progress().accept(Progress.of(Stage.VERIFY, HEARD_TO));
    List<Cue> cues =
        new CueBuilder(heard.language())
            .build(heard.segments().stream().flatMap(s -> s.timedWords().stream()).toList());
    String base = OutputNames.of(task.sourceName(), HlsSegments.TS).base();
    for (String format : wanted.formats()) {
      Files.writeString(
          task.outputDir().resolve(base + "." + format),
          format.equals("srt") ? Subtitles.srt(cues) : Subtitles.vtt(cues));
    }
    boolean elsewhere =
        !wanted.language().equals(SpokenLanguages.AUTO)
            && !cues.isEmpty()
            && !wanted.language().equals(heard.language());
    if (elsewhere) {
      warnings.add(
          Warning.about(
              "language",
              Warning.Code.NOT_TRANSLATED,
              "subtitles in %s were asked for; this runner translates nothing, they are in %s"
                  .formatted(wanted.language(), heard.language())));
    }
    warnings.forEach(warning -> log.line("warning: " + warning.detail()));
    log.line("done: " + cues.size() + " cue(s)");
    JsonFiles.write(
        task.outputDir().resolve(InfoVideo.NAME), info(wanted, model, heard, map, cues));
  }

  private Map<String, Object> info(
      TranscriptionParameters wanted, Path model, Heard heard, SpeechMap map, List<Cue> cues) {
    Map<String, Object> json = new LinkedHashMap<>();
    for (String name : List.of("video_id", "video_slug", "video_title")) {
      Object value = task.request().parameters().get(name);
      if (value != null && !value.toString().isBlank()) {
        json.put(name, value.toString());
      }
    }
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("whisper_model", wanted.model().fullName());
    about.put("hardware_profile", heard.gpu() ? "gpu" : "cpu");
    about.put("requested_subtitle_language", wanted.language());
    about.put("requested_source_language", wanted.sourceLanguage());
    String spoken = heard.language().isEmpty() ? null : heard.language();
    about.put("detected_source_language", spoken);
    boolean silent = cues.isEmpty() && !wanted.language().equals(SpokenLanguages.AUTO);
    about.put("final_subtitle_language", silent ? wanted.language() : spoken);
    Map<String, Object> translation = new LinkedHashMap<>();
    translation.put("applied", false);
    translation.put("backend", "none");
    translation.put("source_language", spoken);
    translation.put("target_language", null);
    translation.put("model", null);
    if (cues.isEmpty()) {
      translation.put("note", "no_speech_or_non_verbal_audio");
    }
    about.put("translation", translation);
    about.put("engine", Map.of("name", "whisper-cli", "model_file", "" + model.getFileName()));
    about.put("speech_found", !cues.isEmpty());
    about.put("speech_seconds", rounded(map.speechSeconds()));
    about.put("duration", rounded(map.totalSeconds()));
    about.put("pieces", heard.pieces());
    about.put("cues", cues.size());
    about.put(
        "word_count",
        heard.segments().stream().mapToInt(segment -> segment.timedWords().size()).sum());
    json.put("transcription", about);
    json.put("warnings", warnings.stream().map(Warning::toJson).toList());
    return json;
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
