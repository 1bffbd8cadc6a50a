package io.mediarunner.core.media.ffmpeg;

import io.mediarunner.core.error.TaskFailedException;
import java.util.Optional;

/** What a program printed before it failed, as the cause of the failure that people read. */
public final class ToolComplaint extends Exception {
  private static final long serialVersionUID = 1L;

  private ToolComplaint(String text) {
    super(text);
  }

  /** Its first error; empty text if it printed none. */
  static ToolComplaint of(Optional<String> firstError) {
    return new ToolComplaint(firstError.orElse(""));
  }

  /** The program's own words on a failure, or those for people where it had none. */
  public static String in(TaskFailedException e) {
    return Optional.ofNullable(e.getCause())
        .filter(ToolComplaint.class::isInstance)
        .map(Throwable::getMessage)
        .filter(text -> !text.isEmpty())
        .orElse(e.failure().message());
  }
}
