package io.mediarunner.core.encoding.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.media.MediaLab;
import io.mediarunner.core.media.MediaLab.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Results read as Esup-Pod's import reads them: by these names and no others. What it looks for and
 * does not find fails the import of a whole video.
 */
class PlatformImportIT {
  private static final Set<String> LADDER = Set.of("640x360", "1280x720", "1920x1080");
  @TempDir private Path folder;
  private MediaLab lab;

  @BeforeEach
  void openLab() {
    lab = new MediaLab(folder);
  }

  @Test
  void takesAVideo() throws Exception {
    // A quarter wider than the ladder's pictures: the import knows rungs by their names alone.
    Path source = lab.talk("Été 2026.mp4", "900x720", "25", "5");

    Result result = lab.encode(source, Map.of("video_id", 815, "video_slug", "0815-ete"));

    JsonNode info = result.info();
    assertThat(info.path("duration").isInt()).isTrue();
    assertThat(info.path("duration").asInt()).isEqualTo(5);
    assertThat(info.path("has_stream_video").booleanValue()).isTrue();
    assertThat(info.path("has_stream_audio").booleanValue()).isTrue();
    assertThat(info.path("has_stream_thumbnail").booleanValue()).isTrue();
    assertThat(info.path("video_id").isTextual()).isTrue();
    assertThat(info.path("encode_video").isArray()).isTrue();
    for (JsonNode video : info.path("encode_video")) {
      String stem = stem(video);
      assertThat(video.path("rendition").asText()).isIn(LADDER);
      assertThat(stem.substring(0, 3))
          .as("the rung's height, the first three characters of the name")
          .isEqualTo(video.path("rendition").asText().split("x")[1]);
      if (video.path("encoding_format").asText().equals("video/mp2t")) {
        assertThat(video.path("filename").asText()).endsWith(".m3u8");
        filled(result, stem + ".m3u8");
        filled(result, stem + ".ts");
      } else {
        assertThat(video.path("encoding_format").asText()).isEqualTo("video/mp4");
        filled(result, stem + ".mp4");
      }
    }
    assertThat(info.path("encode_video").findValuesAsText("encoding_format"))
        .containsExactly("video/mp2t", "video/mp2t", "video/mp4", "video/mp4");
    JsonNode audio = info.path("encode_audio").path(0);
    assertThat(audio.path("encoding_format").asText()).isEqualTo("audio/mp3");
    filled(result, stem(audio) + ".mp3");
    assertThat(info.path("encode_thumbnail")).hasSize(3);
    for (JsonNode thumbnail : info.path("encode_thumbnail")) {
      filled(result, thumbnail.path("filename").asText());
    }
    filled(result, "overview.vtt");
    filled(result, "encoding.log");
    assertThat(result.files())
        .allMatch(name -> name.matches("[A-Za-z0-9._-]+"))
        .as("written by the platform itself")
        .doesNotContain("playlist.m3u8");
  }

  @Test
  void takesAudioAlone() throws Exception {
    Result result = lab.encode(lab.clip("t17b.wav", "-f lavfi -i sine=d=5"));

    JsonNode info = result.info();
    assertThat(info.path("has_stream_video").booleanValue()).isFalse();
    assertThat(info.path("has_stream_thumbnail").isBoolean()).isTrue();
    assertThat(info.path("encode_audio").findValuesAsText("encoding_format"))
        .containsExactly("video/mp4", "audio/mp3");
    filled(result, stem(info.path("encode_audio").path(0)) + ".m4a");
    filled(result, stem(info.path("encode_audio").path(1)) + ".mp3");
  }

  /** Thumbnails and overview are optional: missing ones do not fail the import. */
  @Test
  void takesAVideoWhoseOverviewFailed() throws Exception {
    lab.onWorkDir =
        work -> {
          try { // leads nowhere, so that nothing can be written there
            Files.createSymbolicLink(work.resolve("overview.png"), work.resolve("none/none.png"));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };

    Result result = lab.encode(lab.talk("talk.mp4", "640x360", "25", "2"));

    assertThat(result.info().path("encode_result").booleanValue()).isTrue();
    assertThat(result.info().path("encode_video")).hasSize(2);
    assertThat(result.info().path("warnings").findValuesAsText("code"))
        .containsExactly("PICTURES_MISSING");
    assertThat(result.info().has("encode_overview")).isFalse();
  }

  private static String stem(JsonNode entry) {
    return entry.path("filename").asText().replaceFirst("\\.[^.]*$", "");
  }

  private static void filled(Result result, String name) throws IOException {
    assertThat(Files.size(result.folder().resolve(name))).as(name).isPositive();
  }
}
