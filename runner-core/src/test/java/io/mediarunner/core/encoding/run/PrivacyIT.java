package io.mediarunner.core.encoding.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.media.MediaLab;
import io.mediarunner.core.media.MediaLab.Result;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a source says of its place and author is in none of the published files. */
class PrivacyIT {
  private static final String SECRETS =
      " -metadata location=+48.8577+002.2950/ -metadata artist=Prof_Xenakis"
          + " -metadata comment=private_comment\nStream_mapping:\nsecond_line"
          + " -metadata copyright=Someone_Else -metadata album=Hidden_Album"
          + " -metadata title=Secret_Title -metadata model=Phone_15"
          + " -metadata creation_time=2024-05-06T07:08:09Z"
          + " -metadata:s:v:0 handler_name=Camera_Handler -metadata:s:a:0 handler_name=Mic_Handler";
  private static final List<String> WORDS =
      List.of(
          "48.8577",
          "Xenakis",
          "private_comment",
          "second_line",
          "Someone_Else",
          "Hidden_Album",
          "Secret_Title",
          "Phone_15",
          "2024-05-06",
          "Camera_Handler",
          "Mic_Handler");
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"talk.mp4,false", "talk.mov,true", "talk.mkv,false"})
  void nothingOfAVideosMetadataIsPublished(String name, boolean fmp4) throws Exception {
    MediaLab lab = new MediaLab(folder);
    lab.fmp4 = fmp4;
    Path source =
        lab.clip(
            name,
            "-f lavfi -i testsrc2=s=320x180:r=25:d=2 -f lavfi -i sine=d=2 "
                + String.join(" ", MediaLab.FAST)
                + SECRETS
                + (name.endsWith("mkv") ? "" : " -movflags use_metadata_tags"));

    publishesNone(lab.encode(source));
  }

  @Test
  void nothingOfAnAudioFilesMetadataIsPublished() throws Exception {
    MediaLab lab = new MediaLab(folder);

    publishesNone(
        lab.encode(lab.clip("talk.mp3", "-f lavfi -i sine=d=2 -c:a libmp3lame" + SECRETS)));
  }

  private static void publishesNone(Result result) throws Exception {
    assertThat(result.files()).contains("encoding.log", "info_video.json");
    for (String file : result.files()) {
      byte[] bytes = Files.readAllBytes(result.folder().resolve(file));
      assertThat(new String(bytes, StandardCharsets.UTF_8)).as(file).doesNotContain(WORDS);
    }
    assertThat(result.log()).contains("properties: ", "Stream mapping:", "command: ");
  }
}
