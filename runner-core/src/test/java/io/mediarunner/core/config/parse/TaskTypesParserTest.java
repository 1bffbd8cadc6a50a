package io.mediarunner.core.config.parse;

import static io.mediarunner.core.task.TaskType.ENCODING;
import static io.mediarunner.core.task.TaskType.STUDIO;
import static io.mediarunner.core.task.TaskType.TRANSCRIPTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.mediarunner.core.task.TaskType;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskTypesParserTest {
  private static final List<TaskType> BOTH = List.of(ENCODING, STUDIO);
  private static final List<TaskType> ALL = List.of(ENCODING, STUDIO, TRANSCRIPTION);

  static Stream<Arguments> plainValues() {
    return Stream.of(
        arguments("encoding", List.of(ENCODING)),
        arguments(" encoding , studio ,", BOTH),
        arguments("encoding,encoding", List.of(ENCODING)),
        arguments("transcription,encoding", List.of(TRANSCRIPTION, ENCODING)));
  }

  @ParameterizedTest
  @MethodSource("plainValues")
  void givesEveryInstanceTheSameTypesInThePlainForm(String value, List<TaskType> types) {
    TaskTypesParser.Result result = parse(value, 3);

    assertThat(result.problems()).isEmpty();
    assertThat(result.perInstance()).containsExactly(types, types, types);
  }

  static Stream<Arguments> groupedValues() {
    return Stream.of(
        arguments(
            "[2x(encoding,studio,transcription),1x(encoding,studio),1x(transcription)]",
            List.of(ALL, ALL, BOTH, List.of(TRANSCRIPTION))),
        arguments("2x(encoding)", List.of(List.of(ENCODING), List.of(ENCODING))),
        arguments(
            " [ 2 x ( encoding , studio ) ,\n 1X(transcription) ] ",
            List.of(BOTH, BOTH, List.of(TRANSCRIPTION))),
        arguments("[2x(encoding),]", List.of(List.of(ENCODING), List.of(ENCODING))),
        arguments("2x(encoding),,", List.of(List.of(ENCODING), List.of(ENCODING))),
        arguments("[01x(encoding)]", List.of(List.of(ENCODING))),
        arguments("[1x(encoding,,encoding)]", List.of(List.of(ENCODING))));
  }

  @ParameterizedTest
  @MethodSource("groupedValues")
  void expandsGroupsInOrder(String value, List<List<TaskType>> perInstance) {
    TaskTypesParser.Result result = parse(value, 1);

    assertThat(result.problems()).isEmpty();
    assertThat(result.warnings()).isEmpty();
    assertThat(result.perInstance()).isEqualTo(perInstance);
  }

  static Stream<Arguments> wrongValues() {
    String near = "Invalid RUNNER_TASK_TYPES grouped syntax near: ";
    String none = "RUNNER_TASK_TYPES: instance 0 has no task types";
    String unsupported = "RUNNER_TASK_TYPES: instance 0 contains unsupported task types: ";
    String brackets =
        "RUNNER_TASK_TYPES: brackets require the grouped form, such as [2x(encoding,studio)]";
    String emptyGroup =
        "RUNNER_TASK_TYPES grouped syntax: each group must contain at least one task type";
    return Stream.of(
        arguments("", none),
        arguments("  ", none),
        arguments(",", none),
        arguments("Encoding", unsupported + "Encoding"),
        arguments("encoding,foo", unsupported + "foo"),
        arguments("zoo,encoding,foo", unsupported + "foo, zoo"),
        arguments("encoding studio", unsupported + "encoding studio"),
        arguments("[1x(encoding,foo)]", unsupported + "foo"),
        arguments(
            "[2x(encoding),2x(foo)]",
            "RUNNER_TASK_TYPES: instance 2 contains unsupported task types: foo"),
        arguments("2*(encoding)", unsupported + "2*(encoding)"),
        arguments("[encoding,studio]", brackets),
        arguments("[]", brackets),
        arguments("[x(encoding)]", brackets),
        arguments("[0x(encoding)]", "RUNNER_TASK_TYPES grouped syntax: multiplier must be >= 1"),
        arguments("[1x()]", emptyGroup),
        arguments("[1x( , )]", emptyGroup),
        arguments("[1x(encoding),oops]", near + "'oops'"),
        arguments("[2x(encoding),,1x(studio)]", near + "',1x(studio)'"),
        arguments("[1x(encoding) 1x(studio)]", near + "'1x(encoding) 1x(studio)'"),
        arguments("[1x(encoding);1x(studio)]", near + "'1x(encoding);1x(studio)'"),
        arguments("[-1x(encoding)]", near + "'-1x(encoding)'"),
        arguments("[1.5x(encoding)]", near + "'1.5x(encoding)'"),
        arguments("[1x(encoding", near + "'[1x(encoding'"),
        arguments("1x(encoding)]", near + "'1x(encoding)]'"),
        arguments("[1x(encoding)]extra", near + "'[1x(encoding)]extra'"),
        arguments("[2x(encoding)],", near + "'[2x(encoding)],'"),
        arguments("encoding,2x(studio)", near + "'encoding,2x(studio)'"),
        arguments("[1x(encoding,(studio))]", near + "'1x(encoding,(studio))'"),
        arguments(
            "[1x(encoding),oops" + "s".repeat(60) + "]", near + "'oops" + "s".repeat(46) + "'"));
  }

  @ParameterizedTest
  @MethodSource("wrongValues")
  void namesWhatIsWrong(String value, String problem) {
    TaskTypesParser.Result result = parse(value, 2);

    assertThat(result.problems()).containsExactly(problem);
    assertThat(result.perInstance()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "3, RUNNER_INSTANCES=3 is ignored: RUNNER_TASK_TYPES defines 2 instances",
    "0, RUNNER_INSTANCES=0 is ignored: RUNNER_TASK_TYPES defines 2 instances",
    "two, RUNNER_INSTANCES is not a number and is ignored: RUNNER_TASK_TYPES defines 2 instances",
    "'', RUNNER_INSTANCES is not a number and is ignored: RUNNER_TASK_TYPES defines 2 instances",
  })
  void warnsOfANumberOfInstancesThatTheGroupsOverrule(String instances, String warning) {
    TaskTypesParser.Result result = TaskTypesParser.grouped("2x(encoding)", Optional.of(instances));

    assertThat(result.warnings()).containsExactly(warning);
    assertThat(result.perInstance()).hasSize(2);
  }

  @Test
  void saysNothingOfANumberThatTheGroupsAgreeWith() {
    assertThat(TaskTypesParser.grouped("2x(encoding)", Optional.of(" 2 ")).warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[99999999999999999999x(encoding)]", "70000x(studio)"})
  void countsMoreInstancesThanThereArePortsWithoutMakingThem(String value) {
    TaskTypesParser.Result result = parse(value, 1);

    assertThat(result.problems()).isEmpty();
    assertThat(result.perInstance()).isEmpty();
    assertThat(result.count()).isGreaterThan(BigInteger.valueOf(65_535));
  }

  private static TaskTypesParser.Result parse(String value, int instances) {
    return TaskTypesParser.isGrouped(value)
        ? TaskTypesParser.grouped(value, Optional.empty())
        : TaskTypesParser.plain(value, instances);
  }
}
