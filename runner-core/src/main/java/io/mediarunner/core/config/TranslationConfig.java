package io.mediarunner.core.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Who translates subtitles into a language that nobody speaks in the recording. The program goes
 * before the service, and both before the speech engine.
 *
 * @param command program; empty = none
 * @param service address with LibreTranslate's interface; empty = none
 * @param serviceKey its API key
 * @param engine whether the speech engine may translate, which it does into English only
 */
public record TranslationConfig(
    Optional<Path> command, Optional<URI> service, Optional<Secret> serviceKey, boolean engine) {
  /** Nobody. */
  public static final TranslationConfig NONE =
      new TranslationConfig(Optional.empty(), Optional.empty(), Optional.empty(), false);

  /**
   * @throws NullPointerException if a component is null
   */
  public TranslationConfig {
    Objects.requireNonNull(command, "command");
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(serviceKey, "serviceKey");
  }
}
