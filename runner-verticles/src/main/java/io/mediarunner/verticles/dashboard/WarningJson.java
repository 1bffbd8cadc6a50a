package io.mediarunner.verticles.dashboard;

import io.mediarunner.core.media.Warning;
import io.mediarunner.core.task.TaskWarning;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** Warnings as JSON for people. */
final class WarningJson {
  private WarningJson() {}

  /** A warning of one task; a code of another version has no texts but its detail. */
  static JsonObject of(TaskWarning warning) {
    JsonObject json =
        new JsonObject()
            .put("code", warning.code())
            .put("param", warning.param().orElse(null))
            .put("detail", warning.detail());
    Warning.Code.find(warning.code()).ifPresent(code -> texts(code, json));
    return json;
  }

  static JsonObject texts(Warning.Code code, JsonObject json) {
    return json.put("en", code.english())
        .put("fr", code.french())
        .put("en_advice", code.englishAdvice())
        .put("fr_advice", code.frenchAdvice())
        .put("fault", code.fault().name().toLowerCase(Locale.ROOT));
  }
}
