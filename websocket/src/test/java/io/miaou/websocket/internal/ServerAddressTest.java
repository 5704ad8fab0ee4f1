package io.miaou.websocket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 §3: what a ws or wss URI says. */
class ServerAddressTest {
    @ParameterizedTest
    @CsvSource({
        "ws://localhost,                      false, localhost,       80,   /,          localhost",
        "WS://localhost:80/,                  false, localhost,       80,   /,          localhost",
        "wss://chat.example/rooms,            true,  chat.example,    443,  /rooms,     chat.example",
        "wss://chat.example:80/,              true,  chat.example,    80,   /,          chat.example:80",
        "ws://a:443?x=1&y=%20,                false, a,               443,  /?x=1&y=%20, a:443",
        "ws://[::1]:8080/a,                   false, ::1,             8080, /a,         [::1]:8080",
        "wss://[2001:db8::1]/,                true,  2001:db8::1,     443,  /,          [2001:db8::1]",
        "ws://chat_server:9000/,              false, chat_server,     9000, /,          chat_server:9000",
        "ws://bücher.example/ü,               false, xn--bcher-kva.example, 80, /%C3%BC, xn--bcher-kva.example",
        "ws://a:,                             false, a,               80,   /,          a",
    })
    void itIsReadAsTheRfcSays(String uri, boolean secure, String host, int port, String target, String header) {
        ServerAddress address = ServerAddress.of(URI.create(uri));
        assertThat(address).isEqualTo(new ServerAddress(secure, host, port, target));
        assertThat(address.hostHeader()).isEqualTo(header);
        assertThat(ServerAddress.of(URI.create(address.toString()))).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://a/",
                "https://a/",
                "a",
                "//a/",
                "ws:a",
                "ws:///",
                "ws://:80/",
                "ws://a:0/",
                "ws://a:65536/",
                "ws://a:+80/",
                "ws://u@a/",
                "ws://a/#",
                "ws://a,b/",
                "ws://a:b/"
            })
    void whatIsNoWebSocketUriIsRefusedWithTheReason(String uri) {
        assertThatThrownBy(() -> ServerAddress.of(URI.create(uri))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aHostThatTlsCannotAskForIsRefused() {
        assertThatThrownBy(() -> ServerAddress.of(URI.create("wss://chat_server/")))
                .hasMessageContaining("its host is none that TLS can ask for");
    }

    @Test
    void theSameServerIsSchemeHostAndPort() {
        ServerAddress one = ServerAddress.of(URI.create("ws://a/x"));
        assertThat(one.isSameServer(ServerAddress.of(URI.create("ws://A:80/y"))))
                .isTrue();
        assertThat(one.isSameServer(ServerAddress.of(URI.create("ws://a:81/x"))))
                .isFalse();
        assertThat(one.isSameServer(ServerAddress.of(URI.create("wss://a:80/x"))))
                .isFalse();
        assertThat(one.isSameServer(ServerAddress.of(URI.create("ws://b/x")))).isFalse();
    }
}
