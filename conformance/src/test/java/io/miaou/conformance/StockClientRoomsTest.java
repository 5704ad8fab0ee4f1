package io.miaou.conformance;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rooms and broadcasts with npm {@code socket.io-client}. */
class StockClientRoomsTest {
    @SuppressWarnings("NullAway.Init")
    private static NodeChecks checks;

    @BeforeAll
    static void run() throws IOException {
        try (Playground server = Playground.start()) {
            checks = NodeChecks.run("checks/rooms.mjs", server.port());
        }
    }

    @Test
    void theServerReachesAll() {
        checks.passed("theServerReachesAll");
    }

    @Test
    void aSocketsBroadcastReachesAllOthers() {
        checks.passed("aSocketsBroadcastReachesAllOthers");
    }

    @Test
    void binaryIsBroadcast() {
        checks.passed("binaryIsBroadcast");
    }

    @Test
    void aRoomIsReachedByThoseInIt() {
        checks.passed("aRoomIsReachedByThoseInIt");
    }

    @Test
    void aSocketInSeveralRoomsHearsAMessageOnce() {
        checks.passed("aSocketInSeveralRoomsHearsAMessageOnce");
    }

    @Test
    void aRoomMayBeExcepted() {
        checks.passed("aRoomMayBeExcepted");
    }

    @Test
    void aSocketMayBeExceptedByItsId() {
        checks.passed("aSocketMayBeExceptedByItsId");
    }

    @Test
    void aSocketIsReachedByItsId() {
        checks.passed("aSocketIsReachedByItsId");
    }

    @Test
    void aSocketsBroadcastToItsOwnRoomLeavesItOut() {
        checks.passed("aSocketsBroadcastToItsOwnRoomLeavesItOut");
    }

    @Test
    void whoLeftARoomHearsNothingMore() {
        checks.passed("whoLeftARoomHearsNothingMore");
    }

    @Test
    void aRoomThatNobodyIsInIsNoError() {
        checks.passed("aRoomThatNobodyIsInIsNoError");
    }

    @Test
    void aLocalBroadcastReachesThoseOnThisServer() {
        checks.passed("aLocalBroadcastReachesThoseOnThisServer");
    }

    @Test
    void anAudienceIsNotChangedByNarrowingIt() {
        checks.passed("anAudienceIsNotChangedByNarrowingIt");
    }

    @Test
    void aVolatileBroadcastArrivesWhereItCanBeTaken() {
        checks.passed("aVolatileBroadcastArrivesWhereItCanBeTaken");
    }

    @Test
    void anotherNamespaceHearsNothing() {
        checks.passed("anotherNamespaceHearsNothing");
    }

    @Test
    void whatIsSentToAllAndThenToOneArrivesInThatOrder() {
        checks.passed("whatIsSentToAllAndThenToOneArrivesInThatOrder");
    }

    @Test
    void socketsAreFetchedWithTheirRoomsAndData() {
        checks.passed("socketsAreFetchedWithTheirRoomsAndData");
    }

    @Test
    void socketsArePutIntoRoomsAndTakenOut() {
        checks.passed("socketsArePutIntoRoomsAndTakenOut");
    }

    @Test
    void socketsAreDisconnectedByRoom() {
        checks.passed("socketsAreDisconnectedByRoom");
    }

    @Test
    void aSocketThatWentIsInNoRoom() {
        checks.passed("aSocketThatWentIsInNoRoom");
    }

    @Test
    void everyCheckHasATestOfItsName() {
        checks.eachHasATestIn(StockClientRoomsTest.class);
    }
}
