package io.miaou.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoomsTest {
    @Test
    void whatIsSaidInARoomReachesItsOtherMembersAlone() throws Exception {
        try (ExampleProcess server = ExampleProcess.serve("rooms")) {
            int port = server.port();
            try (StockClient ann = StockClient.connected(port);
                    StockClient bob = StockClient.connected(port);
                    StockClient cid = StockClient.connected(port)) {
                ann.ask("\"join\",\"cats\"");
                assertThat(ann.next()).isEqualTo("[\"answer\",\"join\",1]");
                bob.ask("\"join\",\"cats\"");
                assertThat(bob.next()).isEqualTo("[\"answer\",\"join\",2]");
                String bobIsHere = ann.next();
                assertThat(bobIsHere).startsWith("[\"event\",\"joined\",\"cats\",");
                String bobsId = bobIsHere.split("\"", -1)[7];

                cid.emit("\"say\",\"cats\",\"not a member\"");
                ann.emit("\"say\",\"cats\",\"miaou\"");
                assertThat(bob.next()).matches("\\[\"event\",\"said\",\"cats\",\"[\\w-]{20}\",\"miaou\"]");

                cid.ask("\"join\",\"" + bobsId + "\""); // a room of that name, not Bob's own
                assertThat(cid.next()).isEqualTo("[\"answer\",\"join\",1]");
            }
        }
    }

    @Test
    void whoLeavesOrVanishesIsMissedByTheOthers() throws Exception {
        try (ExampleProcess server = ExampleProcess.serve("rooms")) {
            int port = server.port();
            try (StockClient ann = StockClient.connected(port)) {
                ann.ask("\"join\",\"cats\"");
                assertThat(ann.next()).isEqualTo("[\"answer\",\"join\",1]");
                try (StockClient bob = StockClient.connected(port)) {
                    bob.ask("\"join\",\"cats\"");
                    assertThat(ann.next()).startsWith("[\"event\",\"joined\",\"cats\"");
                    bob.emit("\"leave\",\"cats\"");
                    assertThat(ann.next()).startsWith("[\"event\",\"left\",\"cats\"");
                    bob.ask("\"join\",\"cats\"");
                    assertThat(ann.next()).startsWith("[\"event\",\"joined\",\"cats\"");
                }
                assertThat(ann.next()).startsWith("[\"event\",\"left\",\"cats\"");
            }
        }
    }
}
