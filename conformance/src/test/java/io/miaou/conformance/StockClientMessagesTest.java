package io.miaou.conformance;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Events, acknowledgements and binary data with npm {@code socket.io-client}, on polling, on WebSocket, and through the change. */
class StockClientMessagesTest {
    @SuppressWarnings("NullAway.Init")
    private static NodeChecks checks;

    @BeforeAll
    static void run() throws IOException {
        try (Playground server = Playground.start()) {
            checks = NodeChecks.run("checks/messages.mjs", server.port());
        }
    }

    @Test
    void theClientConnectsByTheTransportItAsksFor() {
        checks.passed("theClientConnectsByTheTransportItAsksFor");
    }

    @Test
    void everyKindOfJsonComesBackAsItWas() {
        checks.passed("everyKindOfJsonComesBackAsItWas");
    }

    @Test
    void whatJsonHasNoWordForArrivesAsJavaScriptWritesIt() {
        checks.passed("whatJsonHasNoWordForArrivesAsJavaScriptWritesIt");
    }

    @Test
    void theServerAcknowledgesWithSeveralArguments() {
        checks.passed("theServerAcknowledgesWithSeveralArguments");
    }

    @Test
    void theClientAcknowledges() {
        checks.passed("theClientAcknowledges");
    }

    @Test
    void aHandlerMayWaitForItsOwnClientsAnswer() {
        checks.passed("aHandlerMayWaitForItsOwnClientsAnswer");
    }

    @Test
    void theServerTimesAnAcknowledgementOut() {
        checks.passed("theServerTimesAnAcknowledgementOut");
    }

    @Test
    void theClientTimesAnAcknowledgementOut() {
        checks.passed("theClientTimesAnAcknowledgementOut");
    }

    @Test
    void binaryComesBackAsBinary() {
        checks.passed("binaryComesBackAsBinary");
    }

    @Test
    void binaryInsideOfObjectsComesBackInItsPlaces() {
        checks.passed("binaryInsideOfObjectsComesBackInItsPlaces");
    }

    @Test
    void theServerSendsBinaryOfItsOwn() {
        checks.passed("theServerSendsBinaryOfItsOwn");
    }

    @Test
    void bothAcknowledgeWithBinary() {
        checks.passed("bothAcknowledgeWithBinary");
    }

    @Test
    void aThousandEventsStayInOrderBothWays() {
        checks.passed("aThousandEventsStayInOrderBothWays");
    }

    @Test
    void nothingIsLostOrReorderedWhileTheTransportChanges() {
        checks.passed("nothingIsLostOrReorderedWhileTheTransportChanges");
    }

    @Test
    void aVolatileEventArrivesWhereItCanBeTaken() {
        checks.passed("aVolatileEventArrivesWhereItCanBeTaken");
    }

    @Test
    void sendIsTheEventMessage() {
        checks.passed("sendIsTheEventMessage");
    }

    @Test
    void anEventMayGoUncompressed() {
        checks.passed("anEventMayGoUncompressed");
    }

    @Test
    void aLongMessageArrivesWhole() {
        checks.passed("aLongMessageArrivesWhole");
    }

    @Test
    void catchAllListenersHearEverythingBeforeTheMiddlewares() {
        checks.passed("catchAllListenersHearEverythingBeforeTheMiddlewares");
    }

    @Test
    void catchAllListenersHearWhatIsSent() {
        checks.passed("catchAllListenersHearWhatIsSent");
    }

    @Test
    void catchAllListenersHearWhatIsBroadcastWithItsBinaryData() {
        checks.passed("catchAllListenersHearWhatIsBroadcastWithItsBinaryData");
    }

    @Test
    void catchAllListenersMayBeTakenAwayAgain() {
        checks.passed("catchAllListenersMayBeTakenAwayAgain");
    }

    @Test
    void theClientsCatchAllListenersHearTheServer() {
        checks.passed("theClientsCatchAllListenersHearTheServer");
    }

    @Test
    void aMiddlewareRefusesAnEventAndTheClientHearsNothing() {
        checks.passed("aMiddlewareRefusesAnEventAndTheClientHearsNothing");
    }

    @Test
    void aHandlerThatFailsHarmsNobody() {
        checks.passed("aHandlerThatFailsHarmsNobody");
    }

    @Test
    void anArgumentOfTheWrongShapeIsToldToTheApplicationAndTheConnectionStays() {
        checks.passed("anArgumentOfTheWrongShapeIsToldToTheApplicationAndTheConnectionStays");
    }

    @Test
    void whatARequestHandlerReturnsIsTheAcknowledgement() {
        checks.passed("whatARequestHandlerReturnsIsTheAcknowledgement");
    }

    @Test
    void aHandlerForOneEventHearsOne() {
        checks.passed("aHandlerForOneEventHearsOne");
    }

    @Test
    void everyFormIsTheFormItSays() {
        checks.passed("everyFormIsTheFormItSays");
    }

    @Test
    void everyCheckHasATestOfItsName() {
        checks.eachHasATestIn(StockClientMessagesTest.class);
    }
}
