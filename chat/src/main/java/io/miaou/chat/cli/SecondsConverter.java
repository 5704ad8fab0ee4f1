package io.miaou.chat.cli;

import java.math.BigDecimal;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a duration in seconds, with or without a fraction, from the command line. */
public final class SecondsConverter implements ITypeConverter<Duration> {
    /** A day, in seconds. */
    private static final BigDecimal LONGEST = BigDecimal.valueOf(86_400);

    /** For picocli. */
    public SecondsConverter() {}

    @Override
    public Duration convert(String value) {
        try {
            BigDecimal seconds = new BigDecimal(value);
            if (seconds.signum() >= 0 && seconds.compareTo(LONGEST) <= 0 && seconds.scale() <= 9) {
                return Duration.ofNanos(seconds.movePointRight(9).longValueExact());
            }
        } catch (ArithmeticException | NumberFormatException notANumber) {
            // The same answer as for a number that is out of range.
        }
        throw new TypeConversionException("'" + value + "' is no number of seconds from 0 to " + LONGEST);
    }
}
