package io.miaou.websocket;

import io.miaou.protocol.websocket.DeflateParameters;
import io.miaou.protocol.websocket.DeflatePolicy;
import java.util.zip.Deflater;

/**
 * Whether and how messages are compressed (permessage-deflate, RFC 7692); off unless asked for, since it costs time and memory
 * and may tell an eavesdropper what a message holds (see the warning).
 *
 * <p>Without context takeover, which is the default, each message is compressed by itself: an idle connection holds no memory for
 * it, and a broadcast is compressed once for all its receivers. With it a message may refer to earlier ones, which makes small
 * and similar ones a good deal smaller, for 268 KiB of native memory for each connection that sends so and 44 KiB for one that
 * hears so.
 *
 * <p><b>Warning</b>: who can put text of his own beside a secret into one message, or one context, and sees the size on the
 * wire, can guess the secret (CRIME, BREACH).
 *
 * @param enabled false: none is offered and none accepted, and the rest means nothing
 * @param threshold bytes; shorter messages go as they are, for they would gain nothing; 1,024
 * @param serverContextTakeover whether the server may refer to its earlier messages, if the client has no objection; false
 * @param clientContextTakeover whether the client may, if it wants to; false
 * @param serverMaxWindowBits how far the server refers back, as a power of two, 8 to 15; below 15 it does not at all, which is
 *     legal for every window but compresses less, as the JDK has but one; 15
 * @param clientMaxWindowBits how far the client is to refer back, if it lets itself be asked; 8 to 15; 15
 * @param level 1 (fast) to 9 (small); 6, as zlib has it
 * @param deflateMemoryBudget native bytes for the compression of all connections together; when it is spent, newcomers do without
 *     context takeover, then without compression, messages go as they are, and a connection whose compressed message cannot be
 *     read ends with 1013; a tenth of what direct memory may be when nothing else was said, which is as much as the heap
 */
public record Compression(
        boolean enabled,
        int threshold,
        boolean serverContextTakeover,
        boolean clientContextTakeover,
        int serverMaxWindowBits,
        int clientMaxWindowBits,
        int level,
        long deflateMemoryBudget) {
    /** No compression. */
    public static final Compression OFF = new Builder().build(false);

    private static final int LEAST_BUDGET = 1 << 20;

    /** @throws IllegalArgumentException when a value is out of range; the message names it */
    public Compression {
        if (threshold < 0) {
            throw new IllegalArgumentException("threshold is " + threshold + " bytes: give 0 or more");
        }
        if (level < Deflater.BEST_SPEED || level > Deflater.BEST_COMPRESSION) {
            throw new IllegalArgumentException("level is " + level + ": give 1 to 9");
        }
        if (deflateMemoryBudget < LEAST_BUDGET) {
            throw new IllegalArgumentException(
                    "deflateMemoryBudget is " + deflateMemoryBudget + " bytes: give " + LEAST_BUDGET + " or more");
        }
        // The window bits are checked by what is made of them.
        new DeflateParameters(false, false, serverMaxWindowBits, clientMaxWindowBits);
    }

    /** What an end with these options wants of the other. */
    public DeflatePolicy policy() {
        return enabled
                ? new DeflatePolicy.On(
                        !serverContextTakeover, !clientContextTakeover, serverMaxWindowBits, clientMaxWindowBits)
                : DeflatePolicy.OFF;
    }

    /** Changes single values; what is not named keeps its default. One thread at a time. */
    public static final class Builder {
        private int threshold = 1_024;
        private boolean serverContextTakeover;
        private boolean clientContextTakeover;
        private int serverMaxWindowBits = DeflateParameters.LARGEST_WINDOW;
        private int clientMaxWindowBits = DeflateParameters.LARGEST_WINDOW;
        private int level = 6;
        private long deflateMemoryBudget =
                Math.max(LEAST_BUDGET, Runtime.getRuntime().maxMemory() / 10);

        Builder() {}

        /** Sets {@link Compression#threshold}. */
        public Builder threshold(int bytes) {
            this.threshold = bytes;
            return this;
        }

        /** Sets {@link Compression#serverContextTakeover} and {@link Compression#clientContextTakeover}. */
        public Builder contextTakeover(boolean server, boolean client) {
            this.serverContextTakeover = server;
            this.clientContextTakeover = client;
            return this;
        }

        /** Sets {@link Compression#serverMaxWindowBits} and {@link Compression#clientMaxWindowBits}. */
        public Builder maxWindowBits(int server, int client) {
            this.serverMaxWindowBits = server;
            this.clientMaxWindowBits = client;
            return this;
        }

        /** Sets {@link Compression#level}. */
        public Builder level(int value) {
            this.level = value;
            return this;
        }

        /** Sets {@link Compression#deflateMemoryBudget}. */
        public Builder deflateMemoryBudget(long bytes) {
            this.deflateMemoryBudget = bytes;
            return this;
        }

        /** The values, checked. */
        Compression build(boolean enabled) {
            return new Compression(
                    enabled,
                    threshold,
                    serverContextTakeover,
                    clientContextTakeover,
                    serverMaxWindowBits,
                    clientMaxWindowBits,
                    level,
                    deflateMemoryBudget);
        }
    }
}
