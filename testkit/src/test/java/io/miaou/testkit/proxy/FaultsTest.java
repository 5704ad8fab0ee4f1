package io.miaou.testkit.proxy;

import static io.miaou.testkit.proxy.Direction.TO_CLIENT;
import static io.miaou.testkit.proxy.Direction.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Each fault does what its name says. Times are asserted from below only. */
class FaultsTest extends ProxyTest {
    private static final Duration HOUR = Duration.ofHours(1);

    /** How long bytes need from one end to the other, in milliseconds. */
    private static long millisOf(Pair pair, Direction direction, byte[] data) throws Exception {
        long start = System.nanoTime();
        pair.send(direction, data);
        assertThat(pair.read(direction, data.length)).isEqualTo(data);
        return (System.nanoTime() - start) / 1_000_000;
    }

    @Test
    void aDelayHoldsForBothDirectionsOfAStandingConnection() throws Exception {
        Pair pair = pair();
        proxy.apply(Faults.NONE.delay(Duration.ofMillis(60)));
        assertThat(millisOf(pair, TO_SERVER, bytes(10))).isGreaterThanOrEqualTo(60);
        assertThat(millisOf(pair, TO_CLIENT, bytes(10))).isGreaterThanOrEqualTo(60);
    }

    @Test
    void everyReadIsLateWhenAllPacketsAreLost() throws Exception {
        Pair pair = pair();
        pair.link().apply(Faults.NONE.loss(1));
        assertThat(millisOf(pair, TO_SERVER, bytes(10))).isGreaterThanOrEqualTo(200);
    }

    @Test
    void aRateIsNeverExceeded() throws Exception {
        Pair pair = pair();
        pair.link().apply(TO_CLIENT, Faults.NONE.rate(100_000));
        assertThat(millisOf(pair, TO_CLIENT, bytes(30_000))).isGreaterThanOrEqualTo(300);
    }

    @Test
    void aRateHoldsForSlicesToo() throws Exception {
        Pair pair = pair();
        pair.link().apply(TO_SERVER, Faults.NONE.rate(10_000).slice(20));
        assertThat(millisOf(pair, TO_SERVER, bytes(2_000))).isGreaterThanOrEqualTo(200);
    }

    @Test
    void aFrozenTimeEarnsNoBurst() throws Exception {
        Pair pair = pair();
        proxy.apply(Faults.NONE.rate(100_000).hold());
        pair.send(TO_SERVER, bytes(30_000));
        pair.link().awaitReceived(TO_SERVER, 30_000, PATIENCE);
        assertThatThrownBy(() -> proxy.awaitConnections(99, Duration.ofMillis(300)))
                .hasMessageContaining("after 300 ms");
        long start = System.nanoTime();
        proxy.thaw();
        pair.read(TO_SERVER, 30_000);
        // 20 ms of what could have left are forgiven, so that a late thread does not lower the rate
        assertThat((System.nanoTime() - start) / 1_000_000).isGreaterThanOrEqualTo(280);
    }

    @Test
    void aSliceIsDeliveredPerTurn() throws Exception {
        Pair pair = pair();
        proxy.apply(TO_SERVER, Faults.NONE.slice(3));
        long before = proxy.turns();
        byte[] data = bytes(300);
        pair.send(TO_SERVER, data);
        assertThat(pair.read(TO_SERVER, 300)).isEqualTo(data);
        assertThat(proxy.turns() - before).isGreaterThanOrEqualTo(99);
    }

    @Test
    void healingDeliversAtOnceWhatWaited() throws Exception {
        Pair pair = pair();
        proxy.apply(Faults.NONE.delay(HOUR).jitter(HOUR).coalesce(HOUR));
        byte[] data = bytes(1_000);
        pair.send(TO_CLIENT, data);
        pair.link().awaitReceived(TO_CLIENT, 1_000, PATIENCE);
        assertThat(pair.link().delivered(TO_CLIENT)).isZero();
        proxy.heal();
        assertThat(pair.read(TO_CLIENT, 1_000)).isEqualTo(data);
    }

    @Test
    void aFrozenConnectionStandsAndDeliversNothingUntilItIsThawed() throws Exception {
        Pair pair = pair();
        proxy.freeze();
        byte[] up = bytes(2_000);
        byte[] down = bytes(3_000);
        pair.send(TO_SERVER, up);
        pair.send(TO_CLIENT, down);
        pair.client().shutdownOutput();
        pair.link().awaitReceived(TO_SERVER, 2_000, PATIENCE);
        pair.link().awaitReceived(TO_CLIENT, 3_000, PATIENCE);
        assertThat(pair.link().delivered(TO_SERVER)).isZero();
        assertThat(pair.link().delivered(TO_CLIENT)).isZero();
        assertThat(pair.server().getInputStream().available()).isZero();
        assertThat(pair.link().isOpen()).isTrue();

        proxy.thaw();
        assertThat(pair.readAll(TO_SERVER)).isEqualTo(up);
        assertThat(pair.read(TO_CLIENT, 3_000)).isEqualTo(down);
    }

    @Test
    void aFrozenDirectionHidesEvenAReset() throws Exception {
        Pair pair = pair();
        proxy.freeze(TO_SERVER);
        pair.client().setSoLinger(true, 0);
        pair.client().close();
        // The server's bytes find no reader; the proxy has noticed when it takes them all the same.
        pair.send(TO_CLIENT, bytes(10_000));
        pair.link().awaitReceived(TO_CLIENT, 10_000, PATIENCE);
        assertThat(pair.link().isOpen()).isTrue();
        proxy.thaw();
        assertThatThrownBy(() -> pair.readAll(TO_SERVER)).hasMessageContaining("reset");
    }

    @Test
    void oneWayFrozenLetsTheOtherPass() throws Exception {
        Pair pair = pair();
        proxy.freeze(TO_CLIENT);
        pair.send(TO_CLIENT, new byte[] {1});
        millisOf(pair, TO_SERVER, bytes(1_000));
        pair.link().awaitReceived(TO_CLIENT, 1, PATIENCE);
        assertThat(pair.link().delivered(TO_CLIENT)).isZero();
        proxy.thaw(TO_CLIENT);
        assertThat(pair.read(TO_CLIENT, 1)).containsExactly(1);
    }

    @Test
    void discardedBytesNeverArrive() throws Exception {
        Pair pair = pair();
        proxy.apply(TO_SERVER, Faults.NONE.discard());
        pair.send(TO_SERVER, bytes(300_000));
        pair.link().awaitReceived(TO_SERVER, 300_000, PATIENCE);
        proxy.heal();
        pair.send(TO_SERVER, new byte[] {42});
        assertThat(pair.read(TO_SERVER, 1)).containsExactly(42);
        assertThat(pair.link().delivered(TO_SERVER)).isEqualTo(1);
    }

    @Test
    void faultsCanBeSetOnOneConnectionOnNewOnesOrOnAll() throws Exception {
        Pair first = pair();
        Pair second = pair();
        Faults slow = Faults.NONE.delay(Duration.ofMillis(1));
        first.link().apply(TO_SERVER, slow);
        proxy.newConnections().apply(Faults.NONE.slice(9));
        Pair third = pair();
        assertThat(first.link().faults(TO_SERVER)).isEqualTo(slow);
        assertThat(first.link().faults(TO_CLIENT)).isEqualTo(Faults.NONE);
        assertThat(second.link().faults(TO_SERVER)).isEqualTo(Faults.NONE);
        assertThat(third.link().faults(TO_SERVER)).isEqualTo(Faults.NONE.slice(9));

        proxy.freeze(); // keeps what else was set
        assertThat(first.link().faults(TO_SERVER)).isEqualTo(slow.hold());
        assertThat(third.link().faults(TO_SERVER))
                .isEqualTo(Faults.NONE.slice(9).hold());
        proxy.heal();
        assertThat(third.link().faults(TO_SERVER)).isEqualTo(Faults.NONE);
        assertThat(proxy.newConnections().faults(TO_CLIENT)).isEqualTo(Faults.NONE);
    }

    @Test
    void valuesOutOfRangeAreRefusedWithTheRange() {
        assertThatThrownBy(() -> Faults.NONE.delay(Duration.ofMillis(-1))).hasMessageContaining("give 0 to PT1H");
        assertThatThrownBy(() -> Faults.NONE.rate(0)).hasMessageContaining("rate is 0; give 1 or more");
        assertThatThrownBy(() -> Faults.NONE.slice(0)).hasMessageContaining("slice is 0");
        assertThatThrownBy(() -> Faults.NONE.loss(1.5)).hasMessageContaining("loss is 1.5");
        assertThatThrownBy(() -> Faults.NONE.cutAfter(-1)).hasMessageContaining("endAfter is -1");
        assertThatThrownBy(() -> FaultProxy.to(1).bufferSize(0).start()).hasMessageContaining("bufferSize is 0");
    }
}
