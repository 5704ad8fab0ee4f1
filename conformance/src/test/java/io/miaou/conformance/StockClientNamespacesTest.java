package io.miaou.conformance;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Namespaces, middlewares and handshakes with npm {@code socket.io-client}. */
class StockClientNamespacesTest {
    @SuppressWarnings("NullAway.Init")
    private static NodeChecks checks;

    @BeforeAll
    static void run() throws IOException {
        try (Playground server = Playground.start()) {
            checks = NodeChecks.run("checks/namespaces.mjs", server.port());
        }
    }

    @Test
    void namespacesShareAConnectionAndNotTheirIds() {
        checks.passed("namespacesShareAConnectionAndNotTheirIds");
    }

    @Test
    void eventsStayInTheirNamespace() {
        checks.passed("eventsStayInTheirNamespace");
    }

    @Test
    void leavingOneNamespaceKeepsTheOther() {
        checks.passed("leavingOneNamespaceKeepsTheOther");
    }

    @Test
    void anUnknownNamespaceIsRefusedAndTheOthersStay() {
        checks.passed("anUnknownNamespaceIsRefusedAndTheOthersStay");
    }

    @Test
    void aQueryInTheNameOfANamespaceIsPartOfTheName() {
        checks.passed("aQueryInTheNameOfANamespaceIsPartOfTheName");
    }

    @Test
    void aMiddlewareRefusesWithAMessage() {
        checks.passed("aMiddlewareRefusesWithAMessage");
    }

    @Test
    void aMiddlewareRefusesWithData() {
        checks.passed("aMiddlewareRefusesWithData");
    }

    @Test
    void aMiddlewareThatFailsRefuses() {
        checks.passed("aMiddlewareThatFailsRefuses");
    }

    @Test
    void aRefusedClientMayTryAgainOnTheSameConnection() {
        checks.passed("aRefusedClientMayTryAgainOnTheSameConnection");
    }

    @Test
    void whatMiddlewaresPutInPlaceIsThereForTheHandlers() {
        checks.passed("whatMiddlewaresPutInPlaceIsThereForTheHandlers");
    }

    @Test
    void aSocketIsConnectedOnceTheMiddlewaresHavePassedIt() {
        checks.passed("aSocketIsConnectedOnceTheMiddlewaresHavePassedIt");
    }

    @Test
    void aRefusedClientLeavesTheRoomsThatAMiddlewareGaveIt() {
        checks.passed("aRefusedClientLeavesTheRoomsThatAMiddlewareGaveIt");
    }

    @Test
    void aSocketThatIsGoneJoinsNoRoom() {
        checks.passed("aSocketThatIsGoneJoinsNoRoom");
    }

    @Test
    void theMainNamespaceHasTwoNames() {
        checks.passed("theMainNamespaceHasTwoNames");
    }

    @Test
    void aMiddlewareMayTakeItsTime() {
        checks.passed("aMiddlewareMayTakeItsTime");
    }

    @Test
    void theMiddlewaresOfANamespaceAreNotAskedForOthers() {
        checks.passed("theMiddlewaresOfANamespaceAreNotAskedForOthers");
    }

    @Test
    void whatIsSentBeforeTheConnectIsAnsweredIsSentAfterIt() {
        checks.passed("whatIsSentBeforeTheConnectIsAnsweredIsSentAfterIt");
    }

    @Test
    void theHandshakeHoldsTheQueryAndTheHeadersOfTheConnectionAndTheAuthOfTheNamespace() {
        checks.passed("theHandshakeHoldsTheQueryAndTheHeadersOfTheConnectionAndTheAuthOfTheNamespace");
    }

    @Test
    void withoutAuthTheHandshakeHoldsAnEmptyObject() {
        checks.passed("withoutAuthTheHandshakeHoldsAnEmptyObject");
    }

    @Test
    void theAuthOfOneNamespaceIsNotThatOfAnother() {
        checks.passed("theAuthOfOneNamespaceIsNotThatOfAnother");
    }

    @Test
    void twoClientsOfOneProgramMayShareAConnection() {
        checks.passed("twoClientsOfOneProgramMayShareAConnection");
    }

    @Test
    void aClientThatGoesAwayDuringAMiddlewareIsForgotten() {
        checks.passed("aClientThatGoesAwayDuringAMiddlewareIsForgotten");
    }

    @Test
    void everyCheckHasATestOfItsName() {
        checks.eachHasATestIn(StockClientNamespacesTest.class);
    }
}
