package io.miaou.chat.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServingTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Serving serving = new Serving(new PrintStream(bytes, false, StandardCharsets.UTF_8));
    private final List<String> closed = new ArrayList<>();

    @Test
    void eachListenerIsOneLineAndReadyIsTheLastAndAllIsFlushed() throws Exception {
        serving.start(at -> {
            at.listening("port", Addresses.url("http", "", 3000));
            at.listening("ws-port", Addresses.url("ws", "127.0.0.1", 8080));
        });
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "listening port http://localhost:3000", "listening ws-port ws://127.0.0.1:8080", "ready");
    }

    @Test
    void whatWasStartedLastIsClosedFirstAndOnlyOnceEvenWhenOneClosingFails() throws Exception {
        serving.start(at -> {
            at.closing(() -> closed.add("first"));
            at.closing(() -> {
                throw new IOException("cannot close");
            });
            at.closing(() -> closed.add("last"));
        });
        serving.stop();
        serving.stop();
        assertThat(closed).containsExactly("last", "first");
    }

    @Test
    void whatWasStartedBeforeAFailureIsClosedAndReadyIsNotSaid() {
        assertThatThrownBy(() -> serving.start(at -> {
                    at.closing(() -> closed.add("first"));
                    throw new IOException("port 1 is taken");
                }))
                .hasMessage("port 1 is taken");
        assertThat(closed).containsExactly("first");
        assertThat(bytes.size()).isZero();
    }

    @Test
    void anErrorIsAFailureLikeAnException() {
        assertThatThrownBy(() -> serving.start(at -> {
                    at.closing(() -> closed.add("first"));
                    throw new ExceptionInInitializerError("no native library");
                }))
                .isInstanceOf(ExceptionInInitializerError.class);
        assertThat(closed).containsExactly("first");
        assertThat(bytes.size()).isZero();
    }

    @Test
    void whatStartsAfterTheSignalCameIsClosedAtOnce() {
        serving.stop();
        serving.closing(() -> closed.add("late"));
        assertThat(closed).containsExactly("late");
    }

    @ParameterizedTest
    @CsvSource({
        "'', http://localhost:1",
        "0.0.0.0, http://localhost:1",
        "'::', http://localhost:1",
        "127.0.0.1, http://127.0.0.1:1",
        "'::1', http://[::1]:1",
        "chat.example, http://chat.example:1",
    })
    void anAddressIsShownAsABrowserTakesIt(String host, String url) {
        assertThat(Addresses.url("http", host, 1)).isEqualTo(url);
    }
}
