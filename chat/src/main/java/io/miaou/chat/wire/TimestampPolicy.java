package io.miaou.chat.wire;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the unit of a connection's timestamps is found. */
public enum TimestampPolicy {
    /** By the client's {@code User-Agent} first, then by the numbers it sends itself. */
    AUTO("auto", null),
    /** Milliseconds, whatever the client does. */
    MS("ms", TimestampUnit.MILLISECONDS),
    /** Seconds, whatever the client does. */
    S("s", TimestampUnit.SECONDS);

    private final String wire;
    private final @Nullable TimestampUnit fixed;

    TimestampPolicy(String wire, @Nullable TimestampUnit fixed) {
        this.wire = wire;
        this.fixed = fixed;
    }

    /** As it is written on the command line and in {@code ?ts=}. */
    public String wire() {
        return wire;
    }

    /** The unit that this policy insists on; empty for {@link #AUTO}. */
    public Optional<TimestampUnit> fixed() {
        return Optional.ofNullable(fixed);
    }

    /** The policy written that way. */
    public static Optional<TimestampPolicy> of(String wire) {
        for (TimestampPolicy policy : values()) {
            if (policy.wire.equals(wire)) {
                return Optional.of(policy);
            }
        }
        return Optional.empty();
    }
}
