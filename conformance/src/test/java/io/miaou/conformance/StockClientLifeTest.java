package io.miaou.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How connections end and come back, with npm {@code socket.io-client}. */
class StockClientLifeTest {
    @SuppressWarnings("NullAway.Init")
    private static NodeChecks checks;

    @BeforeAll
    static void run() throws IOException {
        AtomicReference<Playground> server = new AtomicReference<>(Playground.start());
        int port = server.get().port();
        try {
            checks = NodeChecks.run("checks/life.mjs", port, (wish, client) -> {
                server.get().close();
                server.set(restarted(port));
                client.type(wish);
            });
        } finally {
            server.get().close();
        }
    }

    private static Playground restarted(int port) {
        try {
            return Playground.start(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theClientLeaves() {
        checks.passed("theClientLeaves");
    }

    @Test
    void theServerDisconnectsASocket() {
        checks.passed("theServerDisconnectsASocket");
    }

    @Test
    void theServerDisconnectsAClientFromAllItsNamespaces() {
        checks.passed("theServerDisconnectsAClientFromAllItsNamespaces");
    }

    @Test
    void theClientClosesItsConnection() {
        checks.passed("theClientClosesItsConnection");
    }

    @Test
    void theClientsNetworkIsCut() {
        checks.passed("theClientsNetworkIsCut");
    }

    @Test
    void aClientThatAnswersNoPingIsGivenUp() {
        checks.passed("aClientThatAnswersNoPingIsGivenUp");
    }

    @Test
    void aPacketThatIsNoneEndsTheConnection() {
        checks.passed("aPacketThatIsNoneEndsTheConnection");
    }

    @Test
    void aNamespaceEnteredTwiceEndsTheConnection() {
        checks.passed("aNamespaceEnteredTwiceEndsTheConnection");
    }

    @Test
    void aMessageOfMoreThanTheLimitEndsTheClientsConnection() {
        checks.passed("aMessageOfMoreThanTheLimitEndsTheClientsConnection");
    }

    @Test
    void aMessageOfNotQuiteTheLimitPasses() {
        checks.passed("aMessageOfNotQuiteTheLimitPasses");
    }

    @Test
    void aClientComesBackAfterALostConnectionWithANewIdAndWhatItHadToSay() {
        checks.passed("aClientComesBackAfterALostConnectionWithANewIdAndWhatItHadToSay");
    }

    @Test
    void aClientComesBackWhenTheServerDoes() {
        checks.passed("aClientComesBackWhenTheServerDoes");
    }

    @Test
    void acknowledgementsFailWhenTheConnectionIsLost() {
        checks.passed("acknowledgementsFailWhenTheConnectionIsLost");
    }

    @Test
    void aCookieNamesTheSessionOnPollingAndNeverOnWebSocket() {
        checks.passed("aCookieNamesTheSessionOnPollingAndNeverOnWebSocket");
    }

    @Test
    void heartbeatsKeepAQuietConnection() {
        checks.passed("heartbeatsKeepAQuietConnection");
    }

    @Test
    void hundredConnectionsComeAndGo() {
        checks.passed("hundredConnectionsComeAndGo");
    }

    @Test
    void everyCheckHasATestOfItsName() {
        checks.eachHasATestIn(StockClientLifeTest.class);
    }
}
