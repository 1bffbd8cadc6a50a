package io.mediarunner.core.media.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mediarunner.core.media.FlashBeep;
import io.mediarunner.core.media.MediaLab;
import io.mediarunner.core.media.Timeline;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sources that end early, have a hole, or hold a second recording; and whole ones. */
class MissingContentIT {
  private static final double SECONDS = 12;

  @TempDir private Path folder;
  private MediaLab lab;

  @BeforeEach
  void open() {
    lab = new MediaLab(folder);
  }

  private Path clip(String name, String options) throws Exception {
    return lab.clip(name, FlashBeep.inputs(SECONDS) + " " + options);
  }

  private Timeline inspect(Path source) throws Exception {
    Path work = Files.createTempDirectory(folder, "work");
    return new MediaInspector(MediaLab.tools(), Set.of(), 0)
        .of(MediaLab.boxed(folder, work, pid -> {}), work)
        .media(source)
        .timeline();
  }

  @ParameterizedTest
  @CsvSource({
    "wav, -map 1 -c:a pcm_s16le",
    "aiff, -map 1 -c:a pcm_s16be",
    "w64, -map 1 -c:a pcm_s16le",
    "caf, -map 1 -c:a pcm_s16be",
    "flac, -map 1 -c:a flac",
    "ogg, -map 1 -c:a libvorbis",
    "mp3, -map 1 -c:a libmp3lame",
    "aac, -map 1 -c:a aac",
    "mka, -map 1 -c:a libopus",
    "mov, -c:v mjpeg -c:a pcm_s16le",
    "mp4, -c:v libx264 -preset ultrafast -c:a aac",
    "mp4, -c:v libx264 -preset ultrafast -c:a aac -movflags +frag_keyframe+empty_moov -g 25",
    "mkv, -c:v libx264 -preset ultrafast -c:a aac",
    "webm, -c:v libvpx -deadline realtime -cpu-used 8 -c:a libopus -live 1",
    "avi, -c:v mpeg4 -c:a mp3",
    "avi, -map 0 -map 0 -map 1 -c:v mjpeg -q:v 1 -c:a mp3",
    "wmv, -c:v wmv2 -c:a wmav2",
    "flv, -c:v flv -c:a aac",
    "flv, -c:v flv -c:a aac -flvflags no_duration_filesize",
    "ts, -c:v mpeg2video -c:a mp2",
    "mxf, -c:v mpeg2video -c:a pcm_s16le",
  })
  void findsNothingMissingInAWholeFile(String extension, String options) throws Exception {
    Timeline timeline = inspect(clip("whole." + extension, options));

    assertThat(timeline.missing()).isEmpty();
    assertThat(timeline.seconds()).isCloseTo(SECONDS, within(0.2));
  }

  /** Its clock, and with it the length in its header, began long before it. */
  @Test
  void findsNothingMissingInADumpOfAStream() throws Exception {
    Path dump = Path.of("src/test/resources/cases/m03_stream_dump.flv");

    assertThat(inspect(Files.copy(dump, folder.resolve("dump.flv"))).missing()).isEmpty();
  }

  /** Behind the audio come texts, and what an editor keeps there. */
  @Test
  void takesNoChunkBehindTheAudioForAudio() throws Exception {
    Path source = clip("edited.wav", "-map 1 -c:a pcm_s16le -metadata title=Lecture");
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(source)).order(ByteOrder.LITTLE_ENDIAN);
    ByteArrayOutputStream more = new ByteArrayOutputStream();
    more.write(file.putInt(4, file.getInt(4) + 30_008).array());
    more.write("minf".getBytes(StandardCharsets.ISO_8859_1));
    more.write(ByteBuffer.allocate(30_004).order(ByteOrder.LITTLE_ENDIAN).putInt(30_000).array());

    assertThat(inspect(Files.write(source, more.toByteArray())).missing()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "wav, -map 1 -c:a pcm_s16le, the file ends early",
    "aiff, -map 1 -c:a pcm_s16be, the file ends early",
    "flac, -map 1 -c:a flac, could be read",
    "avi, -c:v mjpeg -q:v 1 -c:a mp3, the file ends early",
    "flv, -c:v flv -c:a aac, could be read",
    "mxf, -c:v mpeg2video -c:a pcm_s16le, could be read",
  })
  void tellsThatAFileEndsEarly(String extension, String options, String clause) throws Exception {
    Path source = clip("broken." + extension, options);
    byte[] bytes = Files.readAllBytes(source);
    Files.write(source, Arrays.copyOf(bytes, bytes.length * 6 / 10));

    Timeline timeline = inspect(source);

    assertThat(timeline.missing()).hasSize(1).first().asString().contains(clause);
    assertThat(timeline.seconds()).isBetween(SECONDS * 0.4, SECONDS * 0.75);
  }

  @ParameterizedTest
  @CsvSource({
    "wav, -map 1 -c:a pcm_s16le, another one may follow",
    "aiff, -map 1 -c:a pcm_s16be, another one may follow",
    "caf, -map 1 -c:a pcm_s16be, another one may follow",
    "wmv, -c:v wmv2 -q:v 1 -c:a wmav2, another one may follow",
    "flv, -c:v flv -q:v 1 -c:a aac, another one may follow",
    "mp4, -c:v libx264 -preset ultrafast -c:a aac, holds 2 recordings",
    "mov, -c:v mjpeg -c:a pcm_s16le -movflags +faststart, holds 2 recordings",
  })
  void tellsThatASecondRecordingFollows(String extension, String options, String clause)
      throws Exception {
    Path source = clip("joined." + extension, options);
    ByteArrayOutputStream twice = new ByteArrayOutputStream();
    byte[] bytes = Files.readAllBytes(source);
    twice.write(bytes);
    twice.write(bytes);

    Timeline timeline = inspect(Files.write(source, twice.toByteArray()));

    assertThat(timeline.missing()).hasSize(1).first().asString().contains(clause);
  }

  /** A recorder that writes its header now and then, and was switched off. */
  @Test
  void tellsThatAHeaderSaysTooLittle() throws Exception {
    Path source = clip("stale.wav", "-map 1 -c:a pcm_s16le");
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(source)).order(ByteOrder.LITTLE_ENDIAN);
    int data = new String(file.array(), StandardCharsets.ISO_8859_1).indexOf("data") + 4;
    file.putInt(4, file.getInt(4) / 2).putInt(data, file.getInt(data) / 2);

    Timeline timeline = inspect(Files.write(source, file.array()));

    assertThat(timeline.missing()).hasSize(1).first().asString().contains("another one may follow");
  }

  @Test
  void tellsOfALostFragment() throws Exception {
    Path source =
        clip(
            "hole.mp4",
            "-c:v libx264 -preset ultrafast -g 50 -c:a aac -movflags"
                + " +frag_keyframe+empty_moov+default_base_moof");
    byte[] bytes = Files.readAllBytes(source);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int second = text.indexOf("moof", text.indexOf("moof") + 4) - 4;
    int third = text.indexOf("moof", second + 8) - 4;
    ByteArrayOutputStream without = new ByteArrayOutputStream();
    without.write(bytes, 0, second);
    without.write(bytes, third, bytes.length - third);

    List<String> missing = inspect(Files.write(source, without.toByteArray())).missing();

    assertThat(missing).hasSize(1);
    assertThat(missing.get(0)).contains("from 2.0 to 4.0 s").contains("neither video nor audio");
  }

  /** Such a file states no length: what is missing shows in its last box alone. */
  @Test
  void tellsThatTheLastFragmentIsNotWhole() throws Exception {
    Path source =
        clip(
            "cut.mp4",
            "-c:v libx264 -preset ultrafast -g 50 -c:a aac -movflags +frag_keyframe+empty_moov");
    byte[] bytes = Files.readAllBytes(source);

    Timeline timeline = inspect(Files.write(source, Arrays.copyOf(bytes, bytes.length * 6 / 10)));

    assertThat(timeline.missing())
        .containsExactly("the file ends early: its last fragment is not whole");
    assertThat(timeline.seconds()).isLessThan(SECONDS * 0.75);
  }
}
