package io.miaou.websocket;

import io.miaou.protocol.http.HttpLimits;
import io.miaou.protocol.websocket.ConnectionTimes;
import io.miaou.protocol.websocket.MessageLimits;

/**
 * How much a client takes from its server and keeps for it; every limit is finite by default. Sizes in bytes. For each: what it
 * counts, why it is there, what happens at it, its default. What all clients of the same loops share stands in {@link
 * ClientLoops}.
 *
 * @param maxMessageSize of a message, all fragments together, so that no server fills the heap; beyond it close code 1009;
 *     1,000,000
 * @param maxEmptyFrames empty frames in a row inside a message, which are work without ever reaching a size; beyond it 1008;
 *     1,000
 * @param inboundQueue events that wait for the handler, so that a slow handler slows the server down instead of filling the
 *     heap; at it, or when those events hold as many bytes as {@code maxMessageSize} (64 KiB at least), reading stops until half
 *     are done, and no new connection is begun; 256
 * @param maxSendQueue bytes that wait for the network, with 96 more for each message (one alone may be larger); beyond it {@link
 *     ClientOptions#slowServer}; 1 MiB
 * @param maxSendQueueMessages the same, counted in messages; 4,096
 * @param maxControlRate pings and pongs the server may send in a second, because each is work; beyond it 1008; 100
 * @param handshake of the answer to the handshake: status line and header fields, which are held until they are whole; beyond
 *     it the attempt fails; 8 KiB a line, 16 KiB and 128 lines in all. Its {@code maxBody} is of no account here
 * @param maxInterimAnswers answers of 1xx before the one that counts, for they could come without end; beyond it the attempt
 *     fails; 8
 * @param maxRefusalBody so much of the body is kept when the handshake is refused; the rest is not waited for; 4 KiB
 */
public record ClientLimits(
        int maxMessageSize,
        int maxEmptyFrames,
        int inboundQueue,
        int maxSendQueue,
        int maxSendQueueMessages,
        int maxControlRate,
        HttpLimits handshake,
        int maxInterimAnswers,
        int maxRefusalBody) {

    /** @throws IllegalArgumentException when a limit is below 1, or so small that the client could not work */
    public ClientLimits {
        Checks.atLeast("maxMessageSize", maxMessageSize, 1);
        Checks.atLeast("maxEmptyFrames", maxEmptyFrames, 1);
        Checks.atLeast("inboundQueue", inboundQueue, 8); // the events of one connection that comes and goes must fit
        Checks.atLeast("maxSendQueue", maxSendQueue, 1024);
        Checks.atLeast("maxSendQueueMessages", maxSendQueueMessages, 2);
        Checks.atLeast("maxControlRate", maxControlRate, 1);
        Checks.atLeast("maxInterimAnswers", maxInterimAnswers, 1);
        Checks.atLeast("maxRefusalBody", maxRefusalBody, 1);
    }

    /** The limits of a client that asks for no others. */
    public static ClientLimits defaults() {
        return new Builder().build();
    }

    /** Changes single limits; what is not named keeps its default. One thread at a time. */
    public static final class Builder {
        private int maxMessageSize = MessageLimits.DEFAULTS.maxMessageSize();
        private int maxEmptyFrames = MessageLimits.DEFAULTS.maxEmptyFrames();
        private int inboundQueue = 256;
        private int maxSendQueue = 1 << 20;
        private int maxSendQueueMessages = 4_096;
        private int maxControlRate = ConnectionTimes.DEFAULTS.maxControlRate();
        private HttpLimits handshake = HttpLimits.DEFAULTS;
        private int maxInterimAnswers = 8;
        private int maxRefusalBody = 4_096;

        Builder() {}

        /** Sets {@link ClientLimits#maxMessageSize}. */
        public Builder maxMessageSize(int bytes) {
            this.maxMessageSize = bytes;
            return this;
        }

        /** Sets {@link ClientLimits#maxEmptyFrames}. */
        public Builder maxEmptyFrames(int frames) {
            this.maxEmptyFrames = frames;
            return this;
        }

        /** Sets {@link ClientLimits#inboundQueue}. */
        public Builder inboundQueue(int events) {
            this.inboundQueue = events;
            return this;
        }

        /** Sets {@link ClientLimits#maxSendQueue}. */
        public Builder maxSendQueue(int bytes) {
            this.maxSendQueue = bytes;
            return this;
        }

        /** Sets {@link ClientLimits#maxSendQueueMessages}. */
        public Builder maxSendQueueMessages(int messages) {
            this.maxSendQueueMessages = messages;
            return this;
        }

        /** Sets {@link ClientLimits#maxControlRate}. */
        public Builder maxControlRate(int framesPerSecond) {
            this.maxControlRate = framesPerSecond;
            return this;
        }

        /** Sets {@link ClientLimits#handshake}. */
        public Builder handshake(HttpLimits limits) {
            this.handshake = limits;
            return this;
        }

        /** Sets {@link ClientLimits#maxInterimAnswers}. */
        public Builder maxInterimAnswers(int answers) {
            this.maxInterimAnswers = answers;
            return this;
        }

        /** Sets {@link ClientLimits#maxRefusalBody}. */
        public Builder maxRefusalBody(int bytes) {
            this.maxRefusalBody = bytes;
            return this;
        }

        /** The limits, checked. */
        ClientLimits build() {
            return new ClientLimits(
                    maxMessageSize,
                    maxEmptyFrames,
                    inboundQueue,
                    maxSendQueue,
                    maxSendQueueMessages,
                    maxControlRate,
                    handshake,
                    maxInterimAnswers,
                    maxRefusalBody);
        }
    }
}
