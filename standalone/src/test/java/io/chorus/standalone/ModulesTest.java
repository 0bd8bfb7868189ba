package io.chorus.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom. */
@AnalyzeClasses(packages = "io.chorus", importOptions = ImportOption.DoNotIncludeTests.class)
class ModulesTest {
  @ArchTest
  static final ArchRule contractsKnowNeitherFlinkNorClients =
      noClasses()
          .that()
          .resideInAPackage("io.chorus.contracts..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache..",
              "org.asynchttpclient..",
              "com.rabbitmq..",
              "io.lettuce..",
              "io.vertx..",
              "java.sql..",
              "io.chorus.operators..",
              "io.chorus.connector..",
              "io.chorus.jobs..",
              "io.chorus.ingress..",
              "io.chorus.servers..",
              "io.chorus.emulator..",
              "io.chorus.standalone..");

  @ArchTest
  static final ArchRule operatorsKnowContractsOnly =
      noClasses()
          .that()
          .resideInAPackage("io.chorus.operators..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.chorus.connector..",
              "io.chorus.jobs..",
              "io.chorus.ingress..",
              "io.chorus.servers..",
              "io.chorus.emulator..",
              "io.chorus.standalone..",
              "org.apache.kafka..",
              "org.asynchttpclient..",
              "com.rabbitmq..",
              "io.lettuce..",
              "java.sql..");

  @ArchTest
  static final ArchRule connectorsKnowNoBusiness =
      noClasses()
          .that()
          .resideInAPackage("io.chorus.connector..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.chorus.operators..",
              "io.chorus.jobs..",
              "io.chorus.ingress..",
              "io.chorus.servers..",
              "io.chorus.emulator..",
              "io.chorus.standalone..");

  @ArchTest
  static final ArchRule connectorsDontKnowEachOther =
      slices().matching("io.chorus.connector.(*)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule theRabbitMqConnectorStandsAlone =
      noClasses()
          .that()
          .resideInAPackage("io.chorus.connector.rabbitmq..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.chorus.contracts..");

  @ArchTest
  static final ArchRule theFrontDoorHasNoFlink =
      noClasses()
          .that()
          .resideInAPackage("io.chorus.ingress..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.flink..",
              "io.chorus.operators..",
              "io.chorus.jobs..",
              "io.chorus.servers..",
              "io.chorus.emulator..",
              "io.chorus.standalone..");

  @ArchTest
  static final ArchRule emulatorAndServersKnowNothingOfOurs =
      noClasses()
          .that()
          .resideInAnyPackage("io.chorus.emulator..", "io.chorus.servers..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.chorus.contracts..",
              "io.chorus.operators..",
              "io.chorus.connector..",
              "io.chorus.jobs..",
              "io.chorus.ingress..",
              "io.chorus.standalone..");

  @ArchTest
  static final ArchRule jobsKnowNeitherTheFrontDoorNorTheStandalone =
      noClasses()
          .that()
          .resideInAPackage("io.chorus.jobs..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.chorus.ingress..",
              "io.chorus.servers..",
              "io.chorus.emulator..",
              "io.chorus.standalone..");
}
