package io.miaou.protocol.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which address of X-Forwarded-For is the client's. The proxies of these tests are 10.0.0.0/8 and fd00::/8. */
class ForwardedForTest {
    private static final List<AddressBlock> PROXIES =
            List.of(AddressBlock.parse("10.0.0.0/8"), AddressBlock.parse("fd00::/8"));
    private static final InetSocketAddress PROXY = new InetSocketAddress("10.0.0.1", 40_000);
    private static final InetSocketAddress STRANGER = new InetSocketAddress("203.0.113.66", 40_000);

    private static boolean trusted(InetAddress address) {
        return PROXIES.stream().anyMatch(block -> block.contains(address));
    }

    private static InetSocketAddress client(InetSocketAddress peer, String... fields) {
        return ForwardedFor.client(List.of(fields), peer, ForwardedForTest::trusted);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.1                        | 192.0.2.1       | 0",
                "192.0.2.1:5678                   | 192.0.2.1       | 5678",
                "2001:db8::1                      | 2001:db8:0:0:0:0:0:1 | 0",
                "[2001:db8::1]                    | 2001:db8:0:0:0:0:0:1 | 0",
                "[2001:db8::1]:5678               | 2001:db8:0:0:0:0:0:1 | 5678",
                "::ffff:192.0.2.1                 | 192.0.2.1       | 0",
                "192.0.2.1, 10.0.0.2              | 192.0.2.1       | 0",
                "192.0.2.1,10.0.0.2,fd00::7       | 192.0.2.1       | 0",
                "192.0.2.9, 192.0.2.1, 10.0.0.2   | 192.0.2.1       | 0", // the first was forged
                "10.0.0.9, 192.0.2.1              | 192.0.2.1       | 0",
                "10.0.0.3, 10.0.0.2               | 10.0.0.3        | 0", // a proxy asks for itself
                ", 192.0.2.1,, 10.0.0.2,          | 192.0.2.1       | 0",
                "unknown                          | 10.0.0.1        | 40000",
                "192.0.2.1, unknown, 10.0.0.2     | 10.0.0.2        | 0",
                "192.0.2.1, _hidden               | 10.0.0.1        | 40000",
                "192.0.2.1:                       | 10.0.0.1        | 40000",
                "192.0.2.1:65536                  | 10.0.0.1        | 40000",
                "[192.0.2.1]                      | 10.0.0.1        | 40000",
                "[2001:db8::1                     | 10.0.0.1        | 40000",
                "[2001:db8::1]x:1                 | 10.0.0.1        | 40000",
                "[2001:db8::1]:                   | 10.0.0.1        | 40000",
                "[]                               | 10.0.0.1        | 40000",
                "''                               | 10.0.0.1        | 40000",
            })
    void r05_ofATrustedProxysListTheLastAddressThatIsNoProxysCounts(String field, String host, int port) {
        InetSocketAddress client = client(PROXY, field);
        assertThat(client.getAddress().getHostAddress()).isEqualTo(host);
        assertThat(client.getPort()).isEqualTo(port);
    }

    @Test
    void r05_severalFieldsAreOneListInTheirOrder() {
        assertThat(client(PROXY, "192.0.2.9", "192.0.2.1", "10.0.0.2").getHostString())
                .isEqualTo("192.0.2.1");
    }

    @Test
    void r05_whatAStrangerSendsIsIgnored() {
        assertThat(client(STRANGER, "192.0.2.1")).isSameAs(STRANGER);
    }

    @Test
    void withoutTheFieldTheProxyAsksForItself() {
        assertThat(client(PROXY)).isSameAs(PROXY);
    }

    @Test
    void r05_aLongListCostsOneLookForEachOfItsProxiesAndNoneForWhatStandsBeforeTheClient() {
        AtomicInteger looks = new AtomicInteger();
        String forged = "10.0.0.9,".repeat(800);
        InetSocketAddress client = ForwardedFor.client(List.of(forged + "192.0.2.1,10.0.0.2"), PROXY, address -> {
            looks.incrementAndGet();
            return trusted(address);
        });
        assertThat(client.getHostString()).isEqualTo("192.0.2.1");
        assertThat(looks).hasValue(3);
    }
}
