package io.miaou.websocket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is remembered of reads belongs to a loop, not to a connection. */
class LoopReceiveAllocatorTest {
    @Test
    void allConnectionsOfALoopShareOneGuessAndEachLoopHasItsOwn() throws Exception {
        LoopReceiveAllocator allocator = new LoopReceiveAllocator();
        CompletableFuture<ExtendedHandle> other = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> other.complete(allocator.newHandle()));

        ExtendedHandle mine = allocator.newHandle();
        assertThat(allocator.newHandle()).isSameAs(mine);
        assertThat(other.get()).isNotSameAs(mine);
    }

    @Test
    void theGuessFollowsWhatWasRead() {
        ExtendedHandle handle = new LoopReceiveAllocator().newHandle();
        int before = handle.guess();
        for (int i = 0; i < 10; i++) {
            handle.attemptedBytesRead(handle.guess());
            handle.lastBytesRead(handle.guess());
        }
        handle.readComplete();
        assertThat(handle.guess()).isGreaterThan(before);
    }
}
