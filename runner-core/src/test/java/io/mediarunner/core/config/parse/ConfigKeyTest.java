package io.mediarunner.core.config.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.config.RunnerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the example file and the operators' page to the table of keys. */
class ConfigKeyTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Path EXAMPLE = ROOT.resolve("conf/runner.env.example");
  private static final Path PAGE = ROOT.resolve("docs/configuration.md");

  @Test
  void areAllInTheExampleInTheirOrderWithTheirDefaults() throws IOException {
    assertThat(pairs(EXAMPLE, "(?m)^#([A-Za-z_]+)=(.*)$")).isEqualTo(table());
    assertThat(Files.readAllLines(EXAMPLE))
        .as("nothing is set in the example")
        .allMatch(line -> line.isEmpty() || line.startsWith("#"));
  }

  @Test
  void areAllOnThePageInTheirOrderWithTheirDefaults() throws IOException {
    assertThat(pairs(PAGE, "(?m)^\\| `([A-Z_]+)`[^|]*\\| (?:`([^`|]*)`|unset) \\|"))
        .isEqualTo(table());
  }

  @ParameterizedTest
  @EnumSource
  void isExplainedInTheExampleWithItsUnitAndOtherNames(ConfigKey key) throws IOException {
    List<String> lines = Files.readAllLines(EXAMPLE);
    int at = lines.indexOf("#" + key.name() + "=" + key.defaultValue());

    assertThat(lines.get(at - 1)).startsWith("# ").contains(key.help()).contains(key.unit());
    assertThat(key.aliases()).allSatisfy(alias -> assertThat(lines.get(at - 1)).contains(alias));
  }

  @ParameterizedTest
  @EnumSource
  void hasItsOtherNamesOnThePage(ConfigKey key) throws IOException {
    String page = Files.readString(PAGE);

    assertThat(key.aliases()).allSatisfy(alias -> assertThat(page).contains("`" + alias + "`"));
  }

  @Test
  void makeAUsableFileOnceTheTokenIsSet() throws IOException {
    String uncommented =
        Files.readString(EXAMPLE)
            .replaceAll("(?m)^#([A-Za-z_]+=.)", "$1")
            .replace("#RUNNER_TOKEN=", "RUNNER_TOKEN=of-the-test");
    Map<String, String> values = DotEnv.parse(uncommented, Map.of()).values();

    RunnerConfig.Parsed parsed = RunnerConfigParser.parse(Map.of(), values);

    assertThat(parsed)
        .isEqualTo(RunnerConfigParser.parse(Map.of("RUNNER_TOKEN", "of-the-test"), Map.of()));
  }

  private static Map<String, String> table() {
    return Arrays.stream(ConfigKey.values())
        .collect(
            Collectors.toMap(Enum::name, ConfigKey::defaultValue, (a, b) -> a, LinkedHashMap::new));
  }

  private static Map<String, String> pairs(Path file, String pattern) throws IOException {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (MatchResult match :
        Pattern.compile(pattern).matcher(Files.readString(file)).results().toList()) {
      String before = pairs.put(match.group(1), match.group(2) == null ? "" : match.group(2));
      assertThat(before).as("%s twice in %s", match.group(1), file.getFileName()).isNull();
    }
    return pairs;
  }
}
