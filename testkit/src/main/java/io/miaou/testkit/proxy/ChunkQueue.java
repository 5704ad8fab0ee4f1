package io.miaou.testkit.proxy;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What waits in one direction, in order. The proxy's thread only. */
final class ChunkQueue {
    private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
    private int bytes;
    private int taken; // of the first chunk

    void add(Chunk chunk) {
        chunks.add(chunk);
        bytes += chunk.data().length;
    }

    @Nullable
    Chunk first() {
        return chunks.peek();
    }

    /** How many bytes wait. */
    int bytes() {
        return bytes;
    }

    /** How many bytes of the first chunk wait. */
    int bytesOfFirst() {
        Chunk first = chunks.peek();
        return first == null ? 0 : first.data().length - taken;
    }

    /** How many bytes, up to the given number, stand in front of the first chunk that is an end or fails the test. */
    int bytesWhile(Predicate<Chunk> test, int most) {
        int sum = -taken;
        for (Chunk chunk : chunks) {
            if (sum >= most || chunk.end() != null || !test.test(chunk)) {
                break;
            }
            sum += chunk.data().length;
        }
        return Math.min(Math.max(0, sum), most);
    }

    /** Copies the first bytes, as many as asked, which must be there; they stay. */
    void copyTo(ByteBuffer target, int count) {
        int from = taken;
        Iterator<Chunk> all = chunks.iterator();
        for (int left = count; left > 0; from = 0) {
            byte[] data = all.next().data();
            int part = Math.min(left, data.length - from);
            target.put(data, from, part);
            left -= part;
        }
    }

    /** Removes that many bytes. */
    void remove(int count) {
        bytes -= count;
        taken += count;
        while (taken > 0 && taken >= chunks.element().data().length) {
            taken -= chunks.remove().data().length;
        }
    }

    /** Removes the first chunk, which is an end. */
    void removeEnd() {
        chunks.remove();
    }

    /** Removes all bytes; ends stay. */
    void removeBytes() {
        chunks.removeIf(chunk -> chunk.end() == null);
        bytes = 0;
        taken = 0;
    }

    void clear() {
        chunks.clear();
        bytes = 0;
        taken = 0;
    }
}
