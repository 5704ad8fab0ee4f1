package io.miaou.websocket;

import io.miaou.protocol.websocket.ConnectionTimes;
import java.time.Duration;

/**
 * How long a client waits for its server; every wait is finite, but for the heartbeat, which {@link Duration#ZERO} turns off.
 * For each: what it counts, why it is there, what happens after it, its default.
 *
 * @param connectTimeout of one attempt, all of it: looking up the name, TCP to one address after the other, TLS, the proxy, the
 *     handshake and its redirects; then the attempt fails with {@link ConnectionFailure.TimedOut}; 10 s
 * @param heartbeat between two pings of an open connection, because TCP does not tell that a server is gone; 30 s
 * @param missedHeartbeats so many pings in a row without a sign of life end the connection, for one may be an accident; 2
 * @param messageTimeout from the first byte of a message to its last, for what is unfinished holds memory; beyond it close code
 *     1008; 60 s
 * @param closeTimeout for the server to answer our close frame, for our handler to be done when the server's came, and for the
 *     TCP connection to end once all was sent, so that nobody holds what is over; 5 s
 * @param writeTimeout without a byte taken by a server that has something to take, for it holds the send queue; the connection
 *     is ended after it; 10 s
 */
public record ClientTimeouts(
        Duration connectTimeout,
        Duration heartbeat,
        int missedHeartbeats,
        Duration messageTimeout,
        Duration closeTimeout,
        Duration writeTimeout) {

    /** @throws IllegalArgumentException when a wait is not positive, or longer than {@link ConnectionTimes#LONGEST} */
    public ClientTimeouts {
        Checks.heartbeat(heartbeat, missedHeartbeats);
        Checks.positiveWait("connectTimeout", connectTimeout);
        Checks.positiveWait("messageTimeout", messageTimeout);
        Checks.positiveWait("closeTimeout", closeTimeout);
        Checks.positiveWait("writeTimeout", writeTimeout);
    }

    /** The waits of a client that asks for no others. */
    public static ClientTimeouts defaults() {
        return new Builder().build();
    }

    /** Changes single waits; what is not named keeps its default. One thread at a time. */
    public static final class Builder {
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration heartbeat = ConnectionTimes.DEFAULTS.heartbeat();
        private int missedHeartbeats = ConnectionTimes.DEFAULTS.missedHeartbeats();
        private Duration messageTimeout = ConnectionTimes.DEFAULTS.messageTimeout();
        private Duration closeTimeout = ConnectionTimes.DEFAULTS.closeTimeout();
        private Duration writeTimeout = Duration.ofSeconds(10);

        Builder() {}

        /** Sets {@link ClientTimeouts#connectTimeout}. */
        public Builder connect(Duration timeout) {
            this.connectTimeout = timeout;
            return this;
        }

        /** Sets {@link ClientTimeouts#heartbeat} and {@link ClientTimeouts#missedHeartbeats}. */
        public Builder heartbeat(Duration interval, int misses) {
            this.heartbeat = interval;
            this.missedHeartbeats = misses;
            return this;
        }

        /** Sets {@link ClientTimeouts#messageTimeout}. */
        public Builder message(Duration timeout) {
            this.messageTimeout = timeout;
            return this;
        }

        /** Sets {@link ClientTimeouts#closeTimeout}. */
        public Builder close(Duration timeout) {
            this.closeTimeout = timeout;
            return this;
        }

        /** Sets {@link ClientTimeouts#writeTimeout}. */
        public Builder write(Duration timeout) {
            this.writeTimeout = timeout;
            return this;
        }

        /** The waits, checked. */
        ClientTimeouts build() {
            return new ClientTimeouts(
                    connectTimeout, heartbeat, missedHeartbeats, messageTimeout, closeTimeout, writeTimeout);
        }
    }
}
