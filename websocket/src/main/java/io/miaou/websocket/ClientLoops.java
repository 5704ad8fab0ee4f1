package io.miaou.websocket;

import io.miaou.protocol.time.TimeSource;
import io.miaou.websocket.internal.ClientLoopGroup;

/**
 * The event loops that clients share: a thousand clients need no more threads than one.
 *
 * <p>The threads start with the first client that connects and end with the last that is closed; a later client starts them
 * again. They are no daemons: a program stays alive while one of its clients is connected or tries to be, and may exit once all
 * are closed. Nothing is to be closed here. All clients of the process use {@link #shared()} unless they are given others.
 */
public final class ClientLoops {
    private static final int MOST_THREADS_BY_DEFAULT = 2;
    private static final ClientLoops SHARED = builder().build();

    final ClientLoopGroup group;

    private ClientLoops(Builder builder) {
        this.group = new ClientLoopGroup(
                builder.threads, builder.transport, builder.timeSource, builder.inboundBudget, builder.outboundBudget);
    }

    /** Those of all clients that were given no others: two threads, one where there is one processor. */
    public static ClientLoops shared() {
        return SHARED;
    }

    /** Begins loops of one's own, with defaults as the shared ones have them. */
    public static Builder builder() {
        return new Builder();
    }

    /** Says how loops differ from the default. One thread at a time. */
    public static final class Builder {
        private int threads =
                Math.min(MOST_THREADS_BY_DEFAULT, Runtime.getRuntime().availableProcessors());
        private Transport transport = Transport.AUTO;
        private TimeSource timeSource = TimeSource.system();
        private long inboundBudget = Runtime.getRuntime().maxMemory() / 4;
        private long outboundBudget = Runtime.getRuntime().maxMemory() / 4;

        Builder() {}

        /** How many threads read and write; a client lives on one of them. */
        public Builder threads(int count) {
            this.threads = count;
            return this;
        }

        /** How to talk to the operating system. */
        public Builder transport(Transport choice) {
            this.transport = choice;
            return this;
        }

        /** The clock; tests give a virtual one. */
        public Builder timeSource(TimeSource source) {
            this.timeSource = source;
            return this;
        }

        /**
         * Bytes of unfinished messages of all clients, and of those that wait for their handlers, together, so that many
         * servers do not fill the heap; beyond it a connection ends with 1013. A quarter of the heap by default.
         */
        public Builder inboundBudget(long bytes) {
            this.inboundBudget = bytes;
            return this;
        }

        /**
         * Bytes of messages of all clients on their way to the loops, together; beyond it {@link ClientOptions#slowServer}. A
         * quarter of the heap by default.
         */
        public Builder outboundBudget(long bytes) {
            this.outboundBudget = bytes;
            return this;
        }

        /**
         * The loops; no thread is started yet.
         *
         * @throws IllegalArgumentException when a value is below 1
         */
        public ClientLoops build() {
            Checks.atLeast("threads", threads, 1);
            Checks.atLeast("inboundBudget", inboundBudget, 1);
            Checks.atLeast("outboundBudget", outboundBudget, 1);
            return new ClientLoops(this);
        }
    }
}
