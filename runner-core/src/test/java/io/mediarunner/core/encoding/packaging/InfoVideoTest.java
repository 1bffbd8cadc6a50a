package io.mediarunner.core.encoding.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.encoding.plan.Cut;
import io.mediarunner.core.encoding.plan.Dressing;
import io.mediarunner.core.encoding.plan.EncodeOptions;
import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.encoding.plan.HlsSegments;
import io.mediarunner.core.encoding.plan.Ladder;
import io.mediarunner.core.encoding.plan.OutputNames;
import io.mediarunner.core.encoding.plan.RateControl;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.media.Colour;
import io.mediarunner.core.media.FrameRate;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.Rotation;
import io.mediarunner.core.media.Warning;
import io.mediarunner.core.media.hardware.Hardware;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Byte for byte what the platform has been reading so far. */
class InfoVideoTest {
  private static final MediaInfo.Audio FRENCH =
      new MediaInfo.Audio(1, "aac", 2, "fra", "Salle", true, 60.0);
  private static final MediaInfo.Audio ENGLISH =
      new MediaInfo.Audio(2, "aac", 2, "eng", "", false, 60.0);

  @TempDir Path folder;

  private static MediaInfo info(Optional<MediaInfo.Video> video, Optional<Integer> cover) {
    return new MediaInfo(
        60.0404,
        video,
        List.of(FRENCH, ENGLISH),
        0,
        cover,
        List.of(new MediaInfo.Subtitle(3, "fra"), new MediaInfo.Subtitle(4, "")),
        List.of(),
        List.of("h264", "aac"));
  }

  private static MediaInfo.Video video(int width, int height, int rotation) {
    return new MediaInfo.Video(
        0,
        "h264",
        "High",
        "yuv420p",
        width,
        height,
        16,
        15,
        Rotation.of((double) rotation),
        new FrameRate(30000, 1001),
        new FrameRate(30000, 1001),
        59.9599,
        60,
        false,
        Colour.UNKNOWN);
  }

  private static EncodePlan plan(
      MediaInfo info, Optional<Cut> cut, Dressing dressing, HlsSegments segments, Hardware on) {
    return EncodePlan.of(
        info,
        new EncodeOptions(
            Ladder.DEFAULT,
            cut,
            dressing,
            OutputNames.of("talk.mp4", segments),
            2,
            new RateControl("slow", OptionalInt.empty()),
            Optional.empty()),
        on);
  }

  private List<OutputCheck.Checked> made(EncodePlan plan) throws IOException {
    List<OutputCheck.Checked> checked = new ArrayList<>();
    for (EncodePlan.Rung rung : plan.rungs()) {
      size(plan.names().segments(rung.rendition()), 1_000_000L + rung.height());
      if (rung.rendition().mp4()) {
        size(plan.names().mp4(rung.rendition()), 2_000_000L + rung.height());
      }
      checked.add(
          new OutputCheck.Checked(
              rung.width(),
              rung.height(),
              "avc1.64001f,mp4a.40.2",
              1_234_567,
              1_000_000,
              new HlsPlaylist(
                  List.of(new HlsPlaylist.Segment(plan.seconds(), 1, 0)), List.of(), 0, 2, true)));
    }
    return checked;
  }

  private void size(String name, long bytes) throws IOException {
    try (RandomAccessFile sparse = new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
      sparse.setLength(bytes);
    }
  }

  private void touch(String... names) throws IOException {
    for (String name : names) {
      Files.writeString(folder.resolve(name), "");
    }
  }

  private void assertGolden(
      String name,
      MediaInfo info,
      EncodePlan plan,
      Map<String, Object> parameters,
      List<Double> thumbnails,
      List<Warning> warnings,
      Optional<Map<String, Object>> studio,
      List<Map<String, Object>> attempts)
      throws IOException {
    InfoVideo json =
        new InfoVideoBuilder(info, plan, parameters, folder, "8.1.2")
            .build(made(plan), thumbnails, warnings, studio, attempts);
    Path made = folder.resolve("info_video.json");
    Json.writePretty(made, json);
    Path golden = Path.of("src/test/resources/golden", name + ".json");
    assertThat(Files.readString(made)).isEqualTo(Files.readString(golden));
  }

  @Test
  void tellsAllOfAFullVideo() throws Exception {
    MediaInfo info = info(Optional.of(video(1440, 1080, 0)), Optional.empty());
    Dressing dressing =
        new Dressing(
            Optional.of(
                new Dressing.Logo(Path.of("/w/logo.png"), false, Dressing.Corner.TOP_LEFT, 0.5)),
            Optional.empty(),
            Optional.empty());
    EncodePlan plan =
        plan(info, Optional.of(new Cut(10, 40.5004)), dressing, HlsSegments.TS, Hardware.NONE);
    touch(
        "overview.png",
        "chapters.vtt",
        MasterPlaylist.NAME,
        OutputNames.subtitles(info.subtitles().get(0), 0));
    Map<String, Object> parameters = new HashMap<>();
    parameters.put(
        "dressing", "{\"watermark\": \"https://a.example/l.png\", \"n\": 1.50, \"x\": null}");
    parameters.put("video_id", 17);
    parameters.put("video_slug", "the-talk");
    parameters.put("video_title", " ");
    Map<String, Object> failed = new LinkedHashMap<>(plan.acceleration().toMap());
    failed.put("error", "no such device");

    assertGolden(
        "info-video-full",
        info,
        plan,
        parameters,
        List.of(5.4, 15.2, 25.9),
        List.of(
            Warning.of(Warning.Code.DECODE_ERRORS, "it is \"damaged\""),
            Warning.about("cut", Warning.Code.CUT_NOT_APPLIED, "é")),
        Optional.empty(),
        List.of(failed, Map.of()));
  }

  @Test
  void tellsOfAudioAlone() throws Exception {
    MediaInfo info = info(Optional.empty(), Optional.of(5));
    EncodePlan plan = plan(info, Optional.empty(), Dressing.NONE, HlsSegments.TS, Hardware.NONE);

    assertGolden(
        "info-video-audio",
        info,
        plan,
        Map.of(),
        List.of(0.0),
        List.of(),
        Optional.empty(),
        List.of());
  }

  @Test
  void tellsOfAPortraitInCmafOnHardwareJoinedByTheStudio() throws Exception {
    MediaInfo info = info(Optional.of(video(1280, 720, 90)), Optional.empty());
    Hardware hardware =
        new Hardware(0, List.of(new Hardware.Finding("cuda:encode:h264", true, "")));
    EncodePlan plan = plan(info, Optional.empty(), Dressing.NONE, HlsSegments.FMP4, hardware);
    touch(MasterPlaylist.NAME, DashManifest.NAME);
    Map<String, Object> studio = new LinkedHashMap<>();
    studio.put("layout", "mid");
    studio.put("duration", 12.5);
    studio.put("sources", List.of(Map.of("role", "presenter")));

    assertGolden(
        "info-video-studio",
        info,
        plan,
        Map.of("video_title", "T"),
        List.of(),
        List.of(),
        Optional.of(studio),
        List.of(new LinkedHashMap<>(plan.acceleration().toMap())));
  }
}
