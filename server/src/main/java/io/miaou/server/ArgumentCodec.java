package io.miaou.server;

import io.miaou.protocol.socket.Arguments;
import io.miaou.protocol.socket.JsonSlice;
import io.miaou.protocol.socket.Payload;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Turns values into the arguments of events and acks, and back. The default binds with Jackson. Any thread; holds no state of a
 * connection.
 */
public interface ArgumentCodec {
    /**
     * Writes an event or, when the name is null, an ack.
     *
     * @throws IllegalArgumentException when a value cannot be written; the message says which and why
     */
    Payload write(@Nullable String name, @Nullable Object[] arguments);

    /**
     * Writes a value that may hold nothing binary, as the data of a refusal.
     *
     * @throws IllegalArgumentException as of {@link #write}
     */
    byte[] writeValue(@Nullable Object value);

    /**
     * Reads one argument.
     *
     * @return null only for JSON's null and a type that is no primitive
     * @throws BadArgumentException when it is not of that type
     */
    @Nullable
    Object read(Arguments arguments, int index, Type type);

    /**
     * Reads a value that stands alone, as the payload of a CONNECT.
     *
     * @throws BadArgumentException when it is not of that type
     */
    @Nullable
    Object read(JsonSlice value, Type type);
}
