package io.miaou.websocket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.websocket.internal.AddressCaps.Place;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How connections are counted by address. */
class AddressCapsTest {
    private static long key(String literal) throws UnknownHostException {
        return AddressCaps.keyOf(InetAddress.getByName(literal));
    }

    @Test
    void r04_anAddressHasItsCapServedAsManyToldAndTheRestTurnedAway() throws Exception {
        AddressCaps caps = new AddressCaps(2);
        long one = key("192.0.2.1");
        assertThat(IntStream.range(0, 6).mapToObj(i -> caps.enter(one)))
                .containsExactly(
                        Place.SERVED, Place.SERVED, Place.TOLD, Place.TOLD, Place.TURNED_AWAY, Place.TURNED_AWAY);
        assertThat(caps.enter(key("192.0.2.2"))).isEqualTo(Place.SERVED);
    }

    @Test
    void r04_onePlaceThatIsGivenBackIsTakenByTheNextWhoeverWaitsToBeTold() throws Exception {
        AddressCaps caps = new AddressCaps(1);
        long one = key("192.0.2.1");
        assertThat(caps.enter(one)).isEqualTo(Place.SERVED);
        assertThat(caps.enter(one)).isEqualTo(Place.TOLD);
        caps.leave(one, Place.SERVED);
        assertThat(caps.enter(one)).isEqualTo(Place.SERVED);
        assertThat(caps.enter(one)).isEqualTo(Place.TURNED_AWAY);
        caps.leave(one, Place.TOLD);
        assertThat(caps.enter(one)).isEqualTo(Place.TOLD);
    }

    @Test
    void r04_anAddressThatNobodyConnectsFromIsForgotten() throws Exception {
        AddressCaps caps = new AddressCaps(1);
        long one = key("192.0.2.1");
        caps.enter(one);
        caps.enter(one);
        caps.leave(one, Place.SERVED);
        assertThat(caps.addresses()).isOne();
        caps.leave(one, Place.TOLD);
        assertThat(caps.addresses()).isZero();
    }

    @Test
    void r04_aNetworkOf64BitsIsOneAddressOfIpv6() throws Exception {
        assertThat(key("2001:db8:1:2:3:4:5:6")).isEqualTo(key("2001:db8:1:2:ffff::1"));
        assertThat(key("2001:db8:1:2::1")).isNotEqualTo(key("2001:db8:1:3::1"));
        assertThat(key("::1")).isNotEqualTo(key("127.0.0.1"));
    }

    @Test
    void r04_anIpv4AddressIsTheSameWhenItIsWrittenInIpv6() throws Exception {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) 192, 0, 2, (byte) 200};
        assertThat(AddressCaps.keyOf(Inet6Address.getByAddress(null, mapped, -1)))
                .isEqualTo(key("192.0.2.200"));
    }

    @Test
    void r04_noTwoIpv4AddressesAreCountedAsOne() throws Exception {
        Set<Long> keys = new HashSet<>();
        for (int low : new int[] {0, 1, 127, 128, 255}) {
            for (int high : new int[] {0, 1, 127, 128, 255}) {
                keys.add(key(high + ".0.0." + low));
            }
        }
        assertThat(keys).hasSize(25);
    }

    @Test
    void r04_withManyThreadsAtOnceNobodyIsServedBeyondTheCapAndNothingIsLeft() throws Exception {
        int cap = 3;
        AddressCaps caps = new AddressCaps(cap);
        long seed = System.nanoTime();
        System.out.println("threads at the cap, seed " + seed);
        AtomicInteger[] served = {new AtomicInteger(), new AtomicInteger()};
        AtomicInteger most = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            Future<?>[] all = new Future<?>[4];
            for (int t = 0; t < all.length; t++) {
                Random random = new Random(seed + t);
                all[t] = threads.submit(() -> {
                    go.await();
                    for (int i = 0; i < 20_000; i++) {
                        int who = random.nextInt(2);
                        comeAndGo(caps, who, served[who], most);
                    }
                    return null;
                });
            }
            go.countDown();
            for (Future<?> thread : all) {
                thread.get(30, TimeUnit.SECONDS);
            }
        }
        assertThat(most.get()).isBetween(1, cap);
        assertThat(caps.addresses()).isZero();
    }

    private static void comeAndGo(AddressCaps caps, long key, AtomicInteger served, AtomicInteger most) {
        Place place = caps.enter(key);
        if (place == Place.SERVED) {
            int now = served.incrementAndGet();
            most.accumulateAndGet(now, Math::max);
            served.decrementAndGet();
        }
        if (place != Place.TURNED_AWAY) {
            caps.leave(key, place);
        }
    }
}
