package io.miaou.server;

import static java.util.Objects.requireNonNull;

import io.miaou.protocol.socket.Arguments;
import java.util.Objects;

/**
 * A received argument as it came, to be passed on without being parsed: give it to {@code emit} or {@code ack.send} like any
 * other value. Immutable.
 *
 * @param arguments the arguments it is one of
 * @param index its place among them, from 0
 */
public record RawArgument(Arguments arguments, int index) {
    /** @throws IndexOutOfBoundsException when there is no such argument */
    public RawArgument {
        requireNonNull(arguments, "arguments");
        Objects.checkIndex(index, arguments.size());
    }
}
