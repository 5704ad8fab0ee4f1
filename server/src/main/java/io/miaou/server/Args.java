package io.miaou.server;

import static java.util.Objects.requireNonNull;

import io.miaou.protocol.socket.Arguments;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of an event or of an acknowledgement: still the bytes that came, each parsed when and as what it is asked for.
 * Immutable: any thread.
 */
public final class Args {
    private final Arguments arguments;
    private final ArgumentCodec codec;

    /** Arguments that a codec reads. */
    public Args(Arguments arguments, ArgumentCodec codec) {
        this.arguments = requireNonNull(arguments, "arguments");
        this.codec = requireNonNull(codec, "codec");
    }

    /** How many there are. */
    public int size() {
        return arguments.size();
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return size() == 0;
    }

    /** The bytes that came. */
    public Arguments arguments() {
        return arguments;
    }

    /**
     * One of them as some class: a record, {@code JsonNode}, {@code String}, a number, {@code byte[]} ...
     *
     * @return null when it is not there or null, for a class that is no primitive
     * @throws BadArgumentException when it is something else
     */
    public <T> @Nullable T get(int index, Class<T> type) {
        @SuppressWarnings("unchecked") // a primitive's class is of its box
        T value = (T) read(index, type);
        return value;
    }

    /** The same for a type with parameters, as {@code List<Point>}. */
    public @Nullable Object get(int index, Type type) {
        return read(index, type);
    }

    private @Nullable Object read(int index, Type type) {
        if (index >= size()) {
            if (type instanceof Class<?> c && c.isPrimitive()) {
                throw new BadArgumentException("argument " + index + " is missing, expected " + c.getName());
            }
            return null;
        }
        return codec.read(arguments, index, type);
    }

    /**
     * One of them that must be there.
     *
     * @throws BadArgumentException when it is missing, null or something else
     */
    public <T> T require(int index, Class<T> type) {
        T value = get(index, type);
        if (value == null) {
            throw new BadArgumentException("argument " + index + " is " + (index < size() ? "null" : "missing")
                    + ", expected " + type.getSimpleName());
        }
        return value;
    }

    /** One of them as it came, to be passed on. */
    public RawArgument raw(int index) {
        return new RawArgument(arguments, index);
    }

    /** All of them as they came, to be passed on: {@code ack.send(args.raw())}. */
    public Object[] raw() {
        Object[] all = new Object[size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = raw(i);
        }
        return all;
    }

    /** Whether one of them is binary data. */
    public boolean isBinary(int index) {
        return index < size() && arguments.binary(index) != null;
    }

    /** One of them as JSON, with placeholders for what is binary in it. */
    public String json(int index) {
        int from = arguments.from(index);
        return new String(arguments.source(), from, arguments.to(index) - from, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < size(); i++) {
            text.append(i == 0 ? "" : ",").append(json(i));
        }
        return text.append(']').toString();
    }
}
