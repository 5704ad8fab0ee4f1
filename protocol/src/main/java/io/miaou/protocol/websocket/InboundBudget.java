package io.miaou.protocol.websocket;

/**
 * Memory that all unfinished messages of a server share, so that many peers who each begin a large one cannot fill the
 * heap together. Implementations are safe for use by many threads.
 */
public interface InboundBudget {
    /** A budget that never runs out: for a client, or a test. */
    InboundBudget UNLIMITED = new InboundBudget() {
        @Override
        public boolean tryReserve(int bytes) {
            return true;
        }

        @Override
        public void release(int bytes) {}
    };

    /** Takes bytes out of the budget, or nothing and returns false when so many are not left. */
    boolean tryReserve(int bytes);

    /** Gives bytes back. */
    void release(int bytes);
}
