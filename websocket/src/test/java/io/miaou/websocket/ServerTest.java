package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.miaou.testkit.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of a real server over real sockets, in virtual time. Afterwards its clients and servers are closed, no buffer was
 * lost, and nothing was logged at WARN or above, by us or by Netty, unless the test said that it would be.
 */
@ExtendWith(NoLeaks.class)
abstract class ServerTest {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    final VirtualClock clock = new VirtualClock();
    final SettlingTime time = new SettlingTime(clock);
    final Logs logs = new Logs();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private boolean warningsExpected;

    /** A server on a free port of 127.0.0.1 that lives in virtual time. */
    WebSocketServer start(UnaryOperator<ServerOptions.Builder> more) throws IOException {
        WebSocketServer server = more.apply(
                        WebSocketServer.builder().host("127.0.0.1").port(0).timeSource(time))
                .build();
        return closing(server).start();
    }

    /** A client of it. */
    RawClient connect(WebSocketServer server) throws IOException {
        return closing(RawClient.connect(server.port()));
    }

    /** A client with an open WebSocket. */
    RawClient open(WebSocketServer server, String path) throws IOException {
        return closing(RawClient.open(server.port(), path));
    }

    /** Lets time pass for the server, once its loops have done what they were doing. */
    void advance(Duration duration) {
        time.advance(duration);
    }

    /** Waits until the server has read, and its loops have handled, all that was sent to it. */
    void settle(WebSocketServer server) throws IOException {
        ServerSide.awaitRead(server);
        time.settle();
    }

    /** Has something closed when the test ends, the latest first. */
    <T extends AutoCloseable> T closing(T resource) {
        open.push(resource);
        return resource;
    }

    /** This test makes the server log warnings or errors, and looks at them itself. */
    void expectWarnings() {
        warningsExpected = true;
    }

    /** Waits for something that another thread brings about. */
    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("in vain waited for: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    @AfterEach
    void endOfTest() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
        logs.close();
        if (!warningsExpected) {
            assertThat(logs.atLeast(Level.WARN))
                    .as("warnings and errors in the log")
                    .isEmpty();
        }
    }
}
