package io.miaou.websocket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.miaou.websocket.Logs;
import io.miaou.websocket.NoLeaks;
import io.miaou.websocket.Transport;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A transport is tried out before it is trusted, and where it fails another takes its place. */
@ExtendWith(NoLeaks.class)
class TransportSelfTestTest {
    private final Logs logs = new Logs();

    @AfterEach
    void close() {
        logs.close();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void everyTransportOfThisMachinePasses(Transport transport) throws Exception {
        assertThat(TransportSelfTest.faultOf(NativeTransport.of(transport))).isEmpty();
    }

    @Test
    void aTransportThatCannotListenFails() {
        NativeTransport mixed = new NativeTransport(
                NioIoHandler.newFactory(), IoUringServerSocketChannel.class, NioSocketChannel.class);
        assertThat(TransportSelfTest.faultOf(mixed)).isPresent();
    }

    @Test
    void aTransportWhoseLoopCannotBeMadeFails() {
        IoHandlerFactory broken = executor -> {
            throw new IllegalStateException("no ring");
        };
        assertThat(TransportSelfTest.faultOf(
                        new NativeTransport(broken, NioServerSocketChannel.class, NioSocketChannel.class)))
                .get()
                .asString()
                .contains("no ring");
    }

    @Test
    void ioUringThatPassesIsUsedAndNothingIsSaid() {
        NativeTransport chosen = NativeTransport.ioUring(tried -> Optional.empty());
        assertThat(chosen.serverChannel()).isEqualTo(IoUringServerSocketChannel.class);
        assertThat(logs.atLeast(Level.WARN)).isEmpty();
    }

    @Test
    void ioUringThatFailsIsReplacedAndOneLineSaysWhy() {
        NativeTransport chosen = NativeTransport.ioUring(tried -> Optional.of("it lost or changed bytes"));
        assertThat(chosen.serverChannel()).isNotEqualTo(IoUringServerSocketChannel.class);
        assertThat(logs.atLeast(Level.WARN))
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "transport: IO_URING does not work here: it lost or changed bytes; using EPOLL instead");
    }
}
