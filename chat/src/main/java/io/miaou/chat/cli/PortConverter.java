package io.miaou.chat.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a port from the command line. */
public final class PortConverter implements ITypeConverter<Integer> {
    /** For picocli. */
    public PortConverter() {}

    @Override
    public Integer convert(String value) {
        try {
            int port = Integer.parseInt(value);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            // The same answer as for a number that is no port.
        }
        throw new TypeConversionException("'" + value + "' is no port: give 0 (any free one) to 65535");
    }
}
