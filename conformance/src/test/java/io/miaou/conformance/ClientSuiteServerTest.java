package io.miaou.conformance;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The server of socket.io-client's suite, row by row, with npm {@code socket.io-client} itself. */
class ClientSuiteServerTest {
    @SuppressWarnings("NullAway.Init")
    private static NodeChecks checks;

    @BeforeAll
    static void run() throws IOException {
        try (SupportServer server = ClientSupport.start("127.0.0.1", 0)) {
            checks = NodeChecks.run("checks/client-suite.mjs", server.port());
        }
    }

    @Test
    void hiIsAnsweredHi() {
        checks.passed("hiIsAnsweredHi");
    }

    @Test
    void echoIsAcknowledgedWithItsArgument() {
        checks.passed("echoIsAcknowledgedWithItsArgument");
    }

    @Test
    void ackAsksForAnAcknowledgementAndTellsGotIt() {
        checks.passed("ackAsksForAnAcknowledgementAndTellsGotIt");
    }

    @Test
    void theClientsOwnAckIdOnAckIsNeverAnswered() {
        checks.passed("theClientsOwnAckIdOnAckIsNeverAnswered");
    }

    @Test
    void datesAreIsoStrings() {
        checks.passed("datesAreIsoStrings");
    }

    @Test
    void utf8ComesFiveTimes() {
        checks.passed("utf8ComesFiveTimes");
    }

    @Test
    void falseIsAnArgument() {
        checks.passed("falseIsAnArgument");
    }

    @Test
    void binaryIsGiven() {
        checks.passed("binaryIsGiven");
    }

    @Test
    void binaryIsTaken() {
        checks.passed("binaryIsTaken");
    }

    @Test
    void sequencesWithBinaryAreKnown() {
        checks.passed("sequencesWithBinaryAreKnown");
    }

    @Test
    void theIdIsTold() {
        checks.passed("theIdIsTold");
    }

    @Test
    void theHandshakeIsTold() {
        checks.passed("theHandshakeIsTold");
    }

    @Test
    void theNamespacesAreThose() {
        checks.passed("theNamespacesAreThose");
    }

    @Test
    void theMainNamespaceRefusesThoseWhoAskForIt() {
        checks.passed("theMainNamespaceRefusesThoseWhoAskForIt");
    }

    @Test
    void aClientThatGivesUpAtOnceGivesUpBeforeTheServerAnswers() {
        checks.passed("aClientThatGivesUpAtOnceGivesUpBeforeTheServerAnswers");
    }

    @Test
    void anUnknownEventIsIgnored() {
        checks.passed("anUnknownEventIsIgnored");
    }

    @Test
    void everyCheckHasATestOfItsName() {
        checks.eachHasATestIn(ClientSuiteServerTest.class);
    }
}
