package io.miaou.websocket.internal;

import io.miaou.protocol.http.Headers;
import io.miaou.websocket.ConnectionFailure;
import io.miaou.websocket.ConnectionFailure.HandshakeRefused;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Reads {@code Retry-After} (RFC 9110 §10.2.3): how long a busy server wants to be left alone. */
final class RetryAfter {
    private static final int LONGEST_NUMBER = 9; // digits; beyond it the bound is passed anyway

    private RetryAfter() {}

    /** The wait that a refusal with 429 or 503 asks for, {@code most} at most; zero when it asks for none. */
    static Duration askedBy(ConnectionFailure failure, Duration most) {
        if (!(failure instanceof HandshakeRefused refused) || (refused.status() != 429 && refused.status() != 503)) {
            return Duration.ZERO;
        }
        Duration asked = refused.headers()
                .first("Retry-After")
                .map(value -> read(value, refused.headers()))
                .orElse(Duration.ZERO);
        return asked.compareTo(most) < 0 ? asked : most;
    }

    private static Duration read(String value, Headers headers) {
        if (!value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Duration.ofSeconds(value.length() > LONGEST_NUMBER ? Integer.MAX_VALUE : Long.parseLong(value));
        }
        // A date counts from the answer's own: whether this computer's clock is right does not matter.
        Optional<Instant> until = date(value);
        Optional<Instant> from = headers.first("Date").flatMap(RetryAfter::date);
        if (until.isEmpty() || from.isEmpty() || until.get().isBefore(from.get())) {
            return Duration.ZERO;
        }
        return Duration.between(from.get(), until.get());
    }

    private static Optional<Instant> date(String value) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value, Instant::from));
        } catch (DateTimeException notADate) {
            return Optional.empty();
        }
    }
}
