package io.mediarunner.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.mediarunner.core.config.InvalidConfigException;
import io.mediarunner.core.config.Secret;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class ConfigLoaderTest {
  @TempDir Path dir;

  @Test
  void readsTheFileUnderTheEnvironment(Vertx vertx, VertxTestContext test) throws IOException {
    Path file = ConfigLoader.defaultFile(dir);
    Files.writeString(
        file,
        "RUNNER_TOKEN='of the file, not short'\nTOOL_NICE=3\nLOG_DIR=${PLACE}/log\nno sense\n");

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    loader(vertx, Map.of("TOOL_NICE", "7", "PLACE", "/srv"))
        .load(file)
        .onComplete(
            test.succeeding(
                parsed ->
                    test.verify(
                        () -> {
                          assertThat(parsed.config().manager().token())
                              .isEqualTo(new Secret("of the file, not short"));
                          assertThat(parsed.config().tools().nice()).isEqualTo(7);
                          assertThat(parsed.config().log().directory())
                              .isEqualTo(Path.of("/srv/log"));
                          assertThat(parsed.warnings())
                              .containsExactly(".env line 4: not of the form KEY=value, ignored");
                          test.completeNow();
                        })));
  }

  @Test
  void keepsTheSourcesApartAndTheirTextsAsTheyAre(Vertx vertx, VertxTestContext test)
      throws IOException {
    Path file = dir.resolve("other.env");
    Files.writeString(file, "NUMBER=007\nSWITCH=true\nNOTHING=\nJSON={\"a\":1}\n");

    loader(vertx, Map.of("NUMBER", "08"))
        .read(file)
        .onComplete(
            test.succeeding(
                sources ->
                    test.verify(
                        () -> {
                          assertThat(sources.environment()).containsExactly(entry("NUMBER", "08"));
                          assertThat(sources.dotenv().values())
                              .containsOnly(
                                  entry("NUMBER", "007"),
                                  entry("SWITCH", "true"),
                                  entry("NOTHING", ""),
                                  entry("JSON", "{\"a\":1}"));
                          assertThat(sources.summary()).contains(file.toString());
                          test.completeNow();
                        })));
  }

  @Test
  void readsTheEnvironmentOfTheProcess(Vertx vertx, VertxTestContext test) {
    new ConfigLoader(vertx)
        .read(dir.resolve("none"))
        .onComplete(
            test.succeeding(
                sources ->
                    test.verify(
                        () -> {
                          assertThat(sources.environment()).isEqualTo(System.getenv());
                          test.completeNow();
                        })));
  }

  @Test
  void doesWithoutAFile(Vertx vertx, VertxTestContext test) {
    loader(vertx, Map.of("RUNNER_TOKEN", "of the environment"))
        .read(dir.resolve(".env"))
        .onComplete(
            test.succeeding(
                sources ->
                    test.verify(
                        () -> {
                          assertThat(sources.found()).isFalse();
                          assertThat(sources.summary()).contains("not found: " + dir);
                          assertThat(sources.parse().warnings()).isEmpty();
                          test.completeNow();
                        })));
  }

  @Test
  void failsWithEveryProblemOfBothSources(Vertx vertx, VertxTestContext test) throws IOException {
    Path file = dir.resolve(".env");
    Files.writeString(file, "RUNNER_TOKN=hush\nbad line\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    loader(vertx, Map.of("TOOL_NICE", "fast", "RUNNER_TOOL_CACHE", "x"))
        .load(file)
        .onComplete(
            test.failing(
                cause ->
                    test.verify(
                        () -> {
                          assertThat(cause).isInstanceOf(InvalidConfigException.class);
                          InvalidConfigException refusal = (InvalidConfigException) cause;
                          assertThat(refusal.problems())
                              .containsExactly(
                                  "TOOL_NICE must be an integer, got 'fast'",
                                  "RUNNER_TOKEN must be set to a secure value",
                                  "Unknown key RUNNER_TOKN; did you mean RUNNER_TOKEN?");
                          assertThat(refusal.warnings())
                              .containsExactly(
                                  file
                                      + " holds secrets and is open to others (rw-r--r--):"
                                      + " chmod 640 "
                                      + file,
                                  ".env line 2: not of the form KEY=value, ignored",
                                  "Unknown key RUNNER_TOOL_CACHE (environment, ignored)");
                          test.completeNow();
                        })));
  }

  @Test
  void failsWhereTheFileCannotBeRead(Vertx vertx, VertxTestContext test) {
    loader(vertx, Map.of("RUNNER_TOKEN", "of the environment"))
        .read(dir)
        .onComplete(test.failing(cause -> test.completeNow()));
  }

  private static ConfigLoader loader(Vertx vertx, Map<String, String> environment) {
    JsonObject variables = new JsonObject();
    environment.forEach(variables::put);
    return new ConfigLoader(vertx, new ConfigStoreOptions().setType("json").setConfig(variables));
  }
}
