package io.miaou.websocket.internal;

import io.miaou.websocket.ClientTlsOptions;
import io.netty.channel.ChannelHandler;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.IDN;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/** The TLS of a client: gives each new connection its engine. Any thread. */
public final class ClientTls {
    private static final int MOST_RECORDS =
            8_192; // small ones that wait for the network; a client's send queue holds fewer

    private ClientTls() {}

    /**
     * What stands first in the pipeline of a connection to a server, before a handler of ours; the handshake begins with the
     * connection. What fails, the certificate among it, arrives at the next handler as an exception caught whose cause is an
     * {@link javax.net.ssl.SSLException}, and closes the channel.
     *
     * @param host as the user named it, an IPv6 address without brackets: what the certificate must be for
     * @param faults hears of what is no exception: that the server does not speak TLS, or abuses it
     */
    static ChannelHandler newHandler(ClientTlsOptions options, String host, int port, TlsHandler.Faults faults) {
        SSLContext given = options.context();
        SSLContext context = given == null ? defaultContext() : given;
        String name = isAddress(host) ? host : IDN.toASCII(host);
        SSLEngine engine = context.createSSLEngine(name, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = TlsSuite.parameters(context);
        if (options.checksHostName()) {
            parameters.setEndpointIdentificationAlgorithm(
                    "HTTPS"); // RFC 2818 §3.1; without it any trusted name would do
        }
        if (!isAddress(host)) {
            parameters.setServerNames(List.of(new SNIHostName(name))); // RFC 6066 §3: addresses are not sent
        }
        engine.setSSLParameters(parameters);
        return new TlsHandler(engine, MOST_RECORDS, faults);
    }

    private static boolean isAddress(String host) {
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
    }

    private static SSLContext defaultContext() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException unusable) {
            throw new IllegalStateException(
                    "the JDK's default TLS context cannot be made: " + unusable.getMessage() + "; give one", unusable);
        }
    }

    /** A context that trusts the certificates of a PEM file. */
    public static SSLContext contextTrusting(Path pem) throws IOException {
        try {
            return context(TlsSuite.trusting(pem));
        } catch (GeneralSecurityException unusable) {
            throw new IOException(pem + " cannot be used to trust by: " + unusable.getMessage(), unusable);
        }
    }

    /** A context that trusts the certificates of a store. */
    public static SSLContext contextTrusting(KeyStore store) {
        try {
            return context(TlsSuite.trusting(store));
        } catch (GeneralSecurityException unusable) {
            throw new IllegalArgumentException(
                    "the trust store cannot be used: " + unusable.getMessage()
                            + "; give a loaded one with certificates",
                    unusable);
        }
    }

    private static SSLContext context(TrustManager[] trust) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust, null);
        return context;
    }
}
