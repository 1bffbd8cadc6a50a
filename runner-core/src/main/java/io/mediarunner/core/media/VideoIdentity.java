package io.mediarunner.core.media;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * By what the platform knows a video again: the entries of {@code info_video.json} that come from
 * the task as they are.
 *
 * @param videoId null where the task has none, as the others
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record VideoIdentity(
    @Nullable String videoId, @Nullable String videoSlug, @Nullable String videoTitle) {
  /** Of a task's parameters; blank means not given. */
  public static VideoIdentity of(Map<String, Object> parameters) {
    return new VideoIdentity(
        text(parameters, "video_id"),
        text(parameters, "video_slug"),
        text(parameters, "video_title"));
  }

  private static @Nullable String text(Map<String, Object> parameters, String name) {
    Object value = parameters.get(name);
    return value == null || value.toString().isBlank() ? null : value.toString();
  }
}
