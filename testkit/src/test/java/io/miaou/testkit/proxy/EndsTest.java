package io.miaou.testkit.proxy;

import static io.miaou.testkit.proxy.Direction.TO_CLIENT;
import static io.miaou.testkit.proxy.Direction.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a proxy ends connections, and turns clients away. */
class EndsTest extends ProxyTest {
    @Test
    void aCutIsTheEndOfTheStreamForBoth() throws Exception {
        Pair pair = pair();
        pair.send(TO_CLIENT, new byte[] {1, 2});
        pair.link().awaitDelivered(TO_CLIENT, 2, PATIENCE);
        pair.link().cut();
        assertThat(pair.link().isOpen()).isFalse();
        assertThat(pair.readAll(TO_CLIENT)).containsExactly(1, 2);
        assertThat(pair.readAll(TO_SERVER)).isEmpty();
    }

    @Test
    void aCutIsAnEndAndNoResetForThoseWhoGoOnSending() throws Exception {
        Pair pair = pair();
        pair.link().freeze();
        byte[] unread = bytes(200_000); // more than the proxy's buffer: some wait in the kernel when it is cut
        pair.send(TO_SERVER, unread);
        pair.link().cut();
        pair.send(TO_SERVER, unread);
        assertThat(pair.readAll(TO_CLIENT)).isEmpty();
    }

    @Test
    void aResetIsSeenAsAResetByBoth() throws Exception {
        Pair pair = pair();
        pair.link().reset();
        for (Direction direction : Direction.values()) {
            assertThatThrownBy(() -> pair.readAll(direction))
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
    }

    @Test
    void oneConnectionEndsAndTheOthersStand() throws Exception {
        Pair first = pair();
        Pair second = pair();
        proxy.connection(0).reset();
        proxy.awaitConnections(1, PATIENCE);
        assertThat(proxy.connections()).containsExactly(second.link());
        first.link().cut(); // harmless
        first.link().freeze();
        second.send(TO_SERVER, new byte[] {3});
        assertThat(second.read(TO_SERVER, 1)).containsExactly(3);
        assertThat(second.link().number()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionIsCutAfterExactlySoManyBytes(Direction direction) throws Exception {
        byte[] data = bytes(100_000);
        for (int run = 0; run < 15; run++) {
            int bytes = run == 0 ? 0 : random.nextInt(data.length);
            Faults faults = run % 2 == 0 ? Faults.NONE : Faults.NONE.slice(4_000);
            proxy.newConnections().apply(direction, faults.cutAfter(bytes));
            Pair pair = bytes == 0 ? null : pair();
            if (pair == null) {
                // It is over before it can be seen standing.
                assertThat(connect().getInputStream().read()).isEqualTo(-1);
                assertThat(closedAtTheEnd(upstream.accept()).getInputStream().read())
                        .isEqualTo(-1);
                continue;
            }
            pair.send(direction, data); // the sockets hold it, or the proxy forgets it after the cut
            assertThat(pair.readAll(direction)).as("cut after %d", bytes).isEqualTo(Arrays.copyOf(data, bytes));
            assertThat(pair.link().delivered(direction)).isEqualTo(bytes);
            pair.link().awaitEnd(PATIENCE);
        }
    }

    @Test
    void aConnectionIsResetAfterExactlySoManyBytes() throws Exception {
        Pair pair = pair();
        pair.link().freeze();
        byte[] data = bytes(100_000);
        pair.send(TO_CLIENT, data);
        pair.link().apply(Faults.NONE.resetAfter(1_234));
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        InputStream in = pair.client().getInputStream();
        assertThatThrownBy(() -> in.transferTo(seen)).hasMessageContaining("reset");
        assertThat(pair.link().delivered(TO_CLIENT)).isEqualTo(1_234);
        assertThat(seen.size()).isLessThanOrEqualTo(1_234);
        assertThat(seen.toByteArray()).isEqualTo(Arrays.copyOf(data, seen.size()));
    }

    @Test
    void aPlaceThatHasBeenPassedEndsTheConnectionAtOnce() throws Exception {
        Pair pair = pair();
        pair.send(TO_SERVER, bytes(10));
        pair.link().awaitDelivered(TO_SERVER, 10, PATIENCE);
        pair.link().apply(TO_SERVER, Faults.NONE.cutAfter(5));
        assertThat(pair.link().isOpen()).isFalse();
        assertThat(pair.readAll(TO_SERVER)).hasSize(10);
    }

    @Test
    void whileItRefusesNobodyListensAndStandingConnectionsGoOn() throws Exception {
        Pair standing = pair();
        proxy.admission(Admission.REFUSE);
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class).hasMessageContaining("refused");
        proxy.admission(Admission.REFUSE);
        standing.send(TO_SERVER, new byte[] {9});
        assertThat(standing.read(TO_SERVER, 1)).containsExactly(9);

        int port = proxy.port();
        proxy.admission(Admission.ACCEPT);
        assertThat(proxy.port()).isEqualTo(port);
        Pair late = pair();
        late.send(TO_CLIENT, new byte[] {8});
        assertThat(late.read(TO_CLIENT, 1)).containsExactly(8);
    }

    @Test
    void clientsCanBeAcceptedOnlyToBeClosedOrReset() throws Exception {
        proxy.admission(Admission.ACCEPT_THEN_CLOSE);
        assertThat(connect().getInputStream().read()).isEqualTo(-1);
        proxy.admission(Admission.ACCEPT_THEN_RESET);
        assertThatThrownBy(() -> connect().getInputStream().read()).isInstanceOf(SocketException.class);
        assertThat(proxy.acceptedCount()).isZero();
        assertThat(proxy.admission()).isEqualTo(Admission.ACCEPT_THEN_RESET);
    }

    @Test
    void allConnectionsCanBeEndedAtOnce() throws Exception {
        Pair first = pair();
        Pair second = pair();
        proxy.cutAll();
        assertThat(first.readAll(TO_CLIENT)).isEmpty();
        assertThat(second.readAll(TO_SERVER)).isEmpty();
        Pair third = pair();
        proxy.resetAll();
        assertThatThrownBy(() -> third.readAll(TO_CLIENT)).hasMessageContaining("reset");
        assertThat(proxy.connectionCount()).isZero();
    }
}
