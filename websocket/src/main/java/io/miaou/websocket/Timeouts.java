package io.miaou.websocket;

import java.time.Duration;

/**
 * How long a server waits for a peer; every wait is finite, but for the heartbeat, which {@link Duration#ZERO} turns off.
 *
 * @param heartbeat between two pings of an open WebSocket; 30 s
 * @param missedHeartbeats so many pings in a row without a sign of life end the connection; 2
 * @param handshakeTimeout from the TCP connection to the end of the first request's head; beyond it 408; 10 s
 * @param requestTimeout from the head of a request to the end of its body; beyond it 408; 30 s
 * @param keepAliveTimeout between an answer and the next request; the connection is closed after it; 30 s
 * @param messageTimeout from the first byte of a WebSocket message to its last; beyond it close code 1008; 60 s
 * @param closeTimeout for a peer to answer our close frame, for a handler to be done when the peer's came, and for the TCP
 *     connection to end after that; 5 s
 * @param writeTimeout without a byte taken by a peer that has something to take; the connection is ended after it; 10 s
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

    /** @throws IllegalArgumentException when a wait is not positive */
    public Timeouts {
        if (heartbeat.isNegative()) {
            throw new IllegalArgumentException("heartbeat is " + heartbeat + ": give zero for none, or more");
        }
        if (missedHeartbeats < 1) {
            throw new IllegalArgumentException("missedHeartbeats is " + missedHeartbeats + ": give 1 or more");
        }
        require("handshakeTimeout", handshakeTimeout);
        require("requestTimeout", requestTimeout);
        require("keepAliveTimeout", keepAliveTimeout);
        require("messageTimeout", messageTimeout);
        require("closeTimeout", closeTimeout);
        require("writeTimeout", writeTimeout);
    }

    /** The waits of a server that asks for no others. */
    public static Timeouts defaults() {
        return new Builder().build();
    }

    private static void require(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " is " + value + ": give more than zero");
        }
    }

    /** Changes single waits; what is not named keeps its default. One thread at a time. */
    public static final class Builder {
        private Duration heartbeat = Duration.ofSeconds(30);
        private int missedHeartbeats = 2;
        private Duration handshakeTimeout = Duration.ofSeconds(10);
        private Duration requestTimeout = Duration.ofSeconds(30);
        private Duration keepAliveTimeout = Duration.ofSeconds(30);
        private Duration messageTimeout = Duration.ofSeconds(60);
        private Duration closeTimeout = Duration.ofSeconds(5);
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
