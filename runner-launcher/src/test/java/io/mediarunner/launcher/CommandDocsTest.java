package io.mediarunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.verticles.web.ApiError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Commands, options and routes: all that exist are documented, and all that are named exist. */
class CommandDocsTest {
  private static final Pattern CODE = Pattern.compile("(?s)```[^\\n]*\\n(.*?)```|`([^`\\n]+)`");
  private static final Pattern CALL =
      Pattern.compile("bin/runner((?: +(?:[A-Za-z0-9_./<>{}…=:,'\"\\[\\]-]|\\\\\\n)+)*)");
  private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");
  private static final Pattern ROUTE = Pattern.compile("(?m)^  (/\\S*):$");

  /** What {@code bin/runner} does without the program. */
  private static final String OF_THE_SCRIPT = "build";

  private static final Pattern CODE_NAME = Pattern.compile("`([A-Z]+(?:_[A-Z]+)*)`");

  /** Pages that show the contract, and what they consist of. */
  private static final Pattern OF_THE_CONTRACT =
      Pattern.compile("/(docs|redoc|static|openapi\\.json)(/.*)?");

  /** For the installation itself, not for people. */
  private static final Set<String> INTERNAL = Set.of("train");

  /** Every command has them, and {@code --help} shows them. */
  private static final Set<String> STANDARD = Set.of("--help", "--version");

  @Test
  void everyCommandAndOptionIsDocumented() throws IOException {
    String code = code();
    List<String> missing = new ArrayList<>();
    for (Map.Entry<String, CommandLine> command : commands().entrySet()) {
      if (!Pattern.compile("(?<![\\w-])" + command.getKey() + "(?![\\w-])").matcher(code).find()) {
        missing.add(command.getKey());
      }
      for (String option : options(command.getValue())) {
        if (!Pattern.compile(option + "(?![\\w-])").matcher(code).find()) {
          missing.add(command.getKey() + " " + option);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void everyCallInTheDocsIsPossible() throws IOException {
    Map<String, CommandLine> commands = commands();
    List<String> wrong = new ArrayList<>();
    int calls = 0;
    for (SourceText page : SourceText.docs()) {
      for (Matcher code = CODE.matcher(page.text()); code.find(); ) {
        String text = Optional.ofNullable(code.group(1)).orElseGet(() -> code.group(2));
        for (Matcher call = CALL.matcher(text); call.find(); calls++) {
          wrong(call.group(1), commands)
              .ifPresent(why -> wrong.add(page.at(code.start()) + ": " + why));
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(calls).isGreaterThan(40);
  }

  private static Optional<String> wrong(String arguments, Map<String, CommandLine> commands) {
    List<String> words = Arrays.stream(arguments.strip().split("\\s+")).toList();
    String first = words.get(0);
    if (first.isEmpty() || first.startsWith("-") || !first.matches("[a-z][a-z-]*,?")) {
      return Optional.empty(); // the program itself, or a placeholder
    }
    String name = first.replace(",", "");
    String two = words.size() > 1 ? name + " " + words.get(1) : name;
    Optional<CommandLine> command =
        Optional.ofNullable(commands.get(two)).or(() -> Optional.ofNullable(commands.get(name)));
    if (command.isEmpty()) {
      return name.equals(OF_THE_SCRIPT) ? Optional.empty() : Optional.of("no command " + name);
    }
    Set<String> known = new HashSet<>(options(command.get()));
    known.addAll(STANDARD);
    List<String> unknown =
        words.stream()
            .map(OPTION::matcher)
            .filter(Matcher::lookingAt)
            .map(Matcher::group)
            .filter(option -> !known.contains(option))
            .toList();
    return unknown.isEmpty() ? Optional.empty() : Optional.of(name + " has no " + unknown);
  }

  @Test
  void everyRouteIsDocumentedAndNoOther() throws IOException {
    SourceText contract =
        SourceText.read(
            PackagedRunner.HOME.resolve("runner-verticles/src/main/resources/openapi.yaml"));
    Set<String> routes =
        ROUTE
            .matcher(contract.text())
            .results()
            .map(found -> plain(found.group(1)))
            .filter(route -> !OF_THE_CONTRACT.matcher(route).matches())
            .collect(Collectors.toCollection(TreeSet::new));
    SourceText page = SourceText.read(PackagedRunner.HOME.resolve("docs/api.md"));
    Set<String> documented = new TreeSet<>();
    for (String line : page.text().lines().filter(l -> l.startsWith("| `")).toList()) {
      String cell = line.substring(1, line.indexOf('|', 1));
      if (cell.matches(".*`(GET|POST|DELETE|HEAD).*")) {
        Pattern.compile("(/[\\w{}/.-]*)")
            .matcher(cell)
            .results()
            .forEach(found -> documented.add(plain(found.group(1))));
      }
    }
    documented.removeIf(route -> OF_THE_CONTRACT.matcher(route).matches());
    assertThat(routes).hasSizeGreaterThan(10);
    assertThat(documented).isEqualTo(routes);
  }

  @Test
  void everyErrorOfTheApiIsDocumentedAndNoOther() throws IOException {
    SourceText page = SourceText.read(PackagedRunner.HOME.resolve("docs/api.md"));
    Set<String> documented =
        page.text()
            .lines()
            .filter(line -> line.matches("\\| \\d{3} \\| .*`.*"))
            .flatMap(line -> CODE_NAME.matcher(line).results())
            .map(found -> found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(documented)
        .isEqualTo(
            Arrays.stream(ApiError.values())
                .map(Enum::name)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  private static String plain(String path) {
    return path.replaceAll("\\{[^}]*}", "{}");
  }

  private static String code() throws IOException {
    StringBuilder all = new StringBuilder();
    for (SourceText page : SourceText.docs()) {
      if (!page.file().toString().equals("CHANGELOG.md")) {
        for (Matcher code = CODE.matcher(page.text()); code.find(); ) {
          all.append(code.group()).append('\n');
        }
      }
    }
    return all.toString();
  }

  /** By name; those of groups as {@code models pull}. */
  private static Map<String, CommandLine> commands() {
    Map<String, CommandLine> all = new TreeMap<>();
    collect("", Main.commandLine(), all);
    return all;
  }

  private static void collect(String prefix, CommandLine parent, Map<String, CommandLine> all) {
    parent
        .getSubcommands()
        .forEach(
            (name, command) -> {
              if (!INTERNAL.contains(name)) {
                all.put(prefix + name, command);
                collect(prefix + name + " ", command, all);
              }
            });
  }

  private static List<String> options(CommandLine command) {
    return command.getCommandSpec().options().stream()
        .flatMap(option -> Arrays.stream(option.names()))
        .filter(name -> name.startsWith("--") && !STANDARD.contains(name))
        .toList();
  }
}
