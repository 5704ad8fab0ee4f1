package io.miaou.websocket;

import io.miaou.protocol.time.Backoff;
import io.miaou.protocol.websocket.ConnectionTimes;
import io.miaou.websocket.ConnectionFailure.HandshakeRefused;
import io.miaou.websocket.ConnectionFailure.ProxyRefused;
import io.miaou.websocket.ConnectionFailure.TlsFailed;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;

/**
 * When a client tries again by itself. A client that was not asked to reconnect has none.
 *
 * @param backoff the waits before the attempts
 * @param random draws for full jitter, evenly from 0 to 1 exclusive; called on an event loop: it must not block
 * @param maxAttempts in a row without a connection that opened; then the client closes. {@link Integer#MAX_VALUE} by default,
 *     which is never, for an outage lasts as long as it lasts and every attempt waits its time
 * @param stableAfter how long a connection must have been open for the counting to begin anew with its loss; zero, the
 *     default: every connection that opens counts
 * @param maxRetryAfter the longest wait that a server's {@code Retry-After} (with 429 or 503) can ask for; what it asks for is a
 *     least wait, never a shorter one; 5 minutes
 * @param retryIf whether to try again after a failure; asked on a virtual thread: it may block
 */
public record Reconnection(
        Backoff backoff,
        DoubleSupplier random,
        int maxAttempts,
        Duration stableAfter,
        Duration maxRetryAfter,
        Predicate<ConnectionFailure> retryIf) {

    /** @throws IllegalArgumentException when a value is out of range */
    public Reconnection {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException(
                    "maxAttempts is " + maxAttempts + ": give 1 or more, or do not ask for reconnection");
        }
        requireInRange("stableAfter", stableAfter);
        requireInRange("maxRetryAfter", maxRetryAfter);
    }

    private static void requireInRange(String name, Duration value) {
        if (value.isNegative() || value.compareTo(ConnectionTimes.LONGEST) > 0) {
            throw new IllegalArgumentException(name + " is " + value + ": give zero to " + ConnectionTimes.LONGEST);
        }
    }

    /**
     * What {@link #retryIf} is by default: everything but what asking again does not change.
     *
     * <p>Final are a certificate that is not trusted, and refusals of the handshake that are about the request: 3xx, 4xx other
     * than 408, 425 and 429, and 501 and 505; likewise of a proxy. All else is tried again, a loss whatever its close code.
     */
    public static boolean isWorthRetrying(ConnectionFailure failure) {
        return switch (failure) {
            case HandshakeRefused refused -> isPassing(refused.status());
            case ProxyRefused refused -> isPassing(refused.status());
            case TlsFailed tls -> !tls.untrusted();
            case ConnectionFailure.Unreachable unreachable -> true;
            case ConnectionFailure.TimedOut late -> true;
            case ConnectionFailure.HandshakeInvalid invalid -> true;
            case ConnectionFailure.HeadersUnavailable unavailable -> true;
            case ConnectionFailure.Lost lost -> true;
            case ConnectionFailure.ClosedBeforeOpen closed -> false;
        };
    }

    private static boolean isPassing(int status) {
        return switch (status) {
            case 408, 425, 429 -> true;
            case 501, 505 -> false;
            default -> status < 300 || status >= 500;
        };
    }

    /** Changes single values; what is not named keeps its default. One thread at a time. */
    public static final class Builder {
        private Duration base = Backoff.DEFAULTS.base();
        private Duration cap = Backoff.DEFAULTS.cap();
        private boolean fullJitter;
        private DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();
        private int maxAttempts = Integer.MAX_VALUE;
        private Duration stableAfter = Duration.ZERO;
        private Duration maxRetryAfter = Duration.ofMinutes(5);
        private Predicate<ConnectionFailure> retryIf = Reconnection::isWorthRetrying;

        Builder() {}

        /** The waits: {@code min(base * 2^n, cap)} before attempt n = 1, 2, ... By default 1 s and 30 s. */
        public Builder backoff(Duration base, Duration cap) {
            this.base = base;
            this.cap = cap;
            return this;
        }

        /** Draws each wait evenly between zero and the delay, so that many clients do not come back together. */
        public Builder fullJitter() {
            this.fullJitter = true;
            return this;
        }

        /** The same with a random source of one's own; see {@link Reconnection#random}. */
        public Builder fullJitter(DoubleSupplier uniform) {
            this.random = uniform;
            return fullJitter();
        }

        /** Sets {@link Reconnection#maxAttempts}. */
        public Builder maxAttempts(int attempts) {
            this.maxAttempts = attempts;
            return this;
        }

        /** Sets {@link Reconnection#stableAfter}. */
        public Builder stableAfter(Duration open) {
            this.stableAfter = open;
            return this;
        }

        /** Sets {@link Reconnection#maxRetryAfter}. */
        public Builder maxRetryAfter(Duration longest) {
            this.maxRetryAfter = longest;
            return this;
        }

        /** Sets {@link Reconnection#retryIf}. To add to the default, call {@link Reconnection#isWorthRetrying} in it. */
        public Builder retryIf(Predicate<ConnectionFailure> policy) {
            this.retryIf = policy;
            return this;
        }

        /** The values, checked. */
        Reconnection build() {
            return new Reconnection(
                    new Backoff(base, cap, fullJitter), random, maxAttempts, stableAfter, maxRetryAfter, retryIf);
        }
    }
}
