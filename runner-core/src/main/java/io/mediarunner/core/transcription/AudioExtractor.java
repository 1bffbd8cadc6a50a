package io.mediarunner.core.transcription;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaFacts;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.media.PreparedAudio;
import io.mediarunner.core.media.audio.AudioPreparation;
import io.mediarunner.core.media.audio.AudioTools;
import io.mediarunner.core.media.ffmpeg.ClockFilter;
import io.mediarunner.core.media.ffmpeg.EncodingLog;
import io.mediarunner.core.media.ffmpeg.InputRules;
import io.mediarunner.core.media.probe.MediaInspector;
import io.mediarunner.core.process.ProcessExit;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.text.Lines;
import io.mediarunner.core.transcription.engine.EngineRun;
import io.mediarunner.core.transcription.engine.TranscribeOptions;
import io.mediarunner.core.transcription.speech.Sound;
import io.mediarunner.core.transcription.speech.SoundLevels;
import io.mediarunner.core.transcription.speech.SpeechOnsets;
import io.mediarunner.core.transcription.speech.SpeechRegions;
import io.mediarunner.core.transcription.speech.SpeechRegions.Interval;
import io.mediarunner.core.transcription.speech.SpokenLanguages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Extracts the audio of a recording for engines, and finds the speech in it. */
final class AudioExtractor {
  private static final int SAMPLES_A_SECOND = 16_000;
  private static final int SAMPLE_BYTES = 2;
  private static final int SAMPLE_BYTES_A_SECOND = SAMPLES_A_SECOND * SAMPLE_BYTES;
  private static final int WAV_HEADER_BYTES = 44;
  private static final int LONGEST_SOUND_BYTES = 300 * SAMPLE_BYTES_A_SECOND;
  private static final double BELOW_PEAK_DB = 40;

  /** Without direct current and rumble, which no silence would be silent with. */
  private static final String AUDIBLE = "highpass=f=60,";

  private static final Pattern PEAK = Pattern.compile("max_volume: (-?[0-9.]+|-inf) dB");

  /** Seconds; less than this is no speech. */
  static final double LEAST_SPEECH = 0.2;

  /** Of a recording; less speech is looked for elsewhere. */
  private static final double LITTLE = 0.02;

  private static final Duration GRACE = Duration.ofSeconds(5);

  private final MediaTask task;
  private final TranscriptionWork.Setup setup;
  private final MediaInspector.Inspection inspection;
  private final EncodingLog log;

  AudioExtractor(
      MediaTask task,
      TranscriptionWork.Setup setup,
      MediaInspector.Inspection inspection,
      EncodingLog log) {
    this.task = task;
    this.setup = setup;
    this.inspection = inspection;
    this.log = log;
  }

  AudioTools audioTools() {
    return new AudioTools(inspection.ffmpeg(), task.tools(), task.workDir(), setup.limits(), log);
  }

  /**
   * The recording, and its audio tracks: that in the requested language or else the main one first.
   */
  record Source(MediaInfo info, List<MediaInfo.Audio> tracks) {}

  /** What there is to transcribe. */
  Source inspect(TranscriptionParameters wanted) throws TaskFailedException, IOException {
    log.heading("inspect");
    MediaInfo info = inspection.media(task.source());
    log.line("properties: " + MediaFacts.of(info));
    MediaInfo.Audio first =
        info.audio().stream()
            .filter(
                a ->
                    SpokenLanguages.code(a.language())
                        .filter(code -> !code.equals(SpokenLanguages.AUTO))
                        .filter(code -> code.equals(wanted.sourceLanguage()))
                        .isPresent())
            .findFirst()
            .or(info::mainAudio)
            .orElseThrow(
                () ->
                    new TaskFailedException(
                        FailureCode.NO_AUDIO, "Input media contains no audio stream."));
    List<MediaInfo.Audio> tracks = new ArrayList<>(List.of(first));
    info.audio().stream().filter(track -> !track.equals(first)).forEach(tracks::add);
    return new Source(info, tracks);
  }

  /**
   * What will be transcribed.
   *
   * @param wav 16 kHz, mono, 16 bit, from the file's beginning
   * @param other where it is from, for people, if that is not the usual place
   */
  record Found(Path wav, SpeechRegions regions, Optional<String> other) {}

  /**
   * Extracts the audio with the speech: a mix of the first track or, if there is next to no speech
   * in it, whatever part of any track has the most.
   *
   * @param recording as of {@link #inspect}
   */
  Found find(Source recording, TranscriptionParameters wanted, TranscribeOptions options)
      throws TaskFailedException, IOException {
    List<MediaInfo.Audio> tracks = recording.tracks();
    Optional<PreparedAudio> prepared =
        new AudioPreparation(audioTools())
            .prepare(task.source(), "source", recording.info(), tracks);
    Path wav = task.workDir().resolve("sound.wav");
    extract(recording, AudioSource.mixed(tracks.get(0)), prepared, wanted, wav);
    SpeechRegions regions = regions(wav, options);
    Found best = new Found(wav, regions, Optional.empty());
    if (regions.speechSeconds() >= Math.max(LEAST_SPEECH, LITTLE * regions.totalSeconds())) {
      return best;
    }
    Path other = task.workDir().resolve("sound-other.wav");
    for (AudioSource source : AudioSource.others(tracks)) {
      if (prepared.isPresent() && !source.isWhole()) {
        continue; // only whole tracks are prepared
      }
      log.line("next to no speech so far; trying " + source.name());
      extract(recording, source, prepared, wanted, other);
      SpeechRegions found = regions(other, options);
      if (found.speechSeconds() > Math.max(LEAST_SPEECH, 2 * best.regions().speechSeconds())) {
        Files.move(other, wav, StandardCopyOption.REPLACE_EXISTING);
        best = new Found(wav, found, Optional.of(source.name()));
      }
    }
    Files.deleteIfExists(other);
    return best;
  }

  /** Audio that starts late gives subtitles that start late. */
  private void extract(
      Source recording,
      AudioSource source,
      Optional<PreparedAudio> prepared,
      TranscriptionParameters wanted,
      Path wav)
      throws TaskFailedException, IOException {
    String loudness =
        wanted.normalize()
            ? String.format(
                Locale.ROOT, "loudnorm=I=%.1f:TP=-2:LRA=7,", setup.config().targetLevelLufs())
            : "";
    List<String> command = ffmpeg();
    prepared.ifPresent(
        audio ->
            command.addAll(
                List.of("-itsoffset", String.format(Locale.ROOT, "%.6f", audio.startSeconds()))));
    command.addAll(
        prepared
            .map(audio -> InputRules.own(audio.file()))
            .orElseGet(() -> inspection.ffmpeg().source(task.source())));
    int track = source.track().index();
    int index = prepared.map(audio -> audio.track(track)).orElse(track);
    command.addAll(List.of("-map", "0:" + index, "-vn"));
    command.addAll(
        List.of(
            "-af",
            (prepared.isPresent()
                    ? ""
                    : ClockFilter.joining("a", recording.info().timeline()) + source.filter())
                + "aresample=16000:async=1:first_pts=0,"
                + loudness
                + "aresample=16000"));
    command.addAll(List.of("-ac", "1", "-c:a", "pcm_s16le", "-map_metadata", "-1"));
    command.addAll(List.of("-fflags", "+bitexact", "-flags:a", "+bitexact", "-f", "wav"));
    command.add("file:" + wav);
    run("sound", command);
  }

  /** Length of such audio, seconds. */
  static double seconds(Path wav) throws IOException {
    return Math.max(0, (Files.size(wav) - WAV_HEADER_BYTES) / (double) SAMPLE_BYTES_A_SECOND);
  }

  /**
   * Where there is speech: according to the detector if there is one, else wherever there is no
   * silence.
   */
  private SpeechRegions regions(Path wav, TranscribeOptions options)
      throws TaskFailedException, IOException {
    double total = seconds(wav);
    if (total <= 0) {
      return new SpeechRegions(List.of(), 0);
    }
    log.heading("speech regions");
    SpeechRegions loud = silences(wav, total);
    if (loud.speech().isEmpty() || setup.voiceActivity().isEmpty()) {
      return loud;
    }
    EngineRun run = new EngineRun(task.tools(), task.workDir(), log::line, done -> {});
    return SpeechOnsets.of(
        setup.voiceActivity().get().listen(wav, total, options, run), sound(wav));
  }

  /** Silence is relative to the loudest point, because microphones differ. */
  private SpeechRegions silences(Path wav, double total) throws TaskFailedException, IOException {
    Optional<String> peak =
        Lines.read(
            listen("loudest", wav, AUDIBLE + "volumedetect"),
            lines ->
                lines
                    .map(PEAK::matcher)
                    .filter(Matcher::find)
                    .map(found -> found.group(1))
                    .findFirst());
    if (peak.isEmpty() || peak.get().equals("-inf")) {
      return new SpeechRegions(List.of(), total);
    }
    double loudest = Double.parseDouble(peak.get());
    double gain = QuietAudio.amplify(wav, loudest);
    if (gain > 0) {
      log.line(String.format(Locale.ROOT, "quiet: amplified by %.1f dB", gain));
    }
    double threshold = Math.max(-65, Math.min(-40, loudest + gain - BELOW_PEAK_DB));
    String filter = String.format(Locale.ROOT, AUDIBLE + "silencedetect=n=%.1fdB:d=0.5", threshold);
    return Lines.read(
        listen("silences", wav, filter), lines -> SpeechRegions.ofSilences(lines, total));
  }

  private Path listen(String step, Path wav, String filter)
      throws TaskFailedException, IOException {
    List<String> command = ffmpeg();
    command.addAll(InputRules.own(wav));
    command.addAll(List.of("-af", filter, "-f", "null", "-"));
    return run(step, command);
  }

  /** The levels of such audio, read when they are asked for. */
  static Sound sound(Path wav) {
    return (from, to) -> {
      int step = (int) Math.round(Sound.STEP * SAMPLES_A_SECOND);
      try (FileChannel channel = FileChannel.open(wav, StandardOpenOption.READ)) {
        long begin = Math.min(channel.size(), sampleByte(Math.max(0, from)));
        long end = Math.min(channel.size(), sampleByte(Math.max(0, to)));
        ByteBuffer bytes =
            ByteBuffer.allocate((int) Math.max(0, Math.min(LONGEST_SOUND_BYTES, end - begin)));
        while (bytes.hasRemaining() && channel.read(bytes, begin + bytes.position()) > 0) {
          // until it is full
        }
        return SoundLevels.of(bytes.flip().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer(), step);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  /** Writes parts of the extracted audio, one after the other, to a separate file. */
  static void cut(Path wav, List<Interval> parts, Path chunk) throws IOException {
    Path unfinished = chunk.resolveSibling(chunk.getFileName() + ".part");
    try (FileChannel from = FileChannel.open(wav, StandardOpenOption.READ);
        FileChannel to =
            FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
      to.position(WAV_HEADER_BYTES);
      for (Interval part : parts) {
        long begin = sampleByte(part.startSeconds());
        long end = Math.min(from.size(), sampleByte(part.endSeconds()));
        while (begin < end) {
          begin += from.transferTo(begin, end - begin, to);
        }
      }
      to.write(header(to.position() - WAV_HEADER_BYTES), 0);
    }
    Files.move(unfinished, chunk, StandardCopyOption.REPLACE_EXISTING);
  }

  private static long sampleByte(double seconds) {
    return WAV_HEADER_BYTES + Math.round(seconds * SAMPLES_A_SECOND) * SAMPLE_BYTES;
  }

  /** RIFF WAVE, as Microsoft's and IBM's "Multimedia Programming Interface" of 1991 has it. */
  private static ByteBuffer header(long dataBytes) {
    ByteBuffer header = ByteBuffer.allocate(WAV_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    header.put("RIFF".getBytes(StandardCharsets.US_ASCII));
    header.putInt((int) (dataBytes + WAV_HEADER_BYTES - 8));
    header.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII));
    header.putInt(16).putShort((short) 1).putShort((short) 1); // PCM, mono
    header.putInt(SAMPLES_A_SECOND).putInt(SAMPLE_BYTES_A_SECOND);
    header.putShort((short) SAMPLE_BYTES).putShort((short) (8 * SAMPLE_BYTES));
    header.put("data".getBytes(StandardCharsets.US_ASCII)).putInt((int) dataBytes);
    return header.flip();
  }

  private List<String> ffmpeg() {
    return new ArrayList<>(
        List.of(setup.ffmpeg().ffmpeg().toString(), "-hide_banner", "-nostdin", "-nostats", "-y"));
  }

  private Path run(String step, List<String> command) throws TaskFailedException, IOException {
    Path toolLog = task.workDir().resolve(step + ".log");
    Files.deleteIfExists(toolLog);
    log.command(command);
    ProcessExit exit =
        task.tools()
            .run(
                new ProcessSpec(
                    command,
                    task.workDir(),
                    setup.ffmpeg().environment(),
                    toolLog,
                    toolLog,
                    setup.limits().limit(),
                    GRACE,
                    setup.limits().nice()));
    if (!(exit instanceof ProcessExit.Done)) {
      log.output(toolLog);
      throw new TaskFailedException(
          FailureCode.SOURCE_UNREADABLE, "The audio of the recording cannot be read.");
    }
    return toolLog;
  }
}
