package io.mediarunner.core.encoding.run;

import io.mediarunner.core.encoding.plan.Dressing;
import io.mediarunner.core.encoding.plan.DressingParameter;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.media.Warning;
import io.mediarunner.core.media.probe.MediaInspector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Downloads what a {@link DressingParameter} names and probes it. */
final class DressingAssets {
  private static final long LARGEST_LOGO = 20L << 20;
  private static final long LARGEST_CREDITS = 2L << 30;

  private final MediaTask task;
  private final MediaInspector.Inspection inspection;
  private final boolean required;
  private final Consumer<Warning> warn;

  /**
   * @param required whether an unavailable file fails the task
   * @param warn otherwise receives a warning for each of them
   */
  DressingAssets(
      MediaTask task,
      MediaInspector.Inspection inspection,
      boolean required,
      Consumer<Warning> warn) {
    this.task = task;
    this.inspection = inspection;
    this.required = required;
    this.warn = warn;
  }

  /**
   * @throws TaskFailedException {@code DRESSING_UNAVAILABLE} if dressing is required, {@code
   *     CANCELLED} if the task was stopped
   */
  Dressing fetch(DressingParameter wanted) throws TaskFailedException, IOException {
    return new Dressing(
        segment("watermark", wanted.logo(), LARGEST_LOGO, file -> logo(file, wanted)),
        segment("opening_credits_video", wanted.opening(), LARGEST_CREDITS, this::credits),
        segment("ending_credits_video", wanted.ending(), LARGEST_CREDITS, this::credits));
  }

  private interface Reader<T> {
    T read(Path file) throws TaskFailedException, IOException;
  }

  private <T> Optional<T> segment(String name, Optional<String> url, long limit, Reader<T> reader)
      throws TaskFailedException, IOException {
    if (url.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(reader.read(task.assets().fetch(name, url.get(), limit)));
    } catch (TaskFailedException e) {
      if (e.failure().code() == FailureCode.CANCELLED) {
        throw e;
      }
      String detail =
          String.format(
              Locale.ROOT, "dressing: %s is unavailable: %s", name, e.failure().message());
      if (required) {
        throw new TaskFailedException(FailureCode.DRESSING_UNAVAILABLE, detail);
      }
      warn.accept(Warning.about("dressing", Warning.Code.DRESSING_NOT_APPLIED, detail));
      return Optional.empty();
    }
  }

  private Dressing.Logo logo(Path file, DressingParameter wanted)
      throws TaskFailedException, IOException {
    boolean animated = inspection.picture(file).equals("gif");
    return new Dressing.Logo(file, animated, wanted.corner(), wanted.opacity());
  }

  private Dressing.Credits credits(Path file) throws TaskFailedException, IOException {
    MediaInfo info = inspection.media(file);
    MediaInfo.Video video =
        info.video()
            .orElseThrow(
                () ->
                    new TaskFailedException(
                        FailureCode.NO_STREAMS, "The file has no video stream."));
    return new Dressing.Credits(
        file,
        info.durationSeconds(),
        video.index(),
        info.mainAudio().map(MediaInfo.Audio::index),
        video.interlaced());
  }
}
