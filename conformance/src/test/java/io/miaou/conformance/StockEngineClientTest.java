package io.miaou.conformance;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The server of engine.io-client's suite, with npm {@code engine.io-client} itself. */
class StockEngineClientTest {
    @SuppressWarnings("NullAway.Init")
    private static NodeChecks checks;

    @BeforeAll
    static void run() throws IOException {
        try (SupportServer server = EngineSupport.client("127.0.0.1", 0)) {
            checks = NodeChecks.run("checks/engine.mjs", server.port());
        }
    }

    @Test
    void theServerGreets() {
        checks.passed("theServerGreets");
    }

    @Test
    void textComesBack() {
        checks.passed("textComesBack");
    }

    @Test
    void binaryComesBackAsBinary() {
        checks.passed("binaryComesBackAsBinary");
    }

    @Test
    void itGivesBinaryAndUtf8WhenAsked() {
        checks.passed("itGivesBinaryAndUtf8WhenAsked");
    }

    @Test
    void textAndBinaryTogetherStayInOrder() {
        checks.passed("textAndBinaryTogetherStayInOrder");
    }

    @Test
    void theOpenPacketTellsTheLimit() {
        checks.passed("theOpenPacketTellsTheLimit");
    }

    @Test
    void theClientPacksItsPostsToTheLimit() {
        checks.passed("theClientPacksItsPostsToTheLimit");
    }

    @Test
    void aBodyOfExactlyTheLimitPassesAndMoreEndsTheSession() {
        checks.passed("aBodyOfExactlyTheLimitPassesAndMoreEndsTheSession");
    }

    @Test
    void theClientSendsItsCookiesBack() {
        checks.passed("theClientSendsItsCookiesBack");
    }

    @Test
    void aRefusedHandshakeIsAnError() {
        checks.passed("aRefusedHandshakeIsAnError");
    }

    @Test
    void anUnknownSessionIsRefused() {
        checks.passed("anUnknownSessionIsRefused");
    }

    @Test
    void aCloseWhileTheTransportChangesLosesNothing() {
        checks.passed("aCloseWhileTheTransportChangesLosesNothing");
    }

    @Test
    void theClientMayCloseAndTheServerForgets() {
        checks.passed("theClientMayCloseAndTheServerForgets");
    }

    @Test
    void heartbeatsKeepAQuietSession() {
        checks.passed("heartbeatsKeepAQuietSession");
    }

    @Test
    void everyCheckHasATestOfItsName() {
        checks.eachHasATestIn(StockEngineClientTest.class);
    }
}
