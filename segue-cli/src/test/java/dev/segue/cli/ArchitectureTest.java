package dev.segue.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Who may know whom. It stands here because this module sees all the others. */
class ArchitectureTest {

    private static final JavaClasses SEGUE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.segue");

    private static final String[] CORE = {
        "declare", "catalog", "mapping", "operation", "migration", "gate", "dialect", "plan", "inspect", "engine"
    };

    @Test
    void everyModuleIsLookedAt() {
        Assertions.assertThat(SEGUE)
                .extracting(type -> type.getPackageName())
                .contains(
                        "dev.segue.catalog",
                        "dev.segue.postgresql",
                        "dev.segue.client",
                        "dev.segue.spring",
                        "dev.segue.testing",
                        "dev.segue.cli");
    }

    @Test
    void declareKnowsNobody() {
        knowsOnly("declare").check(SEGUE);
    }

    @Test
    void catalogKnowsNobody() {
        knowsOnly("catalog").check(SEGUE);
    }

    @Test
    void mappingKnowsOnlyTheCatalog() {
        knowsOnly("mapping", "catalog").check(SEGUE);
    }

    @Test
    void operationsKnowTheCatalogAndTheMappingsThatTheyResolveTo() {
        knowsOnly("operation", "declare", "catalog", "mapping").check(SEGUE);
    }

    @Test
    void migrationKnowsOnlyWhatIsDeclared() {
        knowsOnly("migration", "declare", "operation").check(SEGUE);
    }

    @Test
    void gatesKnowNobody() {
        knowsOnly("gate").check(SEGUE);
    }

    @Test
    void theContractOfADialectKnowsOnlyWhatIsResolved() {
        knowsOnly("dialect", "catalog", "mapping").check(SEGUE);
    }

    @Test
    void planningKnowsWhatIsDeclaredAndResolvedButNothingThatExecutes() {
        knowsOnly("plan", "declare", "migration", "operation", "catalog", "mapping", "gate", "dialect")
                .check(SEGUE);
    }

    @Test
    void inspectionKnowsWhatRefusesButNothingThatExecutes() {
        knowsOnly("inspect", "declare", "operation", "catalog", "mapping", "dialect", "plan", "migration", "gate")
                .check(SEGUE);
    }

    @Test
    void exportsAndLeftoversKnowPlansButNothingThatExecutes() {
        knowsOnly("export", "plan", "dialect").check(SEGUE);
        knowsOnly("leftovers", "plan", "catalog").check(SEGUE);
    }

    @Test
    void theEngineKnowsOnlyCore() {
        knowsOnly("engine", CORE).check(SEGUE);
    }

    @Test
    void aDialectKnowsCoreButOfTheEngineOnlyWhatAJournalKeeps() {
        knowsOnly(
                        "postgresql",
                        "catalog",
                        "mapping",
                        "dialect",
                        "plan",
                        "gate",
                        "operation",
                        "migration",
                        "declare",
                        "engine")
                .check(SEGUE);
        noClasses()
                .that(resideInAnyPackage(below("postgresql")))
                .should()
                .dependOnClassesThat(resideInAnyPackage(below("engine"))
                        .and(not(nameMatching(
                                "dev\\.segue\\.engine\\.(Journal|FleetJournal|StatementJournal|SeenStatements|DatabaseModule|Comparison|Event|Lifecycle"
                                        + "|Fleet|Stage|StageMove)(\\$.*)?"))))
                .check(SEGUE);
    }

    @Test
    void aDialectIsKnownOnlyThroughItsInterface() {
        noClasses()
                .that(resideInAPackage("dev.segue..")
                        .and(not(resideInAnyPackage(below("postgresql", "cli", "testing", "bench")))))
                .should()
                .dependOnClassesThat(resideInAnyPackage(below("postgresql")))
                .allowEmptyShould(true)
                .check(SEGUE);
    }

    @Test
    void theClientKnowsNoOtherModule() {
        knowsOnly("client").check(SEGUE);
    }

    @Test
    void theStarterKnowsOnlyTheClient() {
        knowsOnly("spring", "client").check(SEGUE);
    }

    /** Of Segue's own packages, one may use itself and these. */
    private static ArchRule knowsOnly(String one, String... others) {
        String[] allowed = Arrays.copyOf(others, others.length + 1);
        allowed[others.length] = one;
        return classes()
                .that(resideInAnyPackage(below(one)))
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage("dev.segue..")).or(resideInAnyPackage(below(allowed))))
                .allowEmptyShould(true);
    }

    private static String[] below(String... packages) {
        return Arrays.stream(packages).map(name -> "dev.segue." + name + "..").toArray(String[]::new);
    }
}
