package io.miaou.websocket;

import io.miaou.websocket.internal.ClientTls;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Whom a client trusts when it speaks TLS. By default the authorities that the JDK trusts, and the certificate must be the
 * host's that was asked for (RFC 2818 §3.1, as browsers do). Versions 1.2 and 1.3 only. Immutable.
 *
 * @param context whose trust and own certificate are used; null for the JDK's default
 * @param checksHostName whether the certificate must be the host's
 */
public record ClientTlsOptions(@Nullable SSLContext context, boolean checksHostName) {
    private static final ClientTlsOptions DEFAULTS = new ClientTlsOptions(null, true);

    /** Trusts whom the JDK trusts, and checks the host name. */
    public static ClientTlsOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Trusts the certificates of a PEM file and nobody else: authorities, or a server's own.
     *
     * @throws IOException when the file cannot be read or holds something else
     */
    public static ClientTlsOptions trusting(Path pem) throws IOException {
        return new ClientTlsOptions(ClientTls.contextTrusting(pem), true);
    }

    /**
     * Trusts the certificates of a store and nobody else.
     *
     * @throws IllegalArgumentException when the store cannot be used
     */
    public static ClientTlsOptions trusting(KeyStore store) {
        return new ClientTlsOptions(ClientTls.contextTrusting(store), true);
    }

    /** Trusts whom the context trusts, and shows its certificate to servers that ask for one. */
    public static ClientTlsOptions of(SSLContext context) {
        return new ClientTlsOptions(context, true);
    }

    /**
     * The same without the check of the host name: whoever has any certificate that is trusted, for whatever host, can then
     * pretend to be the server and read everything. For tests only.
     */
    public ClientTlsOptions dangerouslyWithoutHostNameCheck() {
        return new ClientTlsOptions(context, false);
    }
}
