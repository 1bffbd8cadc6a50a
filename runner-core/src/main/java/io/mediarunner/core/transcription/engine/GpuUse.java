package io.mediarunner.core.transcription.engine;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * With which models a speech engine may use the GPU.
 *
 * @param wanted whether the settings ask for the GPU
 * @param trials why not, by the name of a model's file; empty text = it may. Without trials, every
 *     model may
 */
public record GpuUse(boolean wanted, Optional<Map<String, String>> trials) {
  /**
   * @throws NullPointerException if {@code trials} is null
   */
  public GpuUse {
    trials = Objects.requireNonNull(trials, "trials").map(Map::copyOf);
  }

  /** As the settings ask, without a trial: a service decides itself. */
  public static GpuUse untried(boolean wanted) {
    return new GpuUse(wanted, Optional.empty());
  }

  /** Whether the GPU may be used with a model. */
  public boolean allows(Optional<Path> model) {
    return wanted && whyNot(model).isEmpty();
  }

  /** Why the GPU is wanted but not used with a model, for people. */
  public Optional<String> whyNot(Optional<Path> model) {
    if (!wanted || trials.isEmpty() || model.isEmpty()) {
      return Optional.empty();
    }
    String name = String.valueOf(model.get().getFileName());
    return Optional.of(
            trials
                .get()
                .getOrDefault(name, "it was installed after the last trial; restart the runner"))
        .filter(why -> !why.isEmpty());
  }
}
