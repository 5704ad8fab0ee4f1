package io.miaou.conformance;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The server of socket.io-client-java's suite, row by row, with npm {@code socket.io-client}. */
class JavaSuiteServerTest {
    @SuppressWarnings("NullAway.Init")
    private static NodeChecks checks;

    @BeforeAll
    static void run() throws IOException {
        try (SupportServer server = JavaClientSupport.start("127.0.0.1", 0, null)) {
            checks = NodeChecks.run("checks/java-suite.mjs", server.port());
        }
    }

    @Test
    void everyClientIsGreeted() {
        checks.passed("everyClientIsGreeted");
    }

    @Test
    void messageComesBack() {
        checks.passed("messageComesBack");
    }

    @Test
    void echoComesBack() {
        checks.passed("echoComesBack");
    }

    @Test
    void ackIsAcknowledged() {
        checks.passed("ackIsAcknowledged");
    }

    @Test
    void theServerAsksForAnAcknowledgement() {
        checks.passed("theServerAsksForAnAcknowledgement");
    }

    @Test
    void binaryAndDatesAreAcknowledged() {
        checks.passed("binaryAndDatesAreAcknowledged");
    }

    @Test
    void broadcastReachesTheOthersOfTheNamespace() {
        checks.passed("broadcastReachesTheOthersOfTheNamespace");
    }

    @Test
    void roomReachesTheSocketItself() {
        checks.passed("roomReachesTheSocketItself");
    }

    @Test
    void theServerDisconnectsOnRequest() {
        checks.passed("theServerDisconnectsOnRequest");
    }

    @Test
    void theHandshakeIsTold() {
        checks.passed("theHandshakeIsTold");
    }

    @Test
    void aRefusalCarriesData() {
        checks.passed("aRefusalCarriesData");
    }

    @Test
    void theSilentNamespacesAreThere() {
        checks.passed("theSilentNamespacesAreThere");
    }

    @Test
    void everyAnswerRepeatsTheHeader() {
        checks.passed("everyAnswerRepeatsTheHeader");
    }

    @Test
    void allOfItHoldsOverTlsToo() throws IOException {
        try (SupportServer server = JavaClientSupport.start("127.0.0.1", 0, SupportTls.selfSigned())) {
            NodeChecks.runOverTls("checks/java-suite.mjs", server.port()).allPassed();
        }
    }

    @Test
    void everyCheckHasATestOfItsName() {
        checks.eachHasATestIn(JavaSuiteServerTest.class);
    }
}
