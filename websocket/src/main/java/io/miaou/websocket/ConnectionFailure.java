package io.miaou.websocket;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.websocket.CloseStatus;
import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Why a {@link WebSocketClient} has no connection. Futures of a client fail with one of these and nothing else; {@link
 * ClientState} carries them; {@link Reconnection#retryIf} judges them.
 *
 * <p>The message is one line that says where, what and, where we know it, what to change; what it quotes of a peer is escaped.
 * There is no stack trace of its own, for a failure comes from the network and not from a call. Immutable.
 */
public abstract sealed class ConnectionFailure extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private ConnectionFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    /** The server could not be reached: no such host, nobody listens, no route, or the connection broke before an answer. */
    public static final class Unreachable extends ConnectionFailure {
        @Serial
        private static final long serialVersionUID = 1;

        public Unreachable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The connect timeout passed: looking up the name, TCP, TLS and the handshake count together. */
    public static final class TimedOut extends ConnectionFailure {
        @Serial
        private static final long serialVersionUID = 1;

        public TimedOut(String message) {
            super(message, null);
        }
    }

    /** TLS could not be agreed on. */
    public static final class TlsFailed extends ConnectionFailure {
        @Serial
        private static final long serialVersionUID = 1;

        private final boolean untrusted;

        public TlsFailed(String message, boolean untrusted, @Nullable Throwable cause) {
            super(message, cause);
            this.untrusted = untrusted;
        }

        /** Whether the server's certificate is the reason: unknown issuer, expired, or another host's. */
        public boolean untrusted() {
            return untrusted;
        }
    }

    /** The proxy does not lead to the server. */
    public static final class ProxyRefused extends ConnectionFailure {
        @Serial
        private static final long serialVersionUID = 1;

        private final int status;

        public ProxyRefused(String message, int status) {
            super(message, null);
            this.status = status;
        }

        /** What the proxy answered: 407 asks for credentials; 0 when it was no answer at all. */
        public int status() {
            return status;
        }
    }

    /** The server answered the handshake with another status than 101. */
    public static final class HandshakeRefused extends ConnectionFailure {
        @Serial
        private static final long serialVersionUID = 1;

        private final int status;
        private final transient Headers headers;
        private final String body;

        public HandshakeRefused(String message, int status, Headers headers, String body) {
            super(message, null);
            this.status = status;
            this.headers = headers;
            this.body = body;
        }

        /** The status: 200 to 599. */
        public int status() {
            return status;
        }

        /** The answer's header fields. */
        public Headers headers() {
            return headers;
        }

        /** The beginning of the answer's body read as UTF-8, {@link ClientLimits#maxRefusalBody} bytes at most. */
        public String body() {
            return body;
        }
    }

    /** What the server answered is no WebSocket handshake, or breaks the rules of HTTP (RFC 6455 §4.1). */
    public static final class HandshakeInvalid extends ConnectionFailure {
        @Serial
        private static final long serialVersionUID = 1;

        public HandshakeInvalid(String message) {
            super(message, null);
        }
    }

    /** The application's own headers could not be made: its supplier threw, which is the cause. */
    public static final class HeadersUnavailable extends ConnectionFailure {
        @Serial
        private static final long serialVersionUID = 1;

        public HeadersUnavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** There was a connection, and it ended. */
    public static final class Lost extends ConnectionFailure {
        @Serial
        private static final long serialVersionUID = 1;

        private final transient CloseStatus status;

        public Lost(String message, CloseStatus status) {
            super(message, null);
            this.status = status;
        }

        /** How it ended, as the handler's {@code onClose} heard it. */
        public CloseStatus status() {
            return status;
        }
    }

    /** {@code close()} was called before there was a connection. */
    public static final class ClosedBeforeOpen extends ConnectionFailure {
        @Serial
        private static final long serialVersionUID = 1;

        public ClosedBeforeOpen(String message) {
            super(message, null);
        }
    }
}
