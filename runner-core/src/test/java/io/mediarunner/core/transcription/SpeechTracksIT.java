package io.mediarunner.core.transcription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Which audio of a recording is transcribed, and on which clock. */
class SpeechTracksIT extends SpeechLab {
  private static final Pattern BEGIN = Pattern.compile("00:00:(\\d\\d\\.\\d{3}) --> ");

  @Test
  void transcribesTheTrackThatSpeaks() throws Exception {
    Path speech = say("en.wav", "en-gb", MUSIC);
    Path recording =
        media.clip(
            "camera.mp4",
            "-f lavfi -i anullsrc=r=16000:cl=mono -i "
                + speech
                + " -map 0 -map 1 -shortest -c:a aac");

    Made made = transcribe(recording, Map.of("source_language", "en"));

    assertThat(made.text("camera.vtt")).containsIgnoringCase("we study the history of music");
    assertThat(warnings(made))
        .containsExactly("the main audio has next to no speech; transcribed was audio track 1");
  }

  /** Where audio changes its form, ffmpeg would begin to count anew. */
  @Test
  void keepsTheClockWhereTheAudioChangesItsForm() throws Exception {
    Path recording = part("joined.ts", "volume=0", 1, 44_100);
    byte[] second = Files.readAllBytes(part("second.ts", "volume=1", 2, 48_000));
    Files.write(recording, second, StandardOpenOption.APPEND);

    Made made = transcribe(recording, Map.of("source_language", "en"));

    String vtt = made.text("joined.vtt");
    assertThat(vtt).as(made.text("encoding.log")).containsIgnoringCase("the history of music");
    Matcher begin = BEGIN.matcher(vtt);
    assertThat(begin.find()).as(vtt).isTrue();
    assertThat(Double.parseDouble(begin.group(1))).as(vtt).isCloseTo(7, within(0.3));
    assertThat(made.text("encoding.log"))
        .containsPattern("speech: .* of (11\\.9|12\\.[01]) s, in 1 region");
  }

  /** Six seconds with a sentence that begins after one. */
  private Path part(String name, String filter, int channels, int rate) throws Exception {
    Path speech = say(name + ".wav", "en-gb", MUSIC);
    return media.clip(
        name,
        "-i "
            + speech
            + " -af "
            + filter
            + ",adelay=1000,apad -t 6 -c:a mp2 -ac "
            + channels
            + " -ar "
            + rate);
  }

  private static List<String> warnings(Made made) {
    return made.info().path("warnings").findValues("detail").stream()
        .map(JsonNode::asText)
        .toList();
  }
}
