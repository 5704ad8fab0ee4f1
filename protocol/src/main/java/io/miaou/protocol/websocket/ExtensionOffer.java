package io.miaou.protocol.websocket;

import io.miaou.protocol.http.HttpSyntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One extension as it stands in {@code Sec-WebSocket-Extensions} (RFC 6455 §9.1).
 *
 * @param name a token
 * @param parameters in order, perhaps with the same name twice: whether that is allowed is the extension's to say
 */
public record ExtensionOffer(String name, List<Parameter> parameters) {
    public ExtensionOffer {
        parameters = List.copyOf(parameters);
    }

    /**
     * A parameter of an extension.
     *
     * @param name a token
     * @param value a token, quoted or not; empty when there was no {@code =}
     */
    public record Parameter(String name, Optional<String> value) {}

    /** Reads the values of all header fields of that name, in one pass; empty when they break the grammar. */
    public static Optional<List<ExtensionOffer>> parse(List<String> fieldValues) {
        List<ExtensionOffer> offers = new ArrayList<>();
        for (String fieldValue : fieldValues) {
            if (!parse(new HeaderCursor(fieldValue), offers)) {
                return Optional.empty();
            }
        }
        return Optional.of(offers);
    }

    /** Reads one field value; false when it breaks the grammar. */
    static boolean parse(HeaderCursor cursor, List<ExtensionOffer> offers) {
        do {
            ExtensionOffer offer = parseOne(cursor);
            if (offer == null) {
                return false;
            }
            offers.add(offer);
        } while (cursor.take(','));
        return cursor.isAtEnd();
    }

    private static @Nullable ExtensionOffer parseOne(HeaderCursor cursor) {
        String name = cursor.token();
        if (name == null) {
            return null;
        }
        List<Parameter> parameters = new ArrayList<>();
        while (cursor.take(';')) {
            String parameter = cursor.token();
            if (parameter == null) {
                return null;
            }
            Optional<String> value = Optional.empty();
            if (cursor.take('=')) {
                String token = cursor.token();
                String found = token != null ? token : cursor.quotedString();
                if (found == null
                        || !HttpSyntax.isToken(found)) { // a quoted value must be a token inside (RFC 6455 §9.1)
                    return null;
                }
                value = Optional.of(found);
            }
            parameters.add(new Parameter(parameter, value));
        }
        return new ExtensionOffer(name, parameters);
    }
}
