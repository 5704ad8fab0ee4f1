package io.miaou.server.internal.json;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** Moments as {@code Date.prototype.toISOString} writes them: milliseconds, cut off, and always UTC. No state. */
final class IsoDates {
    /** A date of JavaScript is at most so far from 1970 (ECMA-262, Time Values and Time Range). */
    private static final long MOST_SECONDS = 8_640_000_000_000L;

    private IsoDates() {}

    static String of(Instant instant) {
        long seconds = instant.getEpochSecond();
        if (seconds > MOST_SECONDS || seconds < -MOST_SECONDS || (seconds == MOST_SECONDS && instant.getNano() > 0)) {
            throw new IllegalArgumentException(
                    instant + " is no date of JavaScript: give one within 100,000,000 days of 1970, or a string");
        }
        ZonedDateTime utc = instant.atZone(ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(27);
        year(text, utc.getYear());
        two(text.append('-'), utc.getMonthValue());
        two(text.append('-'), utc.getDayOfMonth());
        two(text.append('T'), utc.getHour());
        two(text.append(':'), utc.getMinute());
        two(text.append(':'), utc.getSecond());
        int millis = utc.getNano() / 1_000_000;
        two(text.append('.').append((char) ('0' + millis / 100)), millis % 100);
        return text.append('Z').toString();
    }

    private static void year(StringBuilder text, int year) {
        if (year >= 0 && year <= 9999) {
            two(text, year / 100);
            two(text, year % 100);
            return;
        }
        String digits = String.valueOf(Math.abs(year));
        text.append(year < 0 ? '-' : '+')
                .append("0".repeat(6 - digits.length()))
                .append(digits);
    }

    private static void two(StringBuilder text, int number) {
        text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
