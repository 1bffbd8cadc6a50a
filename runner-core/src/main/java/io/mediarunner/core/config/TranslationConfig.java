package io.mediarunner.core.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * What translates subtitles into a language that is not spoken in the recording. The program takes
 * precedence over the service, and both over the speech engine.
 *
 * @param command program; empty = none
 * @param service address with LibreTranslate's interface; empty = none
 * @param serviceKey its API key
 * @param engine whether the speech engine may translate; it translates only into English
 * @param publishUntranslated whether subtitles that could not be translated are published in the
 *     spoken language; otherwise their task fails
 */
public record TranslationConfig(
    Optional<Path> command,
    Optional<URI> service,
    Optional<Secret> serviceKey,
    boolean engine,
    boolean publishUntranslated) {
  /** No translator. */
  public static final TranslationConfig NONE =
      new TranslationConfig(Optional.empty(), Optional.empty(), Optional.empty(), false, false);

  /**
   * @throws NullPointerException if a component is null
   */
  public TranslationConfig {
    Objects.requireNonNull(command, "command");
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(serviceKey, "serviceKey");
  }
}
