package io.mediarunner.core.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mediarunner.core.media.MediaLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worked example of docs/studio.md, run as it stands there. */
class StudioDocsIT {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  @TempDir private Path folder;

  @Test
  void exampleWorks() throws Exception {
    MediaLab media = new MediaLab(folder);
    List<String> xml = blocks("xml");
    List<String> json = blocks("json");
    try (StudioLab lab = new StudioLab(folder)) {
      lab.serve("/screen.mp4", media.talk("screen.mp4", "1280x720", "25", "12"));
      lab.serve(
          "/camera.webm",
          media.clip(
              "camera.webm",
              "-f lavfi -i testsrc=s=640x480:r=30:d=12 -c:v libvpx -b:v 800k -deadline realtime"
                  + " -cpu-used 8"));
      lab.serveText("/cut.smil", xml.get(1));

      MediaLab.Result result =
          lab.make(
              xml.get(0),
              MAPPER.readValue(json.get(0), new TypeReference<Map<String, Object>>() {}));

      assertThat(result.info().path("warnings")).isEmpty();
      assertThat(result.info().path("video_title").asText()).isEqualTo("First lesson");
      assertThat(result.files())
          .contains("360p_studio_base.m3u8", "360p_studio_base.mp4")
          .doesNotContain("720p_studio_base.m3u8");
      assertThat(result.seconds("studio_base.mp4")).isBetween(5.45, 5.55);
      JsonNode toolLog = result.info().path("studio");
      MAPPER
          .readTree(json.get(1))
          .path("studio")
          .fields()
          .forEachRemaining(
              field ->
                  assertThat((Object) toolLog.path(field.getKey()))
                      .as(field.getKey())
                      .isEqualTo(field.getValue()));
    }
  }

  private static List<String> blocks(String language) throws Exception {
    return Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(Path.of("../docs/studio.md")))
        .results()
        .map(found -> found.group(1))
        .toList();
  }
}
