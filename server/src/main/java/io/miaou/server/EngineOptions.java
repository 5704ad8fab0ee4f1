package io.miaou.server;

import io.miaou.protocol.engine.OutgoingPacket;
import io.miaou.websocket.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How sessions begin, live and end below Socket.IO; all checked. The defaults are the official server's, but for limits that it
 * does not have.
 *
 * @param path where the engine answers: every request whose target begins with it; {@code /engine.io}, with a {@code /}
 *     at its end unless {@code addTrailingSlash} is off
 * @param addTrailingSlash whether the path must end with a slash; it must
 * @param transports what may carry a session; both
 * @param allowUpgrades whether clients on polling are told that they may change to WebSocket; those that do it untold
 *     are let in all the same
 * @param pingInterval from a pong, or the beginning, to the next ping; 25 s
 * @param pingTimeout from a ping to its pong; then {@code ping timeout}; 20 s
 * @param upgradeTimeout from a WebSocket with a session's id to its upgrade packet; then it is closed and the session
 *     stays on polling; 10 s
 * @param closeTimeout how long a closed session waits for the poll that takes its close packet; 30 s
 * @param firstPollTimeout from a handshake on polling to the first request after it; then the session ends, so that
 *     handshakes alone fill no memory; 10 s
 * @param maxHttpBufferSize bytes of a POST's body or a WebSocket's message: beyond it 413, and the session stays, or
 *     1009; 1,000,000
 * @param maxPacketsPerPayload packets in a POST's body; beyond it {@code parse error}; 10,000
 * @param maxSendQueue bytes that wait for a client's poll, one packet alone may be larger; beyond it {@code transport
 *     error}, for nobody else's memory may pay for a slow client; 1 MiB
 * @param maxSendQueueMessages the same in packets; 4,096
 * @param maxSessions sessions at a time; beyond it handshakes get 503; as many as a server takes connections by default
 * @param compressionThreshold bytes from which on answers to polls are compressed for clients that take gzip or deflate;
 *     {@link #NO_COMPRESSION} for never; 1,024
 * @param bindSession whether a session may be used from the address alone that began it; mobile clients change theirs;
 *     false
 * @param cookie sets a cookie with the session's id; null for none
 * @param cors which pages of other origins may talk to the engine; null for none
 * @param initialPacket a message that goes out with every open packet; null for none
 * @param allowRequest decides who may begin a session; null for everybody
 * @param generateId makes the ids; null for 20 characters, of which 16 are random
 * @param responseHeaders adds fields to answers; null for none
 * @param middlewares sees every request first, in order; empty
 * @param onConnectionError hears of every request that was refused, on a virtual thread; null for nobody
 */
public record EngineOptions(
        String path,
        boolean addTrailingSlash,
        Set<EngineTransport> transports,
        boolean allowUpgrades,
        Duration pingInterval,
        Duration pingTimeout,
        Duration upgradeTimeout,
        Duration closeTimeout,
        Duration firstPollTimeout,
        int maxHttpBufferSize,
        int maxPacketsPerPayload,
        int maxSendQueue,
        int maxSendQueueMessages,
        int maxSessions,
        int compressionThreshold,
        boolean bindSession,
        @Nullable CookieOptions cookie,
        @Nullable CorsOptions cors,
        @Nullable OutgoingPacket initialPacket,
        @Nullable AllowRequest allowRequest,
        @Nullable SessionIdGenerator generateId,
        @Nullable ResponseHeaders responseHeaders,
        List<EngineMiddleware> middlewares,
        @Nullable Consumer<ConnectionError> onConnectionError) {
    /** As a {@code compressionThreshold}: nothing is compressed. */
    public static final int NO_COMPRESSION = Integer.MAX_VALUE;

    /** @throws IllegalArgumentException when a value is out of range */
    public EngineOptions {
        transports = Set.copyOf(transports);
        middlewares = List.copyOf(middlewares);
        if (!path.startsWith("/") || path.indexOf('?') >= 0 || path.indexOf('#') >= 0) {
            throw new IllegalArgumentException("path is \"" + path + "\": begin it with / and leave out the query");
        }
        if (transports.isEmpty()) {
            throw new IllegalArgumentException("transports is empty: allow polling, websocket or both");
        }
        inMillis("pingInterval", pingInterval);
        inMillis("pingTimeout", pingTimeout);
        inMillis("upgradeTimeout", upgradeTimeout);
        inMillis("closeTimeout", closeTimeout);
        inMillis("firstPollTimeout", firstPollTimeout);
        atLeast("maxHttpBufferSize", maxHttpBufferSize, 1);
        atLeast("maxPacketsPerPayload", maxPacketsPerPayload, 1);
        atLeast("maxSendQueue", maxSendQueue, 1_024);
        atLeast("maxSendQueueMessages", maxSendQueueMessages, 2);
        atLeast("maxSessions", maxSessions, 1);
        atLeast("compressionThreshold", compressionThreshold, 0);
    }

    private static void inMillis(String name, Duration time) {
        if (time.compareTo(Duration.ofMillis(1)) < 0 || time.compareTo(Duration.ofDays(24)) > 0) {
            throw new IllegalArgumentException(name + " is " + time + ": give 1 ms to 24 days");
        }
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ": give " + least + " or more");
        }
    }

    /** What a request's target must begin with. */
    public String prefix() {
        String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return addTrailingSlash ? bare + "/" : bare;
    }

    /** Begins with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** The defaults. */
    public static EngineOptions defaults() {
        return new Builder().build();
    }

    /** Changes single options; what is not named keeps its default. One thread at a time. */
    public static final class Builder {
        private String path = "/engine.io";
        private boolean addTrailingSlash = true;
        private Set<EngineTransport> transports = EnumSet.allOf(EngineTransport.class);
        private boolean allowUpgrades = true;
        private Duration pingInterval = Duration.ofSeconds(25);
        private Duration pingTimeout = Duration.ofSeconds(20);
        private Duration upgradeTimeout = Duration.ofSeconds(10);
        private Duration closeTimeout = Duration.ofSeconds(30);
        private Duration firstPollTimeout = Duration.ofSeconds(10);
        private int maxHttpBufferSize = 1_000_000;
        private int maxPacketsPerPayload = 10_000;
        private int maxSendQueue = 1 << 20;
        private int maxSendQueueMessages = 4_096;
        private int maxSessions = Limits.defaults().maxConnections();
        private int compressionThreshold = 1_024;
        private boolean bindSession;
        private @Nullable CookieOptions cookie;
        private @Nullable CorsOptions cors;
        private @Nullable OutgoingPacket initialPacket;
        private @Nullable AllowRequest allowRequest;
        private @Nullable SessionIdGenerator generateId;
        private @Nullable ResponseHeaders responseHeaders;
        private final List<EngineMiddleware> middlewares = new ArrayList<>();
        private @Nullable Consumer<ConnectionError> onConnectionError;

        Builder() {}

        /** Sets {@link EngineOptions#path}. */
        public Builder path(String value) {
            this.path = value;
            return this;
        }

        /** Sets {@link EngineOptions#addTrailingSlash}. */
        public Builder addTrailingSlash(boolean value) {
            this.addTrailingSlash = value;
            return this;
        }

        /** Sets {@link EngineOptions#transports}. */
        public Builder transports(EngineTransport... allowed) {
            this.transports = Set.of(allowed);
            return this;
        }

        /** Sets {@link EngineOptions#allowUpgrades}. */
        public Builder allowUpgrades(boolean value) {
            this.allowUpgrades = value;
            return this;
        }

        /** Sets {@link EngineOptions#pingInterval}. */
        public Builder pingInterval(Duration value) {
            this.pingInterval = value;
            return this;
        }

        /** Sets {@link EngineOptions#pingTimeout}. */
        public Builder pingTimeout(Duration value) {
            this.pingTimeout = value;
            return this;
        }

        /** Sets {@link EngineOptions#upgradeTimeout}. */
        public Builder upgradeTimeout(Duration value) {
            this.upgradeTimeout = value;
            return this;
        }

        /** Sets {@link EngineOptions#closeTimeout}. */
        public Builder closeTimeout(Duration value) {
            this.closeTimeout = value;
            return this;
        }

        /** Sets {@link EngineOptions#firstPollTimeout}. */
        public Builder firstPollTimeout(Duration value) {
            this.firstPollTimeout = value;
            return this;
        }

        /** Sets {@link EngineOptions#maxHttpBufferSize}. */
        public Builder maxHttpBufferSize(int value) {
            this.maxHttpBufferSize = value;
            return this;
        }

        /** Sets {@link EngineOptions#maxPacketsPerPayload}. */
        public Builder maxPacketsPerPayload(int value) {
            this.maxPacketsPerPayload = value;
            return this;
        }

        /** Sets {@link EngineOptions#maxSendQueue}. */
        public Builder maxSendQueue(int value) {
            this.maxSendQueue = value;
            return this;
        }

        /** Sets {@link EngineOptions#maxSendQueueMessages}. */
        public Builder maxSendQueueMessages(int value) {
            this.maxSendQueueMessages = value;
            return this;
        }

        /** Sets {@link EngineOptions#maxSessions}. */
        public Builder maxSessions(int value) {
            this.maxSessions = value;
            return this;
        }

        /** Sets {@link EngineOptions#compressionThreshold}. */
        public Builder compressionThreshold(int value) {
            this.compressionThreshold = value;
            return this;
        }

        /** Sets {@link EngineOptions#bindSession}. */
        public Builder bindSession(boolean value) {
            this.bindSession = value;
            return this;
        }

        /** Sets {@link EngineOptions#cookie}. */
        public Builder cookie(CookieOptions value) {
            this.cookie = value;
            return this;
        }

        /** Sets {@link EngineOptions#cors}. */
        public Builder cors(CorsOptions value) {
            this.cors = value;
            return this;
        }

        /** Sets {@link EngineOptions#initialPacket} to a text message. */
        public Builder initialPacket(String message) {
            this.initialPacket = OutgoingPacket.text(("4" + message).getBytes(StandardCharsets.UTF_8));
            return this;
        }

        /** Sets {@link EngineOptions#initialPacket} to a binary message. */
        public Builder initialPacket(byte[] message) {
            this.initialPacket = OutgoingPacket.binary(message.clone());
            return this;
        }

        /** Sets {@link EngineOptions#allowRequest}. */
        public Builder allowRequest(AllowRequest value) {
            this.allowRequest = value;
            return this;
        }

        /** Sets {@link EngineOptions#generateId}. */
        public Builder generateId(SessionIdGenerator value) {
            this.generateId = value;
            return this;
        }

        /** Sets {@link EngineOptions#responseHeaders}. */
        public Builder responseHeaders(ResponseHeaders value) {
            this.responseHeaders = value;
            return this;
        }

        /** Adds to {@link EngineOptions#middlewares}. */
        public Builder use(EngineMiddleware middleware) {
            middlewares.add(middleware);
            return this;
        }

        /** Sets {@link EngineOptions#onConnectionError}. */
        public Builder onConnectionError(Consumer<ConnectionError> value) {
            this.onConnectionError = value;
            return this;
        }

        /** The options, checked. */
        public EngineOptions build() {
            return new EngineOptions(
                    path,
                    addTrailingSlash,
                    transports,
                    allowUpgrades,
                    pingInterval,
                    pingTimeout,
                    upgradeTimeout,
                    closeTimeout,
                    firstPollTimeout,
                    maxHttpBufferSize,
                    maxPacketsPerPayload,
                    maxSendQueue,
                    maxSendQueueMessages,
                    maxSessions,
                    compressionThreshold,
                    bindSession,
                    cookie,
                    cors,
                    initialPacket,
                    allowRequest,
                    generateId,
                    responseHeaders,
                    middlewares,
                    onConnectionError);
        }
    }
}
