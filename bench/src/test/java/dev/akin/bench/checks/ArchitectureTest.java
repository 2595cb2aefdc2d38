package dev.akin.bench.checks;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may import whom, as the design says it. */
class ArchitectureTest {
  private static JavaClasses classes;

  /** The modules: their packages, and the packages of ours that they may use beside their own. */
  private enum Module {
    API("dev.akin.api..", ""),
    INDEX("dev.akin.index..", "dev.akin.api.index.."),
    STORAGE("dev.akin.storage..", "dev.akin.api.."),
    EMBEDDERS("dev.akin.embedders", "dev.akin.api.."),
    WORDS("dev.akin.embedders.words..", "dev.akin.api.. dev.akin.embedders"),
    ONNX("dev.akin.embedders.onnx..", "dev.akin.api.. dev.akin.embedders"),
    REMOTE("dev.akin.embedders.remote..", "dev.akin.api.. dev.akin.embedders"),
    MINILM(
        "dev.akin.embedders.minilm..",
        "dev.akin.api.. dev.akin.embedders dev.akin.embedders.onnx.."),
    ENGINE(
        "dev.akin.engine..",
        "dev.akin.api.. dev.akin.index.. dev.akin.storage.. dev.akin.embedders"),
    PROTO("dev.akin.proto..", "dev.akin.api.."),
    CLIENT("dev.akin.client..", "dev.akin.api.. dev.akin.proto.."),
    SERVER(
        "dev.akin.server..",
        "dev.akin.api.. dev.akin.engine.. dev.akin.proto.. dev.akin.embedders.."),
    CLI(
        "dev.akin.cli..",
        "dev.akin.api.. dev.akin.engine.. dev.akin.embedders.. dev.akin.client.."
            + " dev.akin.server..");

    private final String packages;
    private final String allowed;

    Module(String packages, String allowed) {
      this.packages = packages;
      this.allowed = allowed;
    }

    ArchRule boundary() {
      String[] may = (packages + " " + allowed).strip().split(" ");
      DescribedPredicate<JavaClass> ours = resideInAPackage("dev.akin..");
      return noClasses()
          .that()
          .resideInAPackage(packages)
          .should()
          .dependOnClassesThat(
              ours.and(DescribedPredicate.not(resideInAnyPackage(may)))
                  .as("are of ours and not in " + packages + " " + allowed));
    }
  }

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.akin");
  }

  @ParameterizedTest
  @EnumSource(Module.class)
  void importsOnlyWhatItMay(Module module) {
    module.boundary().check(classes);
  }

  @Test
  void theApiAndTheIndexNeedNothingButTheJdk() {
    classes()
        .that()
        .resideInAnyPackage("dev.akin.api..", "dev.akin.index..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..", "jdk.incubator.vector..", "dev.akin.api..", "dev.akin.index..")
        .check(classes);
  }

  @Test
  void onlyTheIndexUsesTheVectorModule() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.akin.index..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator.vector..")
        .check(classes);
  }

  @ParameterizedTest
  @CsvSource({
    "org.rocksdb.., dev.akin.storage..",
    "com.github.benmanes.caffeine.., dev.akin.engine..",
    "org.apache.lucene.., dev.akin.engine.internal.text..",
    "dev.failsafe.., dev.akin.embedders.remote..",
    "ai.onnxruntime.., dev.akin.embedders.onnx..",
    "picocli.., dev.akin.cli..",
  })
  void aLibraryHasOneHome(String library, String home) {
    noClasses()
        .that()
        .resideOutsideOfPackages(home, "dev.akin.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(classes);
  }

  @Test
  void nothingUsesTheBench() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.akin.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.akin.bench..")
        .check(classes);
  }

  @Test
  void internalPackagesAreUsedByTheirOwnModuleOnly() {
    for (String module : modulesWithInternals()) {
      noClasses()
          .that()
          .resideOutsideOfPackages(module + "..", "dev.akin.bench..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(module + ".internal..")
          .check(classes);
    }
  }

  @Test
  void noPackageIsADrawerForOddments() {
    Set<String> drawers = new TreeSet<>();
    for (JavaClass each : classes) {
      if (Arrays.stream(each.getPackageName().split("\\."))
          .anyMatch(
              Set.of("util", "utils", "common", "commons", "misc", "helper", "helpers")
                  ::contains)) {
        drawers.add(each.getPackageName());
      }
    }
    assertThat(drawers).isEmpty();
  }

  @Test
  void aCrossedBoundaryIsFound() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage("dev.akin.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.akin.api..");
    assertThat(rule.evaluate(classes).hasViolation()).isTrue();
  }

  private static Set<String> modulesWithInternals() {
    Set<String> modules = new TreeSet<>();
    for (JavaClass each : classes) {
      int at = each.getPackageName().indexOf(".internal");
      if (at > 0) {
        modules.add(each.getPackageName().substring(0, at));
      }
    }
    return modules;
  }
}
