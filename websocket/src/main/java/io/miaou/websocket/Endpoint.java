package io.miaou.websocket;

import io.miaou.protocol.http.HttpSyntax;
import java.util.List;
import java.util.Objects;

/**
 * A path that speaks WebSocket.
 *
 * @param path exact, beginning with {@code /}, percent-encoded as it stands in requests
 * @param handler serves all connections of the path
 * @param runsInline whether the handler is called on the event loop instead of virtual threads
 * @param subprotocols those spoken; of a client's list the first of them is agreed on
 */
public record Endpoint(String path, WebSocketHandler handler, boolean runsInline, List<String> subprotocols) {
    /** @throws IllegalArgumentException when no request can have that path, or a subprotocol is no token */
    public Endpoint {
        if (!HttpSyntax.isOriginForm(path) || path.contains("?")) {
            throw new IllegalArgumentException(
                    "endpoint path " + HttpSyntax.quote(path)
                            + " must begin with / and hold neither query nor fragment: percent-encode what is not visible ASCII");
        }
        Objects.requireNonNull(handler, "handler");
        subprotocols = List.copyOf(subprotocols);
        for (String name : subprotocols) {
            if (!HttpSyntax.isToken(name)) {
                throw new IllegalArgumentException("subprotocol " + HttpSyntax.quote(name) + " is not a token");
            }
        }
    }

    /** Says how an endpoint differs from the default. One thread at a time. */
    public static final class Builder {
        private final String path;
        private final WebSocketHandler handler;
        private boolean runsInline;
        private List<String> subprotocols = List.of();

        Builder(String path, WebSocketHandler handler) {
            this.path = path;
            this.handler = handler;
        }

        /** Calls the handler on the event loop: faster, but it must never block. */
        public Builder inline() {
            this.runsInline = true;
            return this;
        }

        /** The subprotocols spoken (RFC 6455 §1.9). */
        public Builder subprotocols(String... names) {
            this.subprotocols = List.of(names);
            return this;
        }

        Endpoint build() {
            return new Endpoint(path, handler, runsInline, subprotocols);
        }
    }
}
