package io.aldis.lab;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dependencies between modules and packages follow the table in DESIGN, as far as class files show it. */
class FloorTest {
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.aldis");

    /** A module and all that it may use of the house, itself left out. {@code ..} is a package with its rooms. */
    record Floor(String module, List<String> mayUse) {
        static Floor of(String module, String... mayUse) {
            return new Floor(module, List.of(mayUse));
        }

        String[] allowed() {
            return Stream.concat(Stream.of(module + ".."), mayUse.stream()).toArray(String[]::new);
        }

        @Override
        public String toString() {
            return module;
        }
    }

    private static final String VOCABULARY = "io.aldis.sip";
    private static final String SIP = "io.aldis.sip..";
    private static final String IM = "io.aldis.im..";
    private static final String TESTKIT = "io.aldis.testkit..";
    private static final String NET = "io.aldis.net";
    private static final String ENDPOINT = "io.aldis.net.endpoint..";
    /** Its public package: what stands below is not for programs. */
    private static final String AGENT = "io.aldis.agent";

    private static final String SERVER = "io.aldis.server..";

    /** Of net, upper floors see the vocabulary and the endpoint; of server, a store sees the ports and the words they speak. */
    static final List<Floor> FLOORS = List.of(
            Floor.of("io.aldis.sip"),
            Floor.of("io.aldis.im", SIP),
            Floor.of("io.aldis.testkit", SIP),
            Floor.of("io.aldis.net", SIP),
            Floor.of("io.aldis.agent", SIP, IM, NET, ENDPOINT),
            Floor.of("io.aldis.smime", SIP, IM, AGENT),
            Floor.of("io.aldis.server", SIP, IM, NET, ENDPOINT),
            Floor.of("io.aldis.store.sql", "io.aldis.server", VOCABULARY),
            Floor.of("io.aldis.app", SIP, IM, NET, ENDPOINT, AGENT, SERVER, "io.aldis.store.."),
            Floor.of("io.aldis.lab", "io.aldis.."));

    @Test
    void everyModuleIsAnalysed() {
        var seen = HOUSE.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
        assertThat(seen).containsAll(FLOORS.stream().map(Floor::module).toList());
        assertThat(HOUSE).allMatch(c -> FLOORS.stream().anyMatch(floor -> lives(c, floor)), "is on a known floor");
    }

    private static boolean lives(JavaClass candidate, Floor floor) {
        return resideInAPackage(floor.module() + "..").test(candidate);
    }

    @ParameterizedTest
    @FieldSource("FLOORS")
    void moduleUsesLowerModulesOnly(Floor floor) {
        holds(classes()
                .that()
                .resideInAPackage(floor.module() + "..")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage("io.aldis..").or(resideInAnyPackage(floor.allowed()))));
    }

    @Test
    void packagesHaveNoCycles() {
        holds(slices().matching("io.aldis.(**)").should().beFreeOfCycles());
    }

    /** The app is left out: its root package is no vocabulary but the front door, and opens the rooms. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.aldis.sip",
                "io.aldis.im",
                "io.aldis.net",
                "io.aldis.agent",
                "io.aldis.smime",
                "io.aldis.server",
                "io.aldis.store.sql"
            })
    void rootPackageOfAModuleUsesNoneOfItsSubpackages(String module) {
        holds(noClasses()
                .that()
                .resideInAPackage(module)
                .should()
                .dependOnClassesThat(resideInAPackage(module + "..").and(not(resideInAPackage(module)))));
    }

    /** What the packages of the agent may use of each other; runtime assembles them. */
    @ParameterizedTest
    @CsvSource({
        "account, ''",
        "send, account",
        "receive, account",
        "register, account send",
        "call, account send receive"
    })
    void packageOfTheAgentUsesLowerPackagesOnly(String name, String below) {
        var allowed = Stream.concat(Stream.of(name), Stream.of(below.split(" ", -1)))
                .map(each -> "io.aldis.agent." + each)
                .toArray(String[]::new);
        holds(noClasses()
                .that()
                .resideInAPackage("io.aldis.agent." + name)
                .should()
                .dependOnClassesThat(resideInAPackage("io.aldis.agent.*").and(not(resideInAnyPackage(allowed)))));
    }

    /** The house assembles all rooms, and the HTTP interface looks into all but the house. */
    @Test
    void packagesOfTheServerDoNotDependOnEachOther() {
        var rooms = HOUSE.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith("io.aldis.server."))
                .map(name -> name.split("\\.", -1)[3])
                .filter(room -> !room.equals("runtime"))
                .distinct();
        rooms.forEach(room -> holds(noClasses()
                .that()
                .resideInAPackage("io.aldis.server." + room + "..")
                .should()
                .dependOnClassesThat(room.equals("api") ? inRoom("runtime") : inAnotherRoomThan(room))));
    }

    private static DescribedPredicate<JavaClass> inRoom(String room) {
        return resideInAPackage("io.aldis.server." + room + "..");
    }

    private static DescribedPredicate<JavaClass> inAnotherRoomThan(String room) {
        return resideInAPackage("io.aldis.server.*..").and(not(inRoom(room)));
    }

    @Test
    void nettyIsUsedInNetOnly() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackage("io.aldis.net..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty.."));
    }

    @Test
    void dnsjavaIsUsedInOnePackageOnly() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackage("io.aldis.net.dns")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.xbill.."));
    }

    @Test
    void databaseDriversAreUsedInTheStoresOnly() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackage("io.aldis.store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..",
                        "javax.sql..",
                        "org.sqlite..",
                        "org.jdbi..",
                        "org.flywaydb..",
                        "org.postgresql..",
                        "com.zaxxer.."));
    }

    @Test
    void bouncyCastleIsUsedInSmimeOnly() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackage("io.aldis.smime..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bouncycastle.."));
    }

    @Test
    void lowestModulesNeedTheJdkOnly() {
        holds(classes()
                .that()
                .resideInAnyPackage(SIP, IM, TESTKIT)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "javax..", "org.jspecify..", SIP, IM, TESTKIT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"util", "common", "core", "base", "impl", "internal", "manager"})
    void packagesHaveNoMeaninglessNames(String name) {
        holds(noClasses().should().resideInAPackage("io.aldis.." + name + ".."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Impl", "Manager", "Util", "Utils", "Helper"})
    void classesHaveNoMeaninglessNames(String ending) {
        holds(noClasses().should().haveSimpleNameEndingWith(ending));
    }

    @Test
    void classesAreNotNamedAbstract() {
        holds(noClasses().should().haveSimpleNameStartingWith("Abstract"));
    }

    @Test
    void loggingUsesSlf4jOnly() {
        holds(noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging.."));
    }

    @Test
    void terminalIsWrittenByTheCommandOnly() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackage("io.aldis.app..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.IO"));
    }

    private static void holds(ArchRule rule) {
        rule.allowEmptyShould(true).check(HOUSE);
    }
}
