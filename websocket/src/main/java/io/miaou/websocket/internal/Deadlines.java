package io.miaou.websocket.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of all connections of a loop: a binary heap that knows where each connection stands in it.
 *
 * <p>A deadline that moves away, as a heartbeat's does with every sign of life, costs nothing: the entry keeps its earlier
 * time, the connection is asked a little early and says when it really wants to be asked. Only a deadline that comes nearer
 * is moved. So a busy connection touches the heap twice per heartbeat, not per message, and no connection owns a timer.
 * The loop's thread only.
 */
final class Deadlines {
    private Timed[] heap = new Timed[64];
    private int size;

    @Nullable
    Timed first() {
        return size == 0 ? null : heap[0];
    }

    int size() {
        return size;
    }

    /** Makes sure that the connection is asked at that time or earlier. */
    void set(Timed handler, long due) {
        if (handler.heapIndex() >= 0) {
            if (due < handler.due()) {
                handler.due(due);
                siftUp(handler, handler.heapIndex());
            }
            return;
        }
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        handler.due(due);
        siftUp(handler, size++);
    }

    /** Takes the connection out; harmless when it is not in. */
    void remove(Timed handler) {
        int index = handler.heapIndex();
        if (index < 0) {
            return;
        }
        handler.heapIndex(-1);
        Timed last = heap[--size];
        clear(size);
        if (index == size) {
            return;
        }
        siftDown(last, index);
        if (last.heapIndex() == index) {
            siftUp(last, index);
        }
    }

    @SuppressWarnings({"NullAway", "DataFlowIssue"}) // beyond size the array holds nothing, and nobody looks
    private void clear(int index) {
        heap[index] = null;
    }

    private void siftUp(Timed handler, int from) {
        long due = handler.due();
        int index = from;
        while (index > 0) {
            int parent = (index - 1) >>> 1;
            Timed above = heap[parent];
            if (above.due() <= due) {
                break;
            }
            place(above, index);
            index = parent;
        }
        place(handler, index);
    }

    private void siftDown(Timed handler, int from) {
        long due = handler.due();
        int index = from;
        while (true) {
            int child = 2 * index + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && heap[child + 1].due() < heap[child].due()) {
                child++;
            }
            if (heap[child].due() >= due) {
                break;
            }
            place(heap[child], index);
            index = child;
        }
        place(handler, index);
    }

    private void place(Timed handler, int index) {
        heap[index] = handler;
        handler.heapIndex(index);
    }
}
