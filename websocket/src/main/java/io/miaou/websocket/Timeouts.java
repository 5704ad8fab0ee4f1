package io.miaou.websocket;

import io.miaou.protocol.websocket.ConnectionTimes;
import java.time.Duration;

/**
 * How long a server waits for a peer; every wait is finite, but for the heartbeat, which {@link Duration#ZERO} turns off. For
 * each: what it counts, why it is there, what happens after it, its default.
 *
 * @param heartbeat between two pings of an open WebSocket, because TCP does not tell that a peer is gone; 30 s
 * @param missedHeartbeats so many pings in a row without a sign of life end the connection, for one may be an accident; 2
 * @param handshakeTimeout from the TCP connection to the end of the first request's head, and from the first byte of a later
 *     head to its end, against those who connect and say next to nothing; beyond it 408; 10 s
 * @param requestTimeout from the head of a request to the end of its body, against the same; not counted while the handler is
 *     behind, nor until a client that expects {@code 100 Continue} was asked to go on; beyond it 408; 30 s
 * @param keepAliveTimeout between an answer and the next request, for an idle connection holds a file descriptor; the
 *     connection is closed after it; 30 s
 * @param messageTimeout from the first byte of a WebSocket message to its last, for what is unfinished holds memory; beyond it
 *     close code 1008; 60 s
 * @param closeTimeout for a peer to answer our close frame, for a handler to be done when the peer's came, and for the TCP
 *     connection to end once all was sent, so that nobody holds what is over; 5 s
 * @param writeTimeout without a byte taken by a peer that has something to take, for it holds its send queue; the connection is
 *     ended after it; 10 s
 */
public record Timeouts(
        Duration heartbeat,
        int missedHeartbeats,
        Duration handshakeTimeout,
        Duration requestTimeout,
        Duration keepAliveTimeout,
        Duration messageTimeout,
        Duration closeTimeout,
        Duration writeTimeout) {

    /** @throws IllegalArgumentException when a wait is not positive, or longer than {@link ConnectionTimes#LONGEST} */
    public Timeouts {
        Checks.heartbeat(heartbeat, missedHeartbeats);
        Checks.positiveWait("handshakeTimeout", handshakeTimeout);
        Checks.positiveWait("requestTimeout", requestTimeout);
        Checks.positiveWait("keepAliveTimeout", keepAliveTimeout);
        Checks.positiveWait("messageTimeout", messageTimeout);
        Checks.positiveWait("closeTimeout", closeTimeout);
        Checks.positiveWait("writeTimeout", writeTimeout);
    }

    /** The waits of a server that asks for no others. */
    public static Timeouts defaults() {
        return new Builder().build();
    }

    /** Changes single waits; what is not named keeps its default. One thread at a time. */
    public static final class Builder {
        private Duration heartbeat = ConnectionTimes.DEFAULTS.heartbeat();
        private int missedHeartbeats = ConnectionTimes.DEFAULTS.missedHeartbeats();
        private Duration handshakeTimeout = Duration.ofSeconds(10);
        private Duration requestTimeout = Duration.ofSeconds(30);
        private Duration keepAliveTimeout = Duration.ofSeconds(30);
        private Duration messageTimeout = ConnectionTimes.DEFAULTS.messageTimeout();
        private Duration closeTimeout = ConnectionTimes.DEFAULTS.closeTimeout();
        private Duration writeTimeout = Duration.ofSeconds(10);

        Builder() {}

        /** Sets {@link Timeouts#heartbeat} and {@link Timeouts#missedHeartbeats}. */
        public Builder heartbeat(Duration interval, int misses) {
            this.heartbeat = interval;
            this.missedHeartbeats = misses;
            return this;
        }

        /** Sets {@link Timeouts#handshakeTimeout}. */
        public Builder handshake(Duration timeout) {
            this.handshakeTimeout = timeout;
            return this;
        }

        /** Sets {@link Timeouts#requestTimeout}. */
        public Builder request(Duration timeout) {
            this.requestTimeout = timeout;
            return this;
        }

        /** Sets {@link Timeouts#keepAliveTimeout}. */
        public Builder keepAlive(Duration timeout) {
            this.keepAliveTimeout = timeout;
            return this;
        }

        /** Sets {@link Timeouts#messageTimeout}. */
        public Builder message(Duration timeout) {
            this.messageTimeout = timeout;
            return this;
        }

        /** Sets {@link Timeouts#closeTimeout}. */
        public Builder close(Duration timeout) {
            this.closeTimeout = timeout;
            return this;
        }

        /** Sets {@link Timeouts#writeTimeout}. */
        public Builder write(Duration timeout) {
            this.writeTimeout = timeout;
            return this;
        }

        /** The waits, checked. */
        Timeouts build() {
            return new Timeouts(
                    heartbeat,
                    missedHeartbeats,
                    handshakeTimeout,
                    requestTimeout,
                    keepAliveTimeout,
                    messageTimeout,
                    closeTimeout,
                    writeTimeout);
        }
    }
}
