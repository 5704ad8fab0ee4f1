package io.miaou.protocol.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Blocks of addresses (RFC 4632 §3.1). */
class AddressBlockTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,         10.255.255.255,        true",
        "10.0.0.0/8,         11.0.0.0,              false",
        "10.0.0.0/8,         9.255.255.255,         false",
        "192.168.4.0/22,     192.168.7.255,         true",
        "192.168.4.0/22,     192.168.8.0,           false",
        "192.0.2.1,          192.0.2.1,             true",
        "192.0.2.1,          192.0.2.0,             false",
        "192.0.2.128/25,     192.0.2.127,           false",
        "192.0.2.128/25,     192.0.2.255,           true",
        "0.0.0.0/0,          203.0.113.9,           true",
        "0.0.0.0/0,          ::1,                   false",
        "::/0,               2001:db8::1,           true",
        "::/0,               127.0.0.1,             false",
        "2001:db8::/32,      2001:db8:ffff::1,      true",
        "2001:db8::/32,      2001:db9::1,           false",
        "2001:db8::/33,      2001:db8:8000::1,      false",
        "fe80::1,            fe80::1,               true",
        "fe80::1,            fe80::2,               false",
    })
    void aBlockHoldsTheAddressesThatShareItsPrefix(String block, String address, boolean held) throws Exception {
        assertThat(AddressBlock.parse(block).contains(InetAddress.getByName(address)))
                .isEqualTo(held);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "proxy.example    | is no IP address: give one such as 10.0.0.1",
                "''               | is no IP address",
                "/8               | is no IP address",
                "10.0.0.0/33      | give 0 to 32 behind the slash",
                "10.0.0.0/        | give 0 to 32 behind the slash",
                "10.0.0.0/-1      | give 0 to 32 behind the slash",
                "10.0.0.0/8/8     | give 0 to 32 behind the slash",
                "10.0.0.0/255.0.0.0 | give 0 to 32 behind the slash",
                "::/129           | give 0 to 128 behind the slash",
                "10.0.0.1/8       | has bits behind its prefix: give 10.0.0.0/8",
                "2001:db8::1/32   | has bits behind its prefix: give 2001:db8:0:0:0:0:0:0/32",
            })
    void whatIsNoBlockIsRefusedWithAdvice(String text, String advice) {
        assertThatThrownBy(() -> AddressBlock.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(advice);
    }
}
