package io.miaou.websocket;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.http.HttpSyntax;
import io.miaou.websocket.internal.ProxyAddress;
import io.miaou.websocket.internal.ServerAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Everything a client was told, checked; made by {@link WebSocketClient#builder}.
 *
 * @param uri where to: {@code ws:} or {@code wss:}
 * @param handler hears every connection
 * @param runsInline whether the handler and the listener of states are called on the event loop instead of virtual threads
 * @param headers sent with every handshake
 * @param freshHeaders by name, asked for their value at every attempt
 * @param subprotocols offered, in order of preference
 * @param onState hears every change of state
 * @param reconnection when to try again; empty for never
 * @param whileAway what to keep while there is no connection; empty for nothing
 * @param followRedirects how many redirects an attempt follows
 * @param proxy the HTTP proxy to go through, as its URI names it
 * @param tls whom to trust where TLS is spoken
 * @param compression whether compression is offered, and which
 * @param limits how much is taken and kept
 * @param timeouts how long the server is waited for
 * @param slowServer what happens when the send queue is full
 * @param loops whose threads to use
 */
public record ClientOptions(
        URI uri,
        WebSocketHandler handler,
        boolean runsInline,
        Headers headers,
        Map<String, Supplier<String>> freshHeaders,
        List<String> subprotocols,
        Consumer<ClientState> onState,
        Optional<Reconnection> reconnection,
        Optional<WhileAway> whileAway,
        int followRedirects,
        Optional<URI> proxy,
        ClientTlsOptions tls,
        Compression compression,
        ClientLimits limits,
        ClientTimeouts timeouts,
        SlowConsumerPolicy slowServer,
        ClientLoops loops) {
    private static final int MOST_REDIRECTS = 5;

    /** Header fields that the handshake itself is made of (RFC 6455 §4.1), or that would give it a body. */
    private static final Set<String> RESERVED =
            Set.of("host", "upgrade", "connection", "content-length", "transfer-encoding", "expect");

    /** @throws IllegalArgumentException when a value is out of range */
    public ClientOptions {
        ServerAddress.of(uri);
        Objects.requireNonNull(handler, "handler");
        headers.forEach(header -> requireFree(header.name()));
        freshHeaders.keySet().forEach(ClientOptions::requireFree);
        freshHeaders = Map.copyOf(freshHeaders);
        subprotocols = List.copyOf(subprotocols);
        requireDistinctTokens(subprotocols);
        proxy.ifPresent(ProxyAddress::of);
        if (followRedirects < 0 || followRedirects > MOST_REDIRECTS) {
            throw new IllegalArgumentException(
                    "followRedirects is " + followRedirects + ": give 0 (none) to " + MOST_REDIRECTS);
        }
    }

    private static void requireFree(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!HttpSyntax.isToken(name)) {
            throw new IllegalArgumentException(
                    "header name " + HttpSyntax.quote(name) + " is not a token (RFC 9110 §5.1)");
        }
        if (RESERVED.contains(lower) || lower.startsWith("sec-websocket-")) {
            throw new IllegalArgumentException("header " + name
                    + " belongs to the handshake itself: leave it out, subprotocols have their own option");
        }
    }

    private static void requireDistinctTokens(List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!HttpSyntax.isToken(name)) {
                throw new IllegalArgumentException("subprotocol " + HttpSyntax.quote(name) + " is not a token");
            }
            if (!seen.add(name)) {
                throw new IllegalArgumentException("subprotocol " + name + " is given twice: give each once");
            }
        }
    }

    /** Collects the options of a client; what is not named keeps its default. One thread at a time. */
    public static final class Builder {
        private final URI uri;
        private @Nullable WebSocketHandler handler;
        private boolean runsInline;
        private Headers headers = Headers.empty();
        private final Map<String, Supplier<String>> freshHeaders = new LinkedHashMap<>();
        private List<String> subprotocols = List.of();
        private Consumer<ClientState> onState = state -> {};
        private Optional<Reconnection> reconnection = Optional.empty();
        private Optional<WhileAway> whileAway = Optional.empty();
        private int followRedirects;
        private Optional<URI> proxy = Optional.empty();
        private ClientTlsOptions tls = ClientTlsOptions.defaults();
        private Compression compression = Compression.OFF;
        private ClientLimits.Builder limits = new ClientLimits.Builder();
        private ClientTimeouts.Builder timeouts = new ClientTimeouts.Builder();
        private SlowConsumerPolicy slowServer = SlowConsumerPolicy.DROP;
        private ClientLoops loops = ClientLoops.shared();

        Builder(URI uri) {
            this.uri = uri;
        }

        /** Hears every connection; it must be given. On virtual threads: it may block. */
        public Builder handler(WebSocketHandler listener) {
            this.handler = listener;
            return this;
        }

        /** Calls the handler and the listener of states on the event loop: faster, but they must never block. */
        public Builder inline() {
            this.runsInline = true;
            return this;
        }

        /** Sends a header with every handshake: {@code Authorization}, {@code Origin}, {@code Cookie} ... */
        public Builder header(String name, String value) {
            this.headers = headers.with(name, value);
            return this;
        }

        /**
         * Sends a header whose value is asked for at every attempt, as of a token that expires. Asked on a virtual thread: it may
         * block, within the connect timeout. If it throws, the attempt fails with {@link
         * ConnectionFailure.HeadersUnavailable}.
         */
        public Builder header(String name, Supplier<String> value) {
            freshHeaders.put(name, value);
            return this;
        }

        /** Offers subprotocols, in order of preference (RFC 6455 §1.9). */
        public Builder subprotocols(String... names) {
            this.subprotocols = List.of(names);
            return this;
        }

        /** Sets {@link ClientTimeouts#connectTimeout}. */
        public Builder connectTimeout(Duration timeout) {
            timeouts.connect(timeout);
            return this;
        }

        /** How often an open connection is pinged, and after how many misses in a row it ends. */
        public Builder heartbeat(Duration interval, int misses) {
            timeouts.heartbeat(interval, misses);
            return this;
        }

        /** Reconnects by itself after 2, 4, 8, 16, 30, 30 ... seconds, until {@code close()}; see {@link Reconnection}. */
        public Builder reconnect() {
            return reconnect(UnaryOperator.identity());
        }

        /** Reconnects by itself in another way: {@code reconnect(r -> r.maxAttempts(5).fullJitter())}. */
        public Builder reconnect(UnaryOperator<Reconnection.Builder> change) {
            this.reconnection =
                    Optional.of(change.apply(new Reconnection.Builder()).build());
            return this;
        }

        /**
         * Keeps messages that are sent while there is no connection, for the next one: {@code whileAway(q -> q.maxMessages(100))}.
         * Without this, {@code send} answers false then.
         */
        public Builder whileAway(UnaryOperator<WhileAway.Builder> change) {
            this.whileAway = Optional.of(change.apply(new WhileAway.Builder()).build());
            return this;
        }

        /**
         * Hears every change of state, in order, once each; in one order with the handler's calls and on the same threads. What it
         * throws is logged.
         */
        public Builder onState(Consumer<ClientState> listener) {
            this.onState = listener;
            return this;
        }

        /**
         * How many redirects (301, 302, 303, 307, 308) an attempt follows: 0, the default, to 5. Headers given here go along
         * only to the same scheme, host and port; from {@code wss} to {@code ws} none is followed.
         */
        public Builder followRedirects(int most) {
            this.followRedirects = most;
            return this;
        }

        /**
         * Goes through an HTTP proxy: {@code http://proxy:3128} or {@code http://user:password@proxy:3128} (Basic; percent-encode
         * what a URI cannot hold). It is asked for a tunnel (CONNECT) for {@code ws} and {@code wss} alike, and looks up the
         * server's name itself; TLS is spoken with the server, through the tunnel.
         */
        public Builder proxy(URI address) {
            this.proxy = Optional.of(address);
            return this;
        }

        /** Whom to trust with {@code wss}; by default whom the JDK trusts, for the host that was asked for. */
        public Builder tls(ClientTlsOptions options) {
            this.tls = options;
            return this;
        }

        /**
         * Offers to compress messages (permessage-deflate, RFC 7692): {@code compression(c -> c)} with all defaults. All clients of the
         * same loops that are given the same values share their {@code deflateMemoryBudget}; when it is spent, a connection is made
         * without.
         */
        public Builder compression(UnaryOperator<Compression.Builder> change) {
            this.compression = change.apply(new Compression.Builder()).build(true);
            return this;
        }

        /** Changes limits: {@code limits(l -> l.maxMessageSize(16 << 20))}. */
        public Builder limits(UnaryOperator<ClientLimits.Builder> change) {
            this.limits = change.apply(limits);
            return this;
        }

        /** Changes timeouts: {@code timeouts(t -> t.close(Duration.ofSeconds(2)))}. */
        public Builder timeouts(UnaryOperator<ClientTimeouts.Builder> change) {
            this.timeouts = change.apply(timeouts);
            return this;
        }

        /**
         * What happens when the send queue is full. By default the message is refused and the connection stays: here the one who
         * sends is the one who hears of it.
         */
        public Builder slowServer(SlowConsumerPolicy policy) {
            this.slowServer = policy;
            return this;
        }

        /** Uses other loops than the shared ones. */
        public Builder loops(ClientLoops others) {
            this.loops = others;
            return this;
        }

        /**
         * A client, not connected.
         *
         * @throws IllegalArgumentException when a value is out of range; the message names it
         */
        public WebSocketClient build() {
            if (handler == null) {
                throw new IllegalArgumentException("a client needs a handler: give one with handler(...)");
            }
            return new WebSocketClient(new ClientOptions(
                    uri,
                    handler,
                    runsInline,
                    headers,
                    freshHeaders,
                    subprotocols,
                    onState,
                    reconnection,
                    whileAway,
                    followRedirects,
                    proxy,
                    tls,
                    compression,
                    limits.build(),
                    timeouts.build(),
                    slowServer,
                    loops));
        }
    }
}
