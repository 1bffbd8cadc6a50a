package io.mediarunner.launcher.app;

import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.config.StandaloneConfig.Application;
import io.mediarunner.core.log.Masker;
import java.util.Optional;
import java.util.stream.Stream;

/** All secrets of the settings. */
public final class KnownSecrets {
  private KnownSecrets() {}

  /**
   * A masker that knows them.
   *
   * @param more that are not in the settings
   */
  public static Masker masker(RunnerConfig config, Secret... more) {
    Stream<Secret> set =
        Stream.of(
                Optional.of(config.manager().token()),
                config.manager().previousToken(),
                config.dashboard().token(),
                config.mail().password(),
                config.transcription().serverKey(),
                config.transcription().translation().serviceKey(),
                config.transcription().downloadToken(),
                config.clusterSecret())
            .flatMap(Optional::stream);
    return new Masker(
        Stream.of(
                set,
                config.standalone().applications().stream().map(Application::token),
                Stream.of(more))
            .flatMap(secrets -> secrets)
            .toList());
  }
}
