package io.miaou.protocol.http;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The header fields of an HTTP message, in the order they came; names compare without case (RFC 9110 §5.1).
 *
 * <p>Immutable, safe for use by many threads. Names and values are checked when they enter, so that nothing in here can
 * split a header or start a second message on the wire.
 */
public final class Headers implements Iterable<Headers.Header> {
    private static final Headers EMPTY = new Headers(List.of());

    private final List<Header> entries;

    private Headers(List<Header> entries) {
        this.entries = List.copyOf(entries);
    }

    /** One field line. */
    public record Header(String name, String value) {
        /** @throws IllegalArgumentException when the name is no token or the value holds a control character */
        public Header {
            if (!HttpSyntax.isToken(name)) {
                throw new IllegalArgumentException("header name " + HttpSyntax.quote(name)
                        + " is not a token (RFC 9110 §5.1): use letters, digits and -");
            }
            if (!HttpSyntax.isFieldValue(value)) {
                throw new IllegalArgumentException("value of header " + name + " holds a control character: "
                        + HttpSyntax.quote(value) + " (RFC 9110 §5.5): encode it first");
            }
        }
    }

    /** No field at all. */
    public static Headers empty() {
        return EMPTY;
    }

    /** Fields from names and values in turn. */
    public static Headers of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("names and values must come in pairs, got " + namesAndValues.length);
        }
        List<Header> list = new ArrayList<>(namesAndValues.length / 2);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            list.add(new Header(namesAndValues[i], namesAndValues[i + 1]));
        }
        return new Headers(list);
    }

    /** Fields from a list, whose order is kept. */
    public static Headers of(List<Header> entries) {
        return entries.isEmpty() ? EMPTY : new Headers(entries);
    }

    /** These fields and one more. */
    public Headers with(String name, String value) {
        List<Header> list = new ArrayList<>(entries);
        list.add(new Header(name, value));
        return new Headers(list);
    }

    /** These fields, with every field of that name replaced by this one. */
    public Headers withOnly(String name, String value) {
        List<Header> list = new ArrayList<>(entries);
        list.removeIf(header -> header.name.equalsIgnoreCase(name));
        list.add(new Header(name, value));
        return new Headers(list);
    }

    /** The value of the first field of that name. */
    public Optional<String> first(String name) {
        for (Header header : entries) {
            if (header.name.equalsIgnoreCase(name)) {
                return Optional.of(header.value);
            }
        }
        return Optional.empty();
    }

    /** The values of all fields of that name, in order. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (Header header : entries) {
            if (header.name.equalsIgnoreCase(name)) {
                values.add(header.value);
            }
        }
        return values;
    }

    /** Whether a field of that name is there. */
    public boolean contains(String name) {
        return first(name).isPresent();
    }

    /** Whether the comma-separated list of that name holds the token, without case: {@code Connection: keep-alive, Upgrade}. */
    public boolean hasToken(String name, String token) {
        for (String value : all(name)) {
            for (String part : value.split(",", -1)) {
                if (part.strip().equalsIgnoreCase(token)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** How many field lines there are. */
    public int size() {
        return entries.size();
    }

    @Override
    public Iterator<Header> iterator() {
        return entries.iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Headers that && entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return entries.toString();
    }
}
