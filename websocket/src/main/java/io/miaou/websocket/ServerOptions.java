package io.miaou.websocket;

import io.miaou.protocol.http.HttpSyntax;
import io.miaou.protocol.proxy.AddressBlock;
import io.miaou.protocol.time.TimeSource;
import io.miaou.websocket.http.HttpHandler;
import io.miaou.websocket.http.HttpRequest;
import io.miaou.websocket.http.HttpResponse;
import io.miaou.websocket.http.RequestGate;
import io.miaou.websocket.internal.Mount;
import io.miaou.websocket.internal.NoMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Everything a server was told, checked; made by {@link WebSocketServer#builder()}.
 *
 * @param host name or address to listen on; empty for all of them, IPv4 and IPv6
 * @param port 0 for any free one
 * @param endpoints by path
 * @param http answers plain requests
 * @param gate asked before every request
 * @param allowedOrigins exact values of Origin, {@code *} for any; empty for the same host or no Origin at all
 * @param allowedHosts names (without port) the Host header may carry, {@code *} for any; empty for loopback names on a
 *     loopback address and any elsewhere
 * @param trustedProxies addresses and blocks of them (CIDR) whose word about their clients is taken; empty for none
 * @param proxyProtocol whether these begin every connection with a header of the PROXY protocol
 * @param httpCompression whether answers to plain requests are sent in gzip to clients that take it
 * @param limits how much is taken and kept
 * @param timeouts how long a peer is waited for
 * @param compression whether and how messages are compressed
 * @param slowConsumers what happens when a send queue is full
 * @param transport how to talk to the operating system
 * @param eventLoops threads that do the reading and writing
 * @param timeSource the clock
 * @param tls how to speak TLS on the port; null for plain TCP
 * @param metrics hears what there is to count
 */
public record ServerOptions(
        String host,
        int port,
        Map<String, Endpoint> endpoints,
        HttpHandler http,
        RequestGate gate,
        List<String> allowedOrigins,
        List<String> allowedHosts,
        List<String> trustedProxies,
        boolean proxyProtocol,
        boolean httpCompression,
        Limits limits,
        Timeouts timeouts,
        Compression compression,
        SlowConsumerPolicy slowConsumers,
        Transport transport,
        int eventLoops,
        TimeSource timeSource,
        @Nullable TlsOptions tls,
        WebSocketMetrics metrics) {

    /** The gate of a server that was given none: it lets everybody in, so nobody is asked. */
    private enum OpenGate implements RequestGate {
        INSTANCE;

        @Override
        public Optional<HttpResponse> check(HttpRequest request) {
            return Optional.empty();
        }
    }

    /** @throws IllegalArgumentException when a value is out of range */
    public ServerOptions {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port is " + port + ": give 0 (any free one) to 65535");
        }
        Checks.atLeast("eventLoops", eventLoops, 1);
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(http, "http handler");
        Objects.requireNonNull(gate, "gate");
        Objects.requireNonNull(metrics, "metrics");
        allowedOrigins.forEach(ServerOptions::requireOrigin);
        allowedHosts.forEach(ServerOptions::requireHostName);
        trustedProxies.forEach(AddressBlock::parse);
        if (proxyProtocol && trustedProxies.isEmpty()) {
            throw new IllegalArgumentException(
                    "proxyProtocol is on, but nobody may use it: name the proxies with trustedProxies");
        }
        endpoints = Map.copyOf(endpoints);
        allowedOrigins = List.copyOf(allowedOrigins);
        allowedHosts = List.copyOf(allowedHosts);
        trustedProxies = List.copyOf(trustedProxies);
    }

    /** An origin is what a browser sends: scheme and authority, nothing behind them (RFC 6454 §6.2). */
    private static void requireOrigin(String origin) {
        int mark = origin.indexOf("://");
        boolean serialized = mark > 0 && mark + 3 < origin.length() && origin.indexOf('/', mark + 3) < 0;
        if (!serialized && !origin.equals("*") && !origin.equals("null")) {
            throw new IllegalArgumentException(
                    "allowed origin " + HttpSyntax.quote(origin)
                            + " is none that a browser sends: give scheme://host or scheme://host:port without a slash at the end, or *");
        }
    }

    private static void requireHostName(String name) {
        boolean port = name.indexOf(':') >= 0 && name.indexOf(':') == name.lastIndexOf(':');
        if (name.isEmpty() || port || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("allowed host " + HttpSyntax.quote(name)
                    + " is not a name alone: give it without scheme, port and path, or *");
        }
    }

    /** Whether the application has a gate of its own. */
    public boolean hasGate() {
        return !(gate instanceof OpenGate);
    }

    /** Collects the options of a server; what is not named keeps its default. One thread at a time. */
    public static final class Builder {
        private String host = "";
        private int port = 8080;
        private final Map<String, Endpoint> endpoints = new HashMap<>();
        private HttpHandler http = request -> HttpResponse.text(404, "Not found\n");
        private RequestGate gate = OpenGate.INSTANCE;
        private List<String> allowedOrigins = List.of();
        private List<String> allowedHosts = List.of();
        private List<String> trustedProxies = List.of();
        private boolean proxyProtocol;
        private boolean httpCompression = true;
        private Limits.Builder limits = new Limits.Builder();
        private Timeouts.Builder timeouts = new Timeouts.Builder();
        private Compression compression = Compression.OFF;
        private SlowConsumerPolicy slowConsumers = SlowConsumerPolicy.CLOSE;
        private Transport transport = Transport.AUTO;
        private int eventLoops = Runtime.getRuntime().availableProcessors();
        private TimeSource timeSource = TimeSource.system();
        private @Nullable TlsOptions tls;
        private WebSocketMetrics metrics = NoMetrics.INSTANCE;
        final List<Mount> mounts = new ArrayList<>(); // of other modules of ours

        Builder() {}

        /** The name or address to listen on; the default is all of them, IPv4 and IPv6. */
        public Builder host(String name) {
            this.host = name;
            return this;
        }

        /** The port to listen on; 0 takes any free one, which {@link WebSocketServer#port()} tells. Default 8080. */
        public Builder port(int number) {
            this.port = number;
            return this;
        }

        /** Serves WebSocket on a path, the handler on virtual threads. */
        public Builder endpoint(String path, WebSocketHandler handler) {
            return endpoint(path, handler, UnaryOperator.identity());
        }

        /**
         * Serves WebSocket on a path that differs from the default.
         *
         * @throws IllegalArgumentException when the path is taken or malformed
         */
        public Builder endpoint(String path, WebSocketHandler handler, UnaryOperator<Endpoint.Builder> more) {
            Endpoint endpoint = more.apply(new Endpoint.Builder(path, handler)).build();
            if (endpoints.putIfAbsent(path, endpoint) != null) {
                throw new IllegalArgumentException("endpoint " + path + " is given twice: name each path once");
            }
            return this;
        }

        /** Answers plain HTTP requests; the default answers 404. */
        public Builder http(HttpHandler handler) {
            this.http = handler;
            return this;
        }

        /** Asks this gate before every request, plain or WebSocket. */
        public Builder gate(RequestGate check) {
            this.gate = check;
            return this;
        }

        /** The origins whose pages may talk to the server ({@code https://app.example}), {@code *} for any. */
        public Builder allowedOrigins(String... origins) {
            this.allowedOrigins = List.of(origins);
            return this;
        }

        /** The names the server is called by in the Host header, {@code *} for any. */
        public Builder allowedHosts(String... names) {
            this.allowedHosts = List.of(names);
            return this;
        }

        /**
         * The proxies in front of the server, by address ({@code 10.0.0.7}, {@code ::1}) or block ({@code 10.0.0.0/8}): they, and
         * nobody else, are believed when they name a client in {@code X-Forwarded-For} and its protocol in {@code
         * X-Forwarded-Proto}. Of the first field, the last address that is no trusted proxy's counts. Name none that clients reach
         * the server through without its adding the field: what they write there themselves would be believed. Default none.
         */
        public Builder trustedProxies(String... addressesAndBlocks) {
            this.trustedProxies = List.of(addressesAndBlocks);
            return this;
        }

        /**
         * Has the {@link #trustedProxies} begin every connection with a header of the PROXY protocol, version 1 or 2, that names
         * the client; one without it is closed. From anybody else such a header is a bad request. What {@code X-Forwarded-For}
         * says behind it counts only if the address it names is a trusted proxy's too. Default off.
         */
        public Builder proxyProtocol(boolean on) {
            this.proxyProtocol = on;
            return this;
        }

        /**
         * Whether answers to plain requests are sent in gzip to clients that take it: text, JSON and the like of 1,024 bytes or
         * more, and streamed ones, each time anew, on the handler's thread. Default on.
         *
         * <p>A page that holds a secret and, beside it, text that an attacker chooses gives the secret away by its compressed
         * length (BREACH): switch this off, or mark such an answer {@code Cache-Control: no-transform}, which leaves it as it is.
         */
        public Builder httpCompression(boolean on) {
            this.httpCompression = on;
            return this;
        }

        /** Changes limits: {@code limits(l -> l.maxMessageSize(16 << 20))}. */
        public Builder limits(UnaryOperator<Limits.Builder> change) {
            this.limits = change.apply(limits);
            return this;
        }

        /** Changes timeouts: {@code timeouts(t -> t.close(Duration.ofSeconds(2)))}. */
        public Builder timeouts(UnaryOperator<Timeouts.Builder> change) {
            this.timeouts = change.apply(timeouts);
            return this;
        }

        /** How often open connections are pinged, and after how many misses in a row they end. */
        public Builder heartbeat(Duration interval, int misses) {
            timeouts.heartbeat(interval, misses);
            return this;
        }

        /**
         * Compresses messages for clients that offer it: {@code compression(c -> c)} with all defaults, {@code compression(c ->
         * c.threshold(4096).level(1))} with others. Default off.
         */
        public Builder compression(UnaryOperator<Compression.Builder> change) {
            this.compression = change.apply(new Compression.Builder()).build(true);
            return this;
        }

        /** What happens when a send queue is full. */
        public Builder slowConsumers(SlowConsumerPolicy policy) {
            this.slowConsumers = policy;
            return this;
        }

        /** How to talk to the operating system. */
        public Builder transport(Transport choice) {
            this.transport = choice;
            return this;
        }

        /** How many threads read and write; the default is one per processor. */
        public Builder eventLoops(int count) {
            this.eventLoops = count;
            return this;
        }

        /**
         * Speaks TLS on the port, and nothing else: {@code tls(t -> t.certificate(chainPem, keyPem))}. The files are read by
         * {@link WebSocketServer#start}.
         */
        public Builder tls(UnaryOperator<TlsOptions.Builder> options) {
            this.tls = options.apply(new TlsOptions.Builder()).build();
            return this;
        }

        /** What counts what the server does; the default is nothing, at no cost. */
        public Builder metrics(WebSocketMetrics counters) {
            this.metrics = counters;
            return this;
        }

        /** The clock; tests give a virtual one. */
        public Builder timeSource(TimeSource source) {
            this.timeSource = source;
            return this;
        }

        /**
         * A server, not started.
         *
         * @throws IllegalArgumentException when a value is out of range; the message names it
         */
        public WebSocketServer build() {
            return new WebSocketServer(
                    new ServerOptions(
                            host,
                            port,
                            endpoints,
                            http,
                            gate,
                            allowedOrigins,
                            allowedHosts,
                            trustedProxies,
                            proxyProtocol,
                            httpCompression,
                            limits.build(),
                            timeouts.build(),
                            compression,
                            slowConsumers,
                            transport,
                            eventLoops,
                            timeSource,
                            tls,
                            metrics),
                    mounts);
        }
    }
}
