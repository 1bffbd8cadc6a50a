package io.mediarunner.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TaskRequestTest {
  private static TaskRequest request(Map<String, Object> parameters) {
    return new TaskRequest(
        new TaskId("t1"),
        "Univ\u0000 A\ud800",
        "app\u001b[31m",
        Optional.of("1\u0007"),
        "encoding",
        "http://h/a\udfffb.mp4",
        Optional.empty(),
        parameters,
        "http://n/",
        Optional.empty());
  }

  @Test
  void hasNoTextThatNoProgramCouldBeHanded() {
    TaskRequest request = request(Map.of());

    assertThat(request.etabName()).isEqualTo("Univ A\ufffd");
    assertThat(request.appName()).isEqualTo("app[31m");
    assertThat(request.appVersion()).contains("1");
    assertThat(request.sourceUrl()).isEqualTo("http://h/a\ufffdb.mp4");
  }

  static List<Arguments> titles() {
    return List.of(
        Arguments.of("a\u0000b", "ab"),
        Arguments.of("a\ud83d", "a\ufffd"),
        Arguments.of("\ude00\ud83d", "\ufffd\ufffd"),
        Arguments.of("fine \ud83d\ude00 été", "fine \ud83d\ude00 été"),
        Arguments.of("two\r\nlines\there\u2028there", "two lines here there"),
        Arguments.of("\u001b]0;x\u0007\u0085\u009b", "]0;x "),
        Arguments.of(7, 7),
        Arguments.of(List.of("a"), List.of("a")));
  }

  @ParameterizedTest
  @MethodSource("titles")
  void cleansATitle(Object given, Object clean) {
    assertThat(request(Map.of("video_title", given)).parameters().get("video_title"))
        .isEqualTo(clean);
  }

  @Test
  void cleansParametersAsDeepAsTheyGoAndKeepsTheirOrderAndKinds() {
    Map<String, Object> dressing = new LinkedHashMap<>();
    dressing.put("watermark", "http://h/\u0000logo.png");
    dressing.put("list", Arrays.asList("\ud800", 1, true, null));
    Map<String, Object> given = new LinkedHashMap<>();
    given.put("rendition", "{\n\t\"720\": null\u0000}");
    given.put("dressing", dressing);
    given.put("cut", null);
    given.put("od\ud800d\u0000", 1.5);

    Map<String, Object> clean = request(given).parameters();

    assertThat(clean.keySet()).containsExactly("rendition", "dressing", "cut", "od\ufffdd");
    assertThat(clean.get("rendition")).isEqualTo("{\n\t\"720\": null}");
    assertThat(clean.get("dressing"))
        .isEqualTo(
            Map.of(
                "watermark", "http://h/logo.png", "list", Arrays.asList("\ufffd", 1, true, null)));
    assertThat(clean.get("cut")).isNull();
    assertThat(clean.get("od\ufffdd")).isEqualTo(1.5);
  }

  @Test
  void namesEveryParameterOfTheWrongKindAndWhatWasExpected() {
    Map<String, Object> given = new HashMap<>();
    given.put("video_title", List.of("a"));
    given.put("vocabulary", Map.of("a", "b"));
    given.put("format", List.of("vtt", "srt"));
    given.put("video_slug", true);
    given.put("normalize", List.of());
    given.put("video_id", 42);
    given.put("force_cpu", true);
    given.put("studio_crf", 23);
    given.put("language", null);
    given.put("cut", List.of());
    given.put("model_type", List.of("x"));

    assertThat(ParameterForm.problems(given))
        .containsExactlyInAnyOrder(
            "video_title: text is expected, not a list",
            "vocabulary: text is expected, not an object",
            "format: text is expected, not a list",
            "video_slug: text is expected, not true or false",
            "normalize: true or false is expected, not a list");
    assertThat(ParameterForm.sound(given))
        .containsOnlyKeys("video_id", "force_cpu", "studio_crf", "language", "cut", "model_type");
  }
}
