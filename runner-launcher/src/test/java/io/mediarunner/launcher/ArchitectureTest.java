package io.mediarunner.launcher;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The arrows between modules and packages, and who may touch what. */
@AnalyzeClasses(packages = "io.mediarunner", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "io.mediarunner.";
  private static final int MOST_FILES = 25;

  @ArchTest
  static final ArchRule coreKnowsNoVertx =
      noClasses()
          .that()
          .resideInAPackage("io.mediarunner.core..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.vertx..");

  @ArchTest
  static final ArchRule coreKnowsNothingAboveIt =
      noClasses()
          .that()
          .resideInAPackage("io.mediarunner.core..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.mediarunner.verticles..", "io.mediarunner.launcher..");

  @ArchTest
  static final ArchRule verticlesKnowNoLauncher =
      noClasses()
          .that()
          .resideInAPackage("io.mediarunner.verticles..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.mediarunner.launcher..");

  /** The shared room knows none of the three that stand on it. */
  @ArchTest
  static final ArchRule mediaKnowsNoRoomAboveIt =
      noClasses()
          .that()
          .resideInAPackage("io.mediarunner.core.media..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.mediarunner.core.encoding..",
              "io.mediarunner.core.studio..",
              "io.mediarunner.core.transcription..");

  @ArchTest
  static final ArchRule encodingKnowsNoStudio =
      noClasses()
          .that()
          .resideInAPackage("io.mediarunner.core.encoding..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.mediarunner.core.studio..", "io.mediarunner.core.transcription..");

  /** An encode does not know who runs its pieces. */
  @ArchTest
  static final ArchRule nothingInTheCoreKnowsTheFleet =
      noClasses()
          .that()
          .resideInAPackage("io.mediarunner.core..")
          .and()
          .resideOutsideOfPackage("io.mediarunner.core.fleet..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.mediarunner.core.fleet..");

  @ArchTest
  static final ArchRule transcriptionStandsAlone =
      noClasses()
          .that()
          .resideInAPackage("io.mediarunner.core.transcription..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.mediarunner.core.encoding..", "io.mediarunner.core.studio..");

  /** Plans and command lines are computed: nothing there starts a program or touches a disk. */
  @ArchTest
  static final ArchRule planningIsPure =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.mediarunner.core.encoding.plan",
              "io.mediarunner.core.encoding.command",
              "io.mediarunner.core.transcription.speech",
              "io.mediarunner.core.transcription.captions")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.nio.file.Files")
          .orShould()
          .dependOnClassesThat()
          .resideInAPackage("io.mediarunner.core.process");

  @ArchTest
  static final ArchRule oneWayToStartPrograms =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.mediarunner.core.process")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.lang.ProcessBuilder");

  @ArchTest
  static final ArchRule oneWayToTheEventBus =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.mediarunner.verticles.bus")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("io.vertx.core.eventbus.EventBus");

  @ArchTest
  static final ArchRule nothingBelowMainReadsTheEnvironment =
      noClasses()
          .that()
          .resideInAnyPackage("io.mediarunner.core..", "io.mediarunner.verticles..")
          .and()
          // finds programs: PATH is part of what it is about
          .resideOutsideOfPackages(
              "io.mediarunner.core.process", "io.mediarunner.core.media.ffmpeg")
          .should()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(System.class, "getenv");

  @ArchTest
  static final ArchRule onlyTheCommandLinePrints =
      noClasses()
          .that()
          .resideInAnyPackage("io.mediarunner.core..", "io.mediarunner.verticles..")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  /** It would also make a storage that was renamed or unmounted; see {@code RealFolder}. */
  @ArchTest
  static final ArchRule noTaskMakesTheFoldersAboveIts =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.mediarunner.core.attempt..",
              "io.mediarunner.core.encoding..",
              "io.mediarunner.core.fleet..",
              "io.mediarunner.core.store..",
              "io.mediarunner.core.studio..",
              "io.mediarunner.core.workspace..",
              "io.mediarunner.core.transcription")
          .should()
          .callMethod(Files.class, "createDirectories", Path.class, FileAttribute[].class);

  /** Each package by itself, {@code core.media} and what is below it included. */
  @ArchTest
  static final ArchRule noPackageHasACycle =
      slices()
          .assignedFrom(
              new SliceAssignment() {
                @Override
                public SliceIdentifier getIdentifierOf(JavaClass type) {
                  return SliceIdentifier.of(type.getPackageName());
                }

                @Override
                public String getDescription() {
                  return "packages";
                }
              })
          .should()
          .beFreeOfCycles();

  /** And each room with all that is below it. */
  @ArchTest
  static final ArchRule noRoomHasACycle =
      slices().matching("io.mediarunner.(*).(*)..").should().beFreeOfCycles();

  /** A package that has a verticle is used by no other one that has; they meet on the bus. */
  @ArchTest
  static void verticlesMeetOnTheBusOnly(JavaClasses classes) {
    Set<String> owners =
        classes.stream()
            .filter(type -> type.getSimpleName().endsWith("Verticle"))
            .map(JavaClass::getPackageName)
            .filter(name -> name.startsWith(ROOT + "verticles."))
            .collect(Collectors.toCollection(TreeSet::new));
    ArchRuleDefinition.classes()
        .that(describe("belong to a verticle", type -> !owner(type, owners).isEmpty()))
        .should(
            new ArchCondition<JavaClass>("use no other verticle's package") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                  String target = owner(dependency.getTargetClass(), owners);
                  boolean foreign = !target.isEmpty() && !target.equals(owner(type, owners));
                  if (foreign) {
                    events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
                  }
                }
              }
            })
        .check(classes.that(resideInAPackage("io.mediarunner.verticles..")));
    assertThat(owners).hasSizeGreaterThan(5);
  }

  /** The verticle's package that a class lies in or below; empty if it is shared. */
  private static String owner(JavaClass type, Set<String> owners) {
    return owners.stream()
        .filter(
            name ->
                type.getPackageName().equals(name) || type.getPackageName().startsWith(name + "."))
        .findFirst()
        .orElse("");
  }

  /** Prints the graph: what a stranger would want to see first. */
  @ArchTest
  static void noPackageIsCrowded(JavaClasses classes) {
    Map<String, Set<String>> files = new TreeMap<>();
    Map<String, Set<String>> imports = new TreeMap<>();
    for (JavaClass type : classes) {
      String name = type.getPackageName();
      type.getSource()
          .flatMap(source -> source.getFileName())
          .ifPresent(file -> files.computeIfAbsent(name, key -> new TreeSet<>()).add(file));
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String target = dependency.getTargetClass().getPackageName();
        if (target.startsWith(ROOT) && !target.equals(name)) {
          imports
              .computeIfAbsent(name, key -> new TreeSet<>())
              .add(target.substring(ROOT.length()));
        }
      }
    }
    StringBuilder graph = new StringBuilder("module | package | files | imports\n");
    files.forEach(
        (name, all) -> {
          String shortName = name.replaceFirst("io\\.mediarunner\\.", "");
          graph
              .append("runner-")
              .append(shortName.replaceFirst("\\..*", ""))
              .append(" | ")
              .append(shortName)
              .append(" | ")
              .append(all.size())
              .append(" | ")
              .append(String.join(", ", imports.getOrDefault(name, Set.of())))
              .append('\n');
        });
    System.out.println(graph);
    assertThat(files)
        .allSatisfy((name, all) -> assertThat(all).hasSizeLessThanOrEqualTo(MOST_FILES));
  }
}
