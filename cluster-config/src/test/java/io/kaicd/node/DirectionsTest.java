package io.kaicd.node;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

/** The directions that documentation/architecture.md draws; the poms forbid most of the rest. */
class DirectionsTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.kaicd");

  private static final String[] PLUGINS = {
    "io.kaicd.embedding..", "io.kaicd.vectorstore..", "io.kaicd.connector..", "io.kaicd.analytics.."
  };

  @Test
  void theContractSeesNobody() {
    onlyDependOn("io.kaicd.contract..", "io.kaicd.contract..");
    noneSees("io.kaicd.contract..", "org.apache.pekko..", "scala..");
  }

  @Test
  void messagesSeeTheContract() {
    onlyDependOn("io.kaicd.message..", "io.kaicd.message..", "io.kaicd.contract..");
  }

  @Test
  void theSpiSeesTheContractAndNoPekkoAndNoSockets() {
    onlyDependOn("io.kaicd.spi..", "io.kaicd.spi..", "io.kaicd.contract..");
    noneSees("io.kaicd.spi..", "org.apache.pekko..", "scala..", "java.net.http..");
  }

  @Test
  void aPluginSeesTheSpiTheContractAndItself() {
    for (String plugin : PLUGINS) {
      onlyDependOn(plugin, plugin, "io.kaicd.spi..", "io.kaicd.contract..");
      noneSees(plugin, "org.apache.pekko..", "scala..", "java.net.http..");
    }
  }

  @Test
  void theRuntimeSeesNeitherTheFrontDoorNorAPlugin() {
    onlyDependOn(
        "io.kaicd.actors..",
        "io.kaicd.actors..",
        "io.kaicd.message..",
        "io.kaicd.spi..",
        "io.kaicd.contract..");
  }

  @Test
  void theFrontDoorSeesTheContractAndNoActorRef() {
    onlyDependOn("io.kaicd.http..", "io.kaicd.http..", "io.kaicd.contract..");
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAPackage("io.kaicd.http..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.apache.pekko.actor.typed.ActorRef")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.apache.pekko.actor.ActorRef")
        .check(HOUSE);
  }

  @Test
  void nobodySeesTheCompositionRoot() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackages("io.kaicd.node..", "io.kaicd.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.kaicd.node..", "io.kaicd.cli..")
        .check(HOUSE);
  }

  @Test
  void theRoomsHaveNoCycles() {
    slices().matching("io.kaicd.(*)..").should().beFreeOfCycles().check(HOUSE);
    slices().matching("io.kaicd.contract.(*)..").should().beFreeOfCycles().check(HOUSE);
    slices().matching("io.kaicd.actors.(*)..").should().beFreeOfCycles().check(HOUSE);
  }

  private static void onlyDependOn(String from, String... allowed) {
    String[] all = new String[allowed.length + 1];
    System.arraycopy(allowed, 0, all, 1, allowed.length);
    all[0] = from;
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAPackage(from)
        .should()
        .dependOnClassesThat(
            com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage("io.kaicd..")
                .and(
                    com.tngtech.archunit.base.DescribedPredicate.not(
                        com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage(
                            all))))
        .allowEmptyShould(true)
        .check(HOUSE);
  }

  private static void noneSees(String from, String... forbidden) {
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAPackage(from)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden)
        .allowEmptyShould(true)
        .check(HOUSE);
  }
}
