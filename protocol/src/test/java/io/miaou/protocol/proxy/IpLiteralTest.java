package io.miaou.protocol.proxy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** IP addresses as text (RFC 4291 §2.2). */
class IpLiteralTest {
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0,                     0.0.0.0",
        "192.0.2.1,                   192.0.2.1",
        "255.255.255.255,             255.255.255.255",
        "::,                          0:0:0:0:0:0:0:0",
        "::1,                         0:0:0:0:0:0:0:1",
        "1::,                         1:0:0:0:0:0:0:0",
        "2001:DB8::8:800:200C:417A,   2001:db8:0:0:8:800:200c:417a",
        "1:2:3:4:5:6:7:8,             1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::,             1:2:3:4:5:6:7:0",
        "::2:3:4:5:6:7:8,             0:2:3:4:5:6:7:8",
        "1:2:3::5:6:7:8,              1:2:3:0:5:6:7:8",
        "0001:0002::,                 1:2:0:0:0:0:0:0",
        "64:ff9b::192.0.2.33,         64:ff9b:0:0:0:0:c000:221",
        "1:2:3:4:5:6:1.2.3.4,         1:2:3:4:5:6:102:304",
        "::ffff:192.0.2.1,            192.0.2.1",
    })
    void anAddressIsRead(String text, String expected) {
        InetAddress address = requireNonNull(IpLiteral.parse(text));
        assertThat(address.getHostAddress()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "localhost",
                "127.1",
                "1",
                "0x7f.0.0.1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "1.2.3.-1",
                "01.2.3.4",
                "1.2.3.4 ",
                "1.2..4",
                ".1.2.3",
                "1.2.3.",
                "\u0661.2.3.4",
                ":",
                ":::",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4::5:6:7:8",
                "::1::",
                "1:::2",
                ":1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:",
                "g::",
                "12345::",
                "::1%1",
                "[::1]",
                "1.2.3.4::",
                "::1.2.3",
                "::1.2.3.4:5",
                "1:2:3:4:5:6:7:1.2.3.4",
                "::\u0661",
                "::1/64"
            })
    void whatIsNoAddressIsNone(String text) {
        assertThat(IpLiteral.parse(text)).isNull();
    }
}
