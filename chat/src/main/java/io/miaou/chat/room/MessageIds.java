package io.miaou.chat.room;

import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Names for messages: short, and never given twice, not even by the next run of the server, because clients drop a message
 * whose id they have seen. Safe for use by many threads.
 */
public final class MessageIds {
    private static final int RADIX = 36;

    private final String run;
    private final AtomicLong last = new AtomicLong();

    /** Names for one run of the server: its start in milliseconds, and a little chance against a clock that went back. */
    public static MessageIds startingAt(InstantSource clock) {
        int chance = ThreadLocalRandom.current().nextInt(RADIX * RADIX);
        return new MessageIds(Long.toString(clock.millis(), RADIX) + Integer.toString(chance, RADIX));
    }

    MessageIds(String run) {
        this.run = run;
    }

    /** The next name. */
    String next() {
        return run + "-" + Long.toString(last.incrementAndGet(), RADIX);
    }
}
