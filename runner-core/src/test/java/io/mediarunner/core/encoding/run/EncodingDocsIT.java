package io.mediarunner.core.encoding.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mediarunner.core.media.MediaLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every example of docs/encoding.md, run. */
class EncodingDocsIT {
  private static final Pattern EXAMPLE = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL);
  @TempDir private Path folder;

  @Test
  void examplesWork() throws Exception {
    MediaLab lab = new MediaLab(folder);
    Path source = lab.talk("talk.mp4", "1280x720", "25", "6");
    lab.clip("logo.png", "-f lavfi -i color=c=white:s=300x150:d=1,format=rgba -frames:v 1");
    lab.talk("opening.mp4", "640x480", "30", "2");
    List<String> made = new ArrayList<>();

    for (String example : examples()) {
      MediaLab.Result result =
          lab.encode(
              source,
              new ObjectMapper().readValue(example, new TypeReference<Map<String, Object>>() {}));
      assertThat(result.info().path("warnings")).as(example).isEmpty();
      made.add(
          result.info().path("duration_exact").asDouble()
              + " "
              + result.files().stream().filter(name -> name.endsWith(".m3u8")).toList());
    }

    assertThat(made)
        .containsExactly(
            "6.0 [360p_talk.m3u8, 480p_talk.m3u8, 720p_talk.m3u8, master.m3u8]",
            "6.0 [540p_talk.m3u8, master.m3u8]",
            "3.52 [360p_talk.m3u8, 720p_talk.m3u8, master.m3u8]",
            "5.0 [360p_talk.m3u8, 720p_talk.m3u8, master.m3u8]",
            "6.0 [360p_talk.m3u8, 720p_talk.m3u8, master.m3u8]");
  }

  private static List<String> examples() throws Exception {
    String text = Files.readString(Path.of("../docs/encoding.md"));
    return EXAMPLE.matcher(text).results().map((MatchResult found) -> found.group(1)).toList();
  }
}
