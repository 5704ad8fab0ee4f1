package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No limit and no wait may default to none; but for two that only divide what other limits bound already. */
class LimitsTest {
    /** Off unless asked for: what is fair among addresses, and how fast a peer may be, only an application knows. */
    private static final Set<String> OFF = Set.of("maxConnectionsPerIp", "bytesPerSecond");

    static Stream<RecordComponent> limits() {
        return Stream.of(Limits.class.getRecordComponents()).filter(limit -> !OFF.contains(limit.getName()));
    }

    static Stream<RecordComponent> waits() {
        return Stream.of(Timeouts.class.getRecordComponents());
    }

    static Stream<RecordComponent> durations() {
        return waits().filter(wait -> wait.getType() == Duration.class);
    }

    private static Object valueOf(RecordComponent component, Object of) throws ReflectiveOperationException {
        return component.getAccessor().invoke(of);
    }

    @ParameterizedTest
    @MethodSource("limits")
    void l14_everyLimitLeftUnsetIsFiniteAndPositive(RecordComponent limit) throws Exception {
        long value = ((Number) valueOf(limit, Limits.defaults())).longValue();
        assertThat(value).isPositive().isLessThan(limit.getType() == int.class ? Integer.MAX_VALUE : Long.MAX_VALUE);
    }

    @ParameterizedTest
    @MethodSource("waits")
    void l14_everyWaitLeftUnsetIsFiniteAndPositive(RecordComponent wait) throws Exception {
        Object value = valueOf(wait, Timeouts.defaults());
        Duration duration = value instanceof Duration given ? given : Duration.ofSeconds((Integer) value);
        assertThat(duration).isPositive().isLessThanOrEqualTo(Duration.ofMinutes(1));
    }

    /** Also a limit of zero is none, or makes no sense: each component refuses it. */
    @ParameterizedTest
    @MethodSource("limits")
    void l14_noLimitCanBeSetToNothing(RecordComponent limit) throws Exception {
        Object nothing = limit.getType() == int.class ? (Object) 0 : (Object) 0L;
        assertRefused(Limits.defaults(), limit, nothing, " is 0: give ");
    }

    @Test
    void l14_theRateOfAPeerIsOffByDefaultAndNeverNegative() {
        assertThat(Limits.defaults().bytesPerSecond()).isZero();
        assertThatThrownBy(() -> WebSocketServer.builder()
                        .limits(l -> l.bytesPerSecond(-1))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bytesPerSecond is -1: give 0 or more");
    }

    @Test
    void l14_theCapOfAnAddressIsOffByDefaultAndNeverNegative() {
        assertThat(Limits.defaults().maxConnectionsPerIp()).isZero();
        assertThatThrownBy(() -> WebSocketServer.builder()
                        .limits(l -> l.maxConnectionsPerIp(-1))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxConnectionsPerIp is -1: give 0 or more");
    }

    /** A wait so long that a clock could overflow is refused at once, not when the first connection comes. */
    @ParameterizedTest
    @MethodSource("durations")
    void l14_noWaitCanBeSetToForEver(RecordComponent wait) throws Exception {
        Duration forEver = Duration.ofSeconds(Long.MAX_VALUE);
        assertRefused(Timeouts.defaults(), wait, forEver, " is " + forEver + ": give ");
    }

    private static void assertRefused(Record defaults, RecordComponent component, Object value, String message)
            throws Exception {
        RecordComponent[] components = defaults.getClass().getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            boolean changed = components[i].getName().equals(component.getName());
            values[i] = changed ? value : valueOf(components[i], defaults);
        }
        assertThatThrownBy(
                        () -> defaults.getClass().getDeclaredConstructor(types).newInstance(values))
                .isInstanceOf(InvocationTargetException.class)
                .cause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(component.getName() + message);
    }

    @Test
    void l14_theHeartbeatIsEvery30SecondsWithTwoMisses() {
        assertThat(Timeouts.defaults().heartbeat()).hasSeconds(30);
        assertThat(Timeouts.defaults().missedHeartbeats()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.example", "https://app.example/", "https://", "://app.example", ""})
    void anOriginThatNoBrowserSendsIsRefusedWhenTheServerIsBuilt(String origin) {
        assertThatThrownBy(
                        () -> WebSocketServer.builder().allowedOrigins(origin).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("scheme://host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.example:8080", "https://app.example", ""})
    void aHostThatIsNoNameAloneIsRefusedWhenTheServerIsBuilt(String host) {
        assertThatThrownBy(() -> WebSocketServer.builder().allowedHosts(host).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a name alone");
    }
}
