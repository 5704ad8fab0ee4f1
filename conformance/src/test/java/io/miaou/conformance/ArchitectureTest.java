package io.miaou.conformance;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.miaou.protocol.websocket.Opcode;
import io.miaou.server.SocketIoServer;
import io.miaou.testkit.VirtualClock;
import io.miaou.websocket.WebSocketServer;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The arrows between the modules, and what may be used where; the reasons are in ARCHITECTURE.md. */
class ArchitectureTest {
    private static final JavaClasses MIAOU = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.miaou");

    private static final String PROTOCOL = "io.miaou.protocol..";
    private static final String WEBSOCKET = "io.miaou.websocket..";
    private static final String SERVER = "io.miaou.server..";
    private static final String TESTKIT = "io.miaou.testkit..";
    private static final String CHAT = "io.miaou.chat..";
    private static final String CONFORMANCE = "io.miaou.conformance..";
    private static final String ANNOTATIONS = "org.jspecify.annotations..";

    private static final Set<String> JDK = ModuleLayer.boot().modules().stream()
            .filter(module ->
                    module.getName().startsWith("java.") || module.getName().startsWith("jdk."))
            .flatMap(module -> module.getPackages().stream())
            .collect(Collectors.toSet());

    @Test
    void everyModuleIsLookedAt() {
        for (String module : Set.of(PROTOCOL, WEBSOCKET, SERVER, TESTKIT, CHAT, CONFORMANCE)) {
            assertThat(MIAOU.that(resideInAnyPackage(module))).as(module).isNotEmpty();
        }
    }

    @Test
    void protocolNeedsJavaBaseAlone() {
        classes()
                .that()
                .resideInAPackage(PROTOCOL)
                .should()
                .onlyDependOnClassesThat(moduleOfJdk(Object.class).or(resideInAnyPackage(PROTOCOL, ANNOTATIONS)))
                .check(MIAOU);
    }

    @Test
    void testkitNeedsProtocolAlone() {
        classes()
                .that()
                .resideInAPackage(TESTKIT)
                .should()
                .onlyDependOnClassesThat(
                        moduleOfJdk(Object.class).or(resideInAnyPackage(TESTKIT, PROTOCOL, ANNOTATIONS)))
                .check(MIAOU);
    }

    @Test
    void websocketNeedsProtocolNettyAndSlf4jAlone() {
        classes()
                .that()
                .resideInAPackage(WEBSOCKET)
                .should()
                .onlyDependOnClassesThat(describe("of the JDK", ArchitectureTest::isOfTheJdk)
                        .or(resideInAnyPackage(WEBSOCKET, PROTOCOL, ANNOTATIONS, "io.netty..", "org.slf4j..")))
                .check(MIAOU);
    }

    @Test
    void serverNeedsWebsocketProtocolJacksonAndSlf4jAlone() {
        classes()
                .that()
                .resideInAPackage(SERVER)
                .should()
                .onlyDependOnClassesThat(describe("of the JDK", ArchitectureTest::isOfTheJdk)
                        .or(resideInAnyPackage(
                                SERVER,
                                WEBSOCKET,
                                PROTOCOL,
                                ANNOTATIONS,
                                "tools.jackson..",
                                "com.fasterxml.jackson.annotation..",
                                "org.slf4j..")))
                .check(MIAOU);
    }

    @Test
    void nobodyUsesAPackageThatItsModuleDoesNotExport() {
        for (Class<?> member : Set.of(Opcode.class, WebSocketServer.class, SocketIoServer.class, VirtualClock.class)) {
            ModuleDescriptor module = descriptor(member);
            String all = module.name() + "..";
            String[] exported = module.exports().stream()
                    .filter(export -> !export.isQualified())
                    .map(ModuleDescriptor.Exports::source)
                    .toArray(String[]::new);
            String[] friends = module.exports().stream()
                    .flatMap(export -> export.targets().stream().map(target -> target + ".."))
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideOutsideOfPackage(all)
                    .and(DescribedPredicate.not(resideInAnyPackage(friends)))
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage(all).and(DescribedPredicate.not(resideInAnyPackage(exported))))
                    .because(module.name() + " does not export them")
                    .check(MIAOU);
        }
    }

    @Test
    void applicationsDoNotSeeNetty() {
        noClasses()
                .that()
                .resideInAnyPackage(CHAT, CONFORMANCE)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(MIAOU);
    }

    @Test
    void noLibraryKnowsAnApplication() {
        noClasses()
                .that()
                .resideInAnyPackage(PROTOCOL, WEBSOCKET, SERVER, TESTKIT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CHAT, CONFORMANCE)
                .check(MIAOU);
    }

    @Test
    void protocolKnowsNoClockNoRandomnessAndNoThread() {
        noClasses()
                .that()
                .resideInAPackage(PROTOCOL)
                .and()
                .resideOutsideOfPackage("io.miaou.protocol.time..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.util.concurrent..", "java.util.random..")
                        .or(belongToAnyOf(
                                Thread.class,
                                ThreadLocal.class,
                                Clock.class,
                                Random.class,
                                SecureRandom.class,
                                SplittableRandom.class)))
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethodWhere(describe(
                        "now() of java.time",
                        call -> call.getTarget().getName().equals("now")
                                && call.getTargetOwner().getPackageName().equals("java.time")))
                .check(MIAOU);
    }

    @Test
    void modulesStandInNoCircle() {
        slices().matching("io.miaou.(*)..").should().beFreeOfCycles().check(MIAOU);
    }

    /** Not websocket: its public types and their workings in {@code internal} know each other, and that is the point. */
    @Test
    void packagesOfAModuleStandInNoCircle() {
        for (String module : Set.of("protocol", "testkit", "chat", "conformance")) {
            slices().matching("io.miaou." + module + ".(*)..")
                    .should()
                    .beFreeOfCycles()
                    .allowEmptyShould(true)
                    .check(MIAOU);
        }
    }

    @Test
    void nobodyLogsThroughJavaUtilLogging() {
        NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(MIAOU);
    }

    @Test
    void librariesDoNotWriteToTheConsole() {
        noClasses()
                .that()
                .resideInAnyPackage(PROTOCOL, WEBSOCKET, SERVER, TESTKIT)
                .should(ACCESS_STANDARD_STREAMS)
                .check(MIAOU);
    }

    @Test
    void nobodySleeps() {
        noClasses()
                .should()
                .callMethodWhere(describe(
                        "Thread.sleep",
                        call -> call.getTarget().getName().equals("sleep")
                                && call.getTargetOwner().isEquivalentTo(Thread.class)))
                .check(MIAOU);
    }

    @Test
    void librariesReadNoSystemPropertiesAndNoEnvironment() {
        noClasses()
                .that()
                .resideInAnyPackage(PROTOCOL, WEBSOCKET, SERVER, TESTKIT)
                .and()
                // It turns off what is unsound in Netty's io_uring, and leaves alone what a user has set.
                .doNotHaveFullyQualifiedName("io.miaou.websocket.internal.NativeTransport")
                .should()
                .callMethodWhere(describe(
                        "System.getProperty or getenv",
                        call -> Set.of("getProperty", "getProperties", "getenv")
                                        .contains(call.getTarget().getName())
                                && call.getTargetOwner().isEquivalentTo(System.class)))
                .check(MIAOU);
    }

    /** The packages of the JDK module which that class belongs to. */
    private static DescribedPredicate<JavaClass> moduleOfJdk(Class<?> member) {
        Set<String> packages = member.getModule().getPackages();
        return describe(
                "in " + member.getModule().getName(),
                type -> isPrimitive(type)
                        || packages.contains(type.getBaseComponentType().getPackageName()));
    }

    private static boolean isOfTheJdk(JavaClass type) {
        return isPrimitive(type) || JDK.contains(type.getBaseComponentType().getPackageName());
    }

    private static boolean isPrimitive(JavaClass type) {
        return type.getBaseComponentType().isPrimitive();
    }

    /** The tests run on the class path, so the descriptor is read from the folder or jar of one of the module's classes. */
    private static ModuleDescriptor descriptor(Class<?> member) {
        try {
            Path place = Path.of(
                    member.getProtectionDomain().getCodeSource().getLocation().toURI());
            return ModuleFinder.of(place).findAll().stream()
                    .map(module -> module.descriptor())
                    .collect(Collectors.collectingAndThen(Collectors.toList(), found -> {
                        assertThat(found).as("modules in " + place).hasSize(1);
                        return found.getFirst();
                    }));
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
