package io.mediarunner.launcher.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.config.parse.ConfigKey;
import io.mediarunner.core.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The files for container engines, as far as they can be checked without one. */
class ContainerFilesIT {
  private static final Path FOLDER = Built.HOME.resolve("packaging/docker");

  /** See the reference of Dockerfiles. */
  private static final Set<String> INSTRUCTIONS =
      Set.of("FROM", "ARG", "COPY", "RUN", "USER", "ENV", "VOLUME", "EXPOSE", "ENTRYPOINT", "CMD");

  private static final Set<String> KEYS =
      Arrays.stream(ConfigKey.values()).map(Enum::name).collect(Collectors.toSet());

  private static List<String> instructions() throws Exception {
    String text = Files.readString(FOLDER.resolve("Dockerfile"));
    return text.replaceAll("(?m)^#.*\n", "").replace("\\\n", "").lines().toList();
  }

  private static String last(String instruction) throws Exception {
    return instructions().stream()
        .filter(line -> line.startsWith(instruction + " "))
        .reduce((first, second) -> second)
        .orElseThrow()
        .substring(instruction.length() + 1);
  }

  @Test
  void dockerfileIsWellFormedAndCopiesWhatIsPackaged() throws Exception {
    assertThat(instructions())
        .allSatisfy(line -> assertThat(INSTRUCTIONS).contains(line.split(" ", 2)[0]));
    assertThat(Json.read(last("ENTRYPOINT")).get(0).asText()).isEqualTo("/usr/bin/media-runner");
    assertThat(Json.read(last("CMD")).get(0).asText()).isEqualTo("start");
    assertThat(last("USER")).isEqualTo("media-runner");
    String pattern = last("COPY").split(" ")[0].replace("${TARGETARCH}", "amd64");
    assertThat(pattern).startsWith("target/package/");
    assertThat(Built.once().debianPackage(Built.once().version()).getFileName().toString())
        .matches(
            pattern.substring("target/package/".length()).replace(".", "\\.").replace("*", ".*"));
    for (String line : instructions()) {
      if (line.startsWith("RUN ")) {
        Run.of(FOLDER, Map.of(), List.of("sh", "-n", "-c", line.substring(4))).wentWell();
      }
      if (line.startsWith("ENV ")) {
        assertThat(KEYS).contains(line.substring(4).split("=")[0]);
      }
    }
  }

  @Test
  void composeFileIsYamlAndSetsKnownSettings() throws Exception {
    String script = "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))";
    Run run =
        Run.of(
            FOLDER,
            Map.of(),
            List.of("/usr/bin/python3", "-c", script, FOLDER.resolve("compose.yaml").toString()));

    JsonNode file = Json.read(run.wentWell());
    JsonNode service = file.at("/services/media-runner");
    assertThat(service.at("/environment").fieldNames()).toIterable().isSubsetOf(KEYS);
    assertThat(Files.exists(Built.HOME.resolve(service.at("/build/dockerfile").asText()))).isTrue();
    assertThat(service.at("/volumes/0").asText().split(":")[0])
        .isEqualTo(file.at("/volumes").fieldNames().next());
    List<String> wanted =
        Pattern.compile("\\$\\{(\\w+):\\?}")
            .matcher(Files.readString(FOLDER.resolve("compose.yaml")))
            .results()
            .map((MatchResult match) -> match.group(1))
            .toList();
    assertThat(wanted).contains("RUNNER_TOKEN", "MANAGER_URL", "RUNNER_HOST");
  }
}
