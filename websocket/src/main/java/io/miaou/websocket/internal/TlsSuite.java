package io.miaou.websocket.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** What every TLS connection of ours has in common, of servers and clients: versions, ciphers, trust. Any thread. */
final class TlsSuite {
    /**
     * Where the handshake's heavy work is done: signing takes a millisecond that the loop's other connections would wait for,
     * and the managers of a user's own context are his code.
     */
    static final Executor TASKS = task -> Thread.ofVirtual().name("miaou-tls").start(task);

    /** RFC 8996 retires what is older; RFC 9325 §3.1.1. */
    private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

    /** RFC 9325 §4.2: forward secrecy and authenticated encryption. All are good, so the client's order counts. */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private TlsSuite() {}

    /** Versions, ciphers and the protocol inside, as far as the context knows them. */
    static SSLParameters parameters(SSLContext context) {
        SSLParameters supported = context.getSupportedSSLParameters();
        SSLParameters ours = context.getDefaultSSLParameters();
        ours.setProtocols(common(VERSIONS, supported.getProtocols()));
        ours.setCipherSuites(common(CIPHERS, supported.getCipherSuites()));
        ours.setUseCipherSuitesOrder(false);
        // RFC 7301: a peer that names its protocols and not ours ends the handshake, before it takes us for something
        // else.
        ours.setApplicationProtocols(new String[] {"http/1.1"});
        return ours;
    }

    private static String[] common(List<String> wanted, String[] supported) {
        List<String> known = List.of(supported);
        return wanted.stream().filter(known::contains).toArray(String[]::new);
    }

    /** Trust in the certificates of a PEM file and no others. */
    static TrustManager[] trusting(Path pem) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (X509Certificate certificate : Pem.certificates(pem)) {
                store.setCertificateEntry(Integer.toString(store.size()), certificate);
            }
            return trusting(store);
        } catch (GeneralSecurityException unusable) {
            throw new IOException(pem + " cannot be used to trust by: " + unusable.getMessage(), unusable);
        }
    }

    /** Trust in the certificates of a store and no others. */
    static TrustManager[] trusting(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
