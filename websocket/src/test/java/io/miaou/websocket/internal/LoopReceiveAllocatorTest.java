package io.miaou.websocket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is remembered of reads belongs to a loop, not to a connection. */
class LoopReceiveAllocatorTest {
    /** A handle that a channel took with it to another loop asks there for the guess of that loop. */
    @Test
    void allConnectionsOfALoopShareOneGuessAndEachLoopHasItsOwn() throws Exception {
        LoopReceiveAllocator allocator = new LoopReceiveAllocator();
        ExtendedHandle mine = allocator.newHandle();
        int before = mine.guess();
        readMuch(mine);
        CompletableFuture<Integer> elsewhere = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> elsewhere.complete(mine.guess()));

        assertThat(elsewhere.get()).isEqualTo(before);
        assertThat(allocator.newHandle().guess()).isEqualTo(mine.guess()).isGreaterThan(before);
    }

    @Test
    void theGuessFollowsWhatWasRead() {
        ExtendedHandle handle = new LoopReceiveAllocator().newHandle();
        int before = handle.guess();
        readMuch(handle);
        assertThat(handle.guess()).isGreaterThan(before);
    }

    private static void readMuch(ExtendedHandle handle) {
        for (int i = 0; i < 10; i++) {
            handle.attemptedBytesRead(handle.guess());
            handle.lastBytesRead(handle.guess());
        }
        handle.readComplete();
    }
}
