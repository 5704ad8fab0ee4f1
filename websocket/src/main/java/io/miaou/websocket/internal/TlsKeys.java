package io.miaou.websocket.internal;

import io.miaou.websocket.TlsOptions;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of a server by the host that a client asks for (SNI, RFC 6066 §3).
 *
 * <p>The TLS engine asks for a key of one kind after the other; the answer is the exact host's, else that of the wildcard one
 * label up, else the default's. So the choice happens inside the engine, behind its own bounds on a ClientHello, and nothing
 * of ours parses one. Immutable; any thread.
 */
final class TlsKeys extends X509ExtendedKeyManager {
    private final List<Entry> entries;
    private final Map<String, List<Integer>> byHost; // indexes into entries

    private record Entry(X509Certificate[] chain, PrivateKey key) {
        String algorithm() {
            return key.getAlgorithm();
        }
    }

    private TlsKeys(List<Entry> entries, Map<String, List<Integer>> byHost) {
        this.entries = entries;
        this.byHost = byHost;
    }

    /** Reads all certificates and keys; a mistake in one of them is an IOException that names it. */
    static TlsKeys load(List<TlsOptions.Identity> identities) throws IOException {
        List<Entry> entries = new ArrayList<>();
        Map<String, List<Integer>> byHost = new HashMap<>();
        for (TlsOptions.Identity identity : identities) {
            for (Entry entry : read(identity)) {
                List<Integer> ofHost = byHost.computeIfAbsent(identity.host(), host -> new ArrayList<>());
                if (ofHost.stream()
                        .anyMatch(other -> entries.get(other).algorithm().equals(entry.algorithm()))) {
                    throw new IOException(describe(identity) + " is a second " + entry.algorithm()
                            + " certificate for the same host: give one of each kind");
                }
                ofHost.add(entries.size());
                entries.add(entry);
            }
        }
        return new TlsKeys(List.copyOf(entries), Map.copyOf(byHost));
    }

    private static List<Entry> read(TlsOptions.Identity identity) throws IOException {
        List<Entry> entries = switch (identity) {
            case TlsOptions.Files files -> List.of(read(files));
            case TlsOptions.Given given ->
                List.of(new Entry(given.chain().toArray(X509Certificate[]::new), given.key()));
            case TlsOptions.Store store -> read(store);
        };
        for (Entry entry : entries) {
            if (!belongTogether(entry)) {
                throw new IOException(
                        describe(identity) + ": the key is not that of the first certificate in the chain; give"
                                + " the key that belongs to it");
            }
        }
        return entries;
    }

    private static Entry read(TlsOptions.Files files) throws IOException {
        List<X509Certificate> chain = Pem.certificates(files.chain());
        String algorithm = chain.getFirst().getPublicKey().getAlgorithm();
        return new Entry(chain.toArray(X509Certificate[]::new), Pem.privateKey(files.key(), algorithm));
    }

    private static List<Entry> read(TlsOptions.Store identity) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try {
            KeyStore store = identity.store();
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias) && store.getKey(alias, identity.password()) instanceof PrivateKey key) {
                    List<X509Certificate> chain = new ArrayList<>();
                    for (var certificate : store.getCertificateChain(alias)) {
                        chain.add((X509Certificate) certificate);
                    }
                    entries.add(new Entry(chain.toArray(X509Certificate[]::new), key));
                }
            }
        } catch (GeneralSecurityException unusable) {
            throw new IOException("the key store cannot be used: " + unusable.getMessage(), unusable);
        }
        if (entries.isEmpty()) {
            throw new IOException("the key store holds no private key: give one with a key entry");
        }
        return entries;
    }

    private static String describe(TlsOptions.Identity identity) {
        String host = identity.host().isEmpty() ? "the default host" : "host " + identity.host();
        return identity instanceof TlsOptions.Files files
                ? files.chain() + " with " + files.key() + " for " + host
                : "the certificate for " + host;
    }

    /** Whether what the key signs is what the certificate verifies; a key of an unknown kind gets the benefit of the doubt. */
    private static boolean belongTogether(Entry entry) {
        String name = switch (entry.algorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "EdDSA" -> "EdDSA";
            default -> "";
        };
        if (name.isEmpty()) {
            return true;
        }
        try {
            byte[] sample = {'m', 'i', 'a', 'o', 'u'};
            Signature signature = Signature.getInstance(name);
            signature.initSign(entry.key);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(entry.chain[0].getPublicKey());
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException differ) {
            return false;
        }
    }

    // --- the engine's questions -----------------------------------------------------------------------------------

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        SSLSession session = engine == null ? null : engine.getHandshakeSession();
        String host = session instanceof ExtendedSSLSession extended ? requestedHost(extended) : "";
        for (int index : indexesOf(host)) {
            if (entries.get(index).algorithm().equals(keyType)) {
                return Integer.toString(index);
            }
        }
        return null; // the engine asks for another kind
    }

    private static String requestedHost(ExtendedSSLSession session) {
        for (SNIServerName name : session.getRequestedServerNames()) {
            if (name instanceof SNIHostName host) {
                return host.getAsciiName().toLowerCase(Locale.ROOT);
            }
        }
        return "";
    }

    private List<Integer> indexesOf(String host) {
        List<Integer> exact = byHost.get(host);
        if (exact != null) {
            return exact;
        }
        int dot = host.indexOf('.');
        List<Integer> wildcard = dot < 0 ? null : byHost.get("*" + host.substring(dot));
        return wildcard != null ? wildcard : byHost.getOrDefault("", List.of());
    }

    private @Nullable Entry entry(@Nullable String alias) {
        try {
            int index = alias == null ? -1 : Integer.parseInt(alias);
            return index >= 0 && index < entries.size() ? entries.get(index) : null;
        } catch (NumberFormatException unknown) {
            return null;
        }
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
        Entry entry = entry(alias);
        return entry == null ? null : entry.chain.clone();
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
        Entry entry = entry(alias);
        return entry == null ? null : entry.key;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null; // asked by nobody: there is a choice of one
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null; // a server's
    }

    @Override
    public @Nullable String chooseClientAlias(
            String @Nullable [] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null; // a server's
    }
}
