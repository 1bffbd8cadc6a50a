package io.mediarunner.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between modules and packages, and who may touch what. */
@AnalyzeClasses(packages = "io.mediarunner", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
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
  static final ArchRule verticlesMeetOnTheBusOnly =
      slices().matching("io.mediarunner.verticles.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule corePackagesHaveNoCycles =
      slices().matching("io.mediarunner.core.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyTheCommandLinePrints =
      noClasses()
          .that()
          .resideInAnyPackage("io.mediarunner.core..", "io.mediarunner.verticles..")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");
}
