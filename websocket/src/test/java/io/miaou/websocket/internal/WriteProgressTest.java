package io.miaou.websocket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whether the network takes anything, seen from its queue. */
class WriteProgressTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** A channel whose network takes so many buffers and no more. */
    private static final class Reluctant extends EmbeddedChannel {
        private int takes;
        private int bytes;

        Reluctant() {
            super(new ChannelInboundHandlerAdapter() {
                @Override
                public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
                    // What was not taken fails when the channel is closed.
                }
            });
        }

        @Override
        protected void doWrite(ChannelOutboundBuffer in) {
            while (takes > 0 && in.current() != null) {
                takes--;
                in.remove();
            }
            if (bytes > 0 && in.current() != null) {
                in.removeBytes(bytes);
                bytes = 0;
            }
        }

        void take(int buffers) {
            takes += buffers;
            flush();
        }

        void takeBytes(int count) {
            bytes = count;
            flush();
        }
    }

    private final Reluctant channel = new Reluctant();
    private final WriteProgress progress = new WriteProgress(channel, 10 * SECOND);

    @AfterEach
    void close() {
        channel.close();
    }

    private void write(int bytes, long now) {
        progress.write(Unpooled.buffer(bytes).writeZero(bytes));
        channel.flush();
        progress.flushed(now);
    }

    @Test
    void nothingTakenForTheTimeoutIsAStall() {
        write(100, 0);
        assertThat(WriteProgress.pendingBuffers(channel)).isOne();
        assertThat(progress.deadline()).isEqualTo(10 * SECOND);
        assertThat(progress.isStalled(10 * SECOND - 1)).isFalse();
        assertThat(progress.isStalled(10 * SECOND)).isTrue();
    }

    @Test
    void anEmptyQueueHasNoDeadline() {
        channel.takes = 10;
        write(100, 0);
        assertThat(progress.pendingBytes()).isZero();
        assertThat(progress.deadline()).isEqualTo(Loop.NEVER);
        write(100, 5 * SECOND);
        assertThat(progress.isStalled(20 * SECOND)).isFalse();
    }

    @Test
    void whatTheNetworkTakesBetweenTwoWritesIsProgress() {
        write(100, 0);
        write(100, 0);
        for (int second = 1; second <= 60; second++) {
            channel.take(1); // without a word to us
            write(100, second * SECOND); // as much as was taken: the queue looks the same
            assertThat(progress.isStalled(second * SECOND))
                    .as("after %d s", second)
                    .isFalse();
        }
        assertThat(progress.deadline()).isEqualTo(70 * SECOND);
        assertThat(progress.isStalled(70 * SECOND)).isTrue();
    }

    @Test
    void oneByteOfALargeBufferIsProgress() {
        write(1_000, 0);
        channel.takeBytes(1);
        assertThat(progress.isStalled(10 * SECOND)).isFalse();
        assertThat(progress.deadline()).isEqualTo(20 * SECOND);
        assertThat(progress.isStalled(20 * SECOND)).isTrue();
    }

    @Test
    void aClosedChannelHasNothingPending() {
        write(100, 0);
        channel.close();
        assertThat(progress.pendingBytes()).isZero();
        assertThat(WriteProgress.pendingBuffers(channel)).isZero();
    }
}
