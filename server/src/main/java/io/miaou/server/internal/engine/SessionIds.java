package io.miaou.server.internal.engine;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes the ids of sessions as the official server does: 20 characters of base64url, from twelve random bytes and three of a
 * sequence, so that none comes twice even if the random ones should. Any thread.
 */
public final class SessionIds {
    private static final int RANDOM = 12;
    private static final int LONGEST = 64;

    private final SecureRandom random = new SecureRandom();
    private final AtomicInteger sequence = new AtomicInteger();

    /** Begins the sequence at 0. */
    public SessionIds() {}

    /** A new id. */
    public String next() {
        byte[] bytes = new byte[RANDOM + 3];
        random.nextBytes(bytes);
        int number = sequence.getAndIncrement();
        bytes[RANDOM] = (byte) (number >>> 16);
        bytes[RANDOM + 1] = (byte) (number >>> 8);
        bytes[RANDOM + 2] = (byte) number;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether an id that somebody else has made can be one. */
    static boolean isUsable(String id) {
        if (id.isEmpty() || id.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_') {
                return false;
            }
        }
        return true;
    }
}
