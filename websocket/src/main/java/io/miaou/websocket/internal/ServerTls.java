package io.miaou.websocket.internal;

import io.miaou.websocket.TlsOptions;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The TLS of a server: gives each new connection its engine. A reload puts a whole new context in place of the old: a
 * connection that has begun its handshake keeps its own, and no session of the old context is resumed by the new. Any thread.
 */
final class ServerTls {
    private static final int MOST_SESSIONS =
            4_096; // kept for resumption; JDK clients and browsers keep tickets instead
    private static final int SESSION_SECONDS = 3_600;
    private static final int SPARE_RECORDS = 1_024; // TLS's own, beside one for each message that may wait

    private final TlsOptions options;
    private final ConnectionOwner owner;
    private final int mostRecords;
    private volatile @Nullable Live live;

    private record Live(SSLContext context, SSLParameters parameters) {}

    ServerTls(TlsOptions options, ConnectionOwner owner, int maxSendQueueMessages) {
        this.options = options;
        this.owner = owner;
        this.mostRecords = maxSendQueueMessages + SPARE_RECORDS;
    }

    /** Reads the files; blocks. What was in force stays so when one of them is broken. */
    synchronized void load() throws IOException {
        SSLContext context = options.context();
        live = live(context == null ? read() : context);
    }

    /** The same again. */
    void reload() throws IOException {
        if (options.context() != null) {
            throw new IllegalStateException(
                    "TLS was given an SSLContext, which cannot be read again: give certificates, or a"
                            + " context whose managers change by themselves");
        }
        if (live == null) {
            throw new IllegalStateException(
                    "the server does not listen yet: call start() first, which reads the files");
        }
        load();
    }

    private SSLContext read() throws IOException {
        TlsKeys keys = TlsKeys.load(options.identities());
        var authorities = options.clientAuthorities();
        TrustManager[] trust = authorities == null ? new TrustManager[0] : TlsSuite.trusting(authorities);
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, trust, null);
            context.getServerSessionContext().setSessionCacheSize(MOST_SESSIONS);
            context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
            return context;
        } catch (GeneralSecurityException unusable) {
            throw new IOException("TLS cannot be set up: " + unusable.getMessage(), unusable);
        }
    }

    private Live live(SSLContext context) {
        SSLParameters parameters = TlsSuite.parameters(context);
        switch (options.clientCertificates()) {
            case NONE -> {
                // as it is
            }
            case OPTIONAL -> parameters.setWantClientAuth(true);
            case REQUIRED -> parameters.setNeedClientAuth(true);
        }
        return new Live(context, parameters);
    }

    /** What stands before the handler of a new connection. */
    ChannelHandler newHandler(Channel channel) {
        Live now = live;
        if (now == null) {
            throw new IllegalStateException("a connection before the certificates were read");
        }
        SSLEngine engine = now.context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setSSLParameters(now.parameters);
        Object peer = String.valueOf(channel.remoteAddress());
        return new TlsHandler(engine, mostRecords, (kind, detail) -> report(kind, peer, detail));
    }

    private void report(String kind, Object peer, String detail) {
        if (kind.equals(TlsHandler.HANDSHAKE_FAILED)) {
            owner.settings().metrics().tlsHandshakeFailed();
        }
        owner.peerFault(kind, peer, detail);
    }
}
