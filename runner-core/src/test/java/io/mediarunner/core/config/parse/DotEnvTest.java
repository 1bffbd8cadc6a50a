package io.mediarunner.core.config.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DotEnvTest {
  private static final Map<String, String> ENVIRONMENT = Map.of("HOME", "/home/me", "EMPTY", "");

  static Stream<Arguments> lines() {
    return Stream.of(
        arguments("KEY=value", "value"),
        arguments("export KEY=value", "value"),
        arguments("  KEY = value  ", "value"),
        arguments("KEY=value # why", "value"),
        arguments("KEY=val#ue", "val#ue"),
        arguments("KEY=# only a comment", ""),
        arguments("KEY=a b  c", "a b  c"),
        arguments("KEY='literal ${HOME} \\n # no' # why", "literal ${HOME} \\n # no"),
        arguments("KEY=\"in ${HOME} # no\" # why", "in /home/me # no"),
        arguments("KEY=\"a\\tb\\\"c\\\\d\\ne\\qf\"", "a\tb\"c\\d\ne\\qf"),
        arguments("KEY=\"two\nlines\"", "two\nlines"),
        arguments("KEY=${HOME}/x", "/home/me/x"),
        arguments("KEY=${NOWHERE}x", "x"),
        arguments("KEY=${NOWHERE:-else}", "else"),
        arguments("KEY=${NOWHERE:-a:-b$c}", "a:-b$c"),
        arguments("KEY=${HOME:-else}", "/home/me"),
        arguments("KEY=${EMPTY:-else}", ""),
        arguments("KEY=$HOME", "$HOME"),
        arguments("FIRST=1\nKEY=${FIRST}2", "12"),
        arguments("HOME=/other\nKEY=${HOME}", "/home/me"),
        arguments("KEY=", ""),
        arguments("KEY=one\nKEY=two", "two"),
        arguments("\uFEFFKEY=value\r\n", "value"),
        arguments("KEY=a=b", "a=b"));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void readsAValue(String text, String value) {
    DotEnv file = DotEnv.parse(text, ENVIRONMENT);

    assertThat(file.values()).contains(entry("KEY", value));
    assertThat(file.warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "# KEY=value", "   # KEY=value", "\n\n", "KEY", "export KEY", "KEY # x"})
  void setsNothing(String text) {
    DotEnv file = DotEnv.parse(text, ENVIRONMENT);

    assertThat(file.values()).isEmpty();
    assertThat(file.warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "two words",
        "=value",
        "BAD='hunter2",
        "BAD=\"hunter2",
        "BAD='a' hunter2",
        "BAD=\"hunter2\\",
      })
  void skipsALineThatMakesNoSenseAndSaysWhichWithoutRepeatingIt(String line) {
    DotEnv file = DotEnv.parse("A=1\n\n" + line + "\nB=2\n", ENVIRONMENT);

    assertThat(file.values()).containsExactly(entry("A", "1"), entry("B", "2"));
    assertThat(file.warnings()).containsExactly(".env line 3: not of the form KEY=value, ignored");
  }

  @Test
  void keepsValuesOutOfItsText() {
    assertThat(DotEnv.parse("RUNNER_TOKEN=hunter2", Map.of()).toString())
        .contains("RUNNER_TOKEN")
        .doesNotContain("hunter2");
  }
}
