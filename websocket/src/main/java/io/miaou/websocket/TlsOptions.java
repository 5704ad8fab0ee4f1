package io.miaou.websocket;

import io.miaou.protocol.http.HttpSyntax;
import java.net.IDN;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How a server speaks TLS: its certificates by host name, and whether clients show one. Given to {@link
 * ServerOptions.Builder#tls}.
 *
 * <p>Versions 1.2 and 1.3 only, with forward secrecy and authenticated encryption only, and no renegotiation. A handshake has the
 * time of {@link Timeouts#handshakeTimeout()} together with the first request behind it; what it may send is bounded.
 *
 * @param identities certificates with their keys; empty when the context is given
 * @param context whole and ready, in place of the certificates
 * @param clientCertificates whether clients are asked for theirs
 * @param clientAuthorities PEM file of the authorities that sign clients' certificates; re-read with the rest
 */
public record TlsOptions(
        List<Identity> identities,
        @Nullable SSLContext context,
        ClientCertificates clientCertificates,
        @Nullable Path clientAuthorities) {

    /** @throws IllegalArgumentException when there is no default certificate, or settings contradict each other */
    public TlsOptions {
        identities = List.copyOf(identities);
        boolean asked = clientCertificates != ClientCertificates.NONE;
        if (context != null) {
            if (!identities.isEmpty() || clientAuthorities != null) {
                throw new IllegalArgumentException(
                        "TLS was given an SSLContext and certificates too: the context holds its own, give one or the other");
            }
        } else if (identities.stream().noneMatch(identity -> identity.host().isEmpty())) {
            throw new IllegalArgumentException(
                    "TLS has no default certificate, for clients that ask for no host or an unknown"
                            + " one: give one without a host name");
        } else if (asked != (clientAuthorities != null)) {
            throw new IllegalArgumentException(
                    "clientCertificates is " + clientCertificates + " and the file of authorities is "
                            + clientAuthorities + ": give a file where clients are asked, and only there");
        }
    }

    /** Whether a client is asked for a certificate of its own. */
    public enum ClientCertificates {
        /** It is not asked. */
        NONE,
        /** It is asked; one that has none is served, one whose certificate is not trusted is not. */
        OPTIONAL,
        /** It is asked; without a trusted certificate the handshake fails. */
        REQUIRED
    }

    /** A certificate chain with the key of its first, for one host name. */
    public sealed interface Identity {
        /** In lower-case ASCII: {@code a.example}, {@code *.a.example} (one label more), or empty for all others. */
        String host();
    }

    /** Two PEM files; the key in PKCS#8. */
    public record Files(String host, Path chain, Path key) implements Identity {
        /** @throws IllegalArgumentException when the host is not a name */
        public Files {
            host = checkedHost(host);
            Objects.requireNonNull(chain, "chain");
            Objects.requireNonNull(key, "key");
        }
    }

    /** Objects, the server's own certificate first in the chain. */
    public record Given(String host, List<X509Certificate> chain, PrivateKey key) implements Identity {
        /** @throws IllegalArgumentException when the host is not a name or the chain is empty */
        public Given {
            host = checkedHost(host);
            chain = List.copyOf(chain);
            Objects.requireNonNull(key, "key");
            if (chain.isEmpty()) {
                throw new IllegalArgumentException(
                        "the certificate chain is empty: give the server's own certificate first");
            }
        }

        @Override
        public String toString() {
            return "Given[host=" + host + "]"; // some providers' keys tell themselves in toString
        }
    }

    /** The private keys of a store, each with its chain. */
    public record Store(String host, KeyStore store, char[] password) implements Identity {
        /** @throws IllegalArgumentException when the host is not a name */
        public Store {
            host = checkedHost(host);
            Objects.requireNonNull(store, "store");
            password = password.clone();
        }

        @Override
        public String toString() {
            return "Store[host=" + host + "]";
        }
    }

    private static String checkedHost(String host) {
        if (host.isEmpty()) {
            return host;
        }
        String name = host.startsWith("*.") ? host.substring(2) : host;
        try {
            String ascii = IDN.toASCII(name, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
            if (!ascii.isEmpty() && !ascii.endsWith(".")) {
                return host.startsWith("*.") ? "*." + ascii : ascii;
            }
        } catch (IllegalArgumentException malformed) {
            // Said below.
        }
        throw new IllegalArgumentException("TLS host " + HttpSyntax.quote(host)
                + " is no host name: give a name without port, or *. and a name for one label more");
    }

    /** Collects the TLS options. One thread at a time. */
    public static final class Builder {
        private final List<Identity> identities = new ArrayList<>();
        private @Nullable SSLContext context;
        private ClientCertificates clientCertificates = ClientCertificates.NONE;
        private @Nullable Path clientAuthorities;

        Builder() {}

        /**
         * The default certificate, from two PEM files that are read at the start and at each {@link WebSocketServer#reloadTls}.
         * Several may be given when their keys are of different kinds (RSA, EC): each client gets what it understands.
         *
         * @param chain the server's certificate, then those that sign it
         * @param key in PKCS#8, not encrypted
         */
        public Builder certificate(Path chain, Path key) {
            return certificate("", chain, key);
        }

        /** The same for one host name, as clients ask for it (SNI, RFC 6066 §3); {@code *.} stands for one label. */
        public Builder certificate(String host, Path chain, Path key) {
            identities.add(new Files(host, chain, key));
            return this;
        }

        /** The default certificate, from objects; the server's own comes first. */
        public Builder certificate(List<X509Certificate> chain, PrivateKey key) {
            return certificate("", chain, key);
        }

        /** The same for one host name. */
        public Builder certificate(String host, List<X509Certificate> chain, PrivateKey key) {
            identities.add(new Given(host, chain, key));
            return this;
        }

        /** The default certificate, from a key store: all its private keys, which must be of different kinds. */
        public Builder keyStore(KeyStore store, char[] password) {
            return keyStore("", store, password);
        }

        /** The same for one host name. */
        public Builder keyStore(String host, KeyStore store, char[] password) {
            identities.add(new Store(host, store, password));
            return this;
        }

        /**
         * A context that holds all certificates and trust itself, in place of everything else. Versions and ciphers are
         * narrowed as for the others. Its managers run on virtual threads, but while one of them waits for something the event
         * loop can wait for it: they should not.
         */
        public Builder sslContext(SSLContext ready) {
            this.context = ready;
            return this;
        }

        /** Asks clients for a certificate that one of the authorities in a PEM file has signed. */
        public Builder clientCertificates(ClientCertificates wish, Path authorities) {
            this.clientCertificates = wish;
            this.clientAuthorities = authorities;
            return this;
        }

        TlsOptions build() {
            return new TlsOptions(identities, context, clientCertificates, clientAuthorities);
        }
    }
}
