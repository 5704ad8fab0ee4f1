package io.miaou.websocket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a listener does when it cannot accept. */
class AcceptorTest {
    private final Acceptor acceptor = new Acceptor(2, NoMetrics.INSTANCE);
    private final EmbeddedChannel listener = new EmbeddedChannel(acceptor);

    AcceptorTest() {
        listener.freezeTime();
    }

    private boolean accepts() {
        listener.runPendingTasks();
        return listener.config().isAutoRead();
    }

    private void advance(long millis) {
        listener.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        listener.runScheduledPendingTasks();
    }

    private void runOutOfDescriptors() {
        listener.pipeline().fireExceptionCaught(new IOException("Too many open files"));
        listener.checkException(); // it goes no further
    }

    /** The lines at ERROR that these tests make are the point of them. */
    @Test
    void r06_withoutDescriptorsItPausesAndTriesAgainAfterASecond() {
        runOutOfDescriptors();
        assertThat(accepts()).isFalse();
        advance(999);
        assertThat(accepts()).isFalse();
        advance(1);
        assertThat(accepts()).isTrue();
    }

    @Test
    void r06_withoutDescriptorsItTriesAgainAsSoonAsAConnectionEnds() {
        listener.writeInbound("a connection");
        runOutOfDescriptors();
        assertThat(accepts()).isFalse();
        acceptor.connectionEnded();
        assertThat(accepts()).isTrue();
    }

    @Test
    void r06_theSecondDoesNotLiftTheLimitOfConnections() {
        listener.writeInbound("a connection");
        runOutOfDescriptors();
        listener.writeInbound("one that was accepted already");
        advance(1_000);
        assertThat(accepts()).isFalse();
        acceptor.connectionEnded();
        assertThat(accepts()).isTrue();
    }
}
