package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No limit and no wait of a client may default to none. */
class ClientLimitsTest {
    static Stream<RecordComponent> limits() {
        return Stream.of(ClientLimits.class.getRecordComponents()).filter(limit -> limit.getType() == int.class);
    }

    static Stream<RecordComponent> waits() {
        return Stream.of(ClientTimeouts.class.getRecordComponents()).filter(wait -> wait.getType() == Duration.class);
    }

    @ParameterizedTest
    @MethodSource("limits")
    void l14_everyLimitLeftUnsetIsFiniteAndPositiveAndNoneCanBeNothing(RecordComponent limit) throws Exception {
        assertThat((int) limit.getAccessor().invoke(ClientLimits.defaults()))
                .isPositive()
                .isLessThan(Integer.MAX_VALUE);
        assertRefused(ClientLimits.defaults(), limit, 0, " is 0: give ");
    }

    @ParameterizedTest
    @MethodSource("waits")
    void l14_everyWaitLeftUnsetIsFiniteAndNoneCanBeForEver(RecordComponent wait) throws Exception {
        assertThat((Duration) wait.getAccessor().invoke(ClientTimeouts.defaults()))
                .isPositive()
                .isLessThanOrEqualTo(Duration.ofMinutes(1));
        Duration forEver = Duration.ofSeconds(Long.MAX_VALUE);
        assertRefused(ClientTimeouts.defaults(), wait, forEver, " is " + forEver + ": give ");
    }

    private static void assertRefused(Record defaults, RecordComponent component, Object value, String message)
            throws Exception {
        RecordComponent[] components = defaults.getClass().getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            boolean changed = components[i].getName().equals(component.getName());
            values[i] = changed ? value : components[i].getAccessor().invoke(defaults);
        }
        assertThatThrownBy(
                        () -> defaults.getClass().getDeclaredConstructor(types).newInstance(values))
                .isInstanceOf(InvocationTargetException.class)
                .cause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(component.getName() + message);
    }

    @Test
    void l14_whatIsKeptWhileAwayIsBoundedAndNothingIsByDefault() {
        ClientOptions options = WebSocketClient.builder("ws://a/")
                .handler(new WebSocketHandler() {})
                .build()
                .options();
        assertThat(options.whileAway()).isEmpty();
        assertThat(options.reconnection()).isEmpty();
        assertThat(options.followRedirects()).isZero();
        assertThat(options.compression()).isEqualTo(Compression.OFF);
        assertThat(new WhileAway.Builder().build()).isEqualTo(new WhileAway(1_000, 1 << 20, WhileAway.WhenFull.REFUSE));
        assertThatThrownBy(() -> new WhileAway.Builder().maxMessages(0).build())
                .hasMessageStartingWith("maxMessages is 0: give ");
        assertThatThrownBy(() -> new WhileAway.Builder().maxBytes(0).build())
                .hasMessageStartingWith("maxBytes is 0: give ");
        assertThatThrownBy(() -> new Reconnection.Builder().maxAttempts(0).build())
                .hasMessageStartingWith("maxAttempts is 0: give ");
        assertThatThrownBy(() -> ClientLoops.builder().threads(0).build()).hasMessage("threads is 0: give 1 or more");
    }
}
