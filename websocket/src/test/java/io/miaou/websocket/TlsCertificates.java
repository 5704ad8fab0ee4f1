package io.miaou.websocket;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Certificates that sign themselves, made by the JDK's keytool when a test asks for them and gone with it. */
final class TlsCertificates {
    /** For tests alone. */
    static final char[] PASSWORD = "for-tests".toCharArray();

    private static final Map<String, Pair> MADE = new ConcurrentHashMap<>();

    /** A certificate and its key, as objects, in a store and in files of their own. */
    record Pair(X509Certificate certificate, PrivateKey key, KeyStore store, Path chainPem, Path keyPem) {}

    /** A certificate and the file of the one that signed it. */
    record Signed(Pair pair, Path signer) {}

    private TlsCertificates() {}

    /** For 127.0.0.1 and localhost, with an EC key. */
    static Pair local() {
        return of("EC", "ip:127.0.0.1,dns:localhost");
    }

    /** For names, with a key of that kind; the same one when asked again. */
    static Pair of(String algorithm, String names) {
        return MADE.computeIfAbsent(algorithm + names, what -> {
            try {
                return another(algorithm, names);
            } catch (Exception failure) {
                throw new AssertionError("cannot make a certificate", failure);
            }
        });
    }

    /** Another one for the same names. */
    static Pair another(String algorithm, String names) throws Exception {
        Path folder = temporaryFolder();
        keytool(folder, "it", "-keyalg", algorithm, "-ext", "san=" + names);
        return pair(folder);
    }

    /** A certificate that another has signed, whose PEM file is beside it; valid for thirty days from the start. */
    static Signed signed(String names, String start) throws Exception {
        Path folder = temporaryFolder();
        keytool(folder, "signer", "-keyalg", "EC", "-ext", "bc:c", "-startdate", "-90d", "-validity", "365");
        keytool(folder, "it", "-keyalg", "EC", "-ext", "san=" + names, "-startdate", start, "-signer", "signer");
        byte[] signer = load(folder).getCertificate("signer").getEncoded();
        return new Signed(pair(folder), write(folder.resolve("signer.pem"), "CERTIFICATE", signer));
    }

    private static Path temporaryFolder() throws IOException {
        Path folder = Files.createTempDirectory("miaou-tls");
        folder.toFile().deleteOnExit();
        folder.resolve("store.p12").toFile().deleteOnExit();
        return folder;
    }

    private static void keytool(Path folder, String alias, String... more) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(
                List.of("-genkeypair", "-keystore", folder.resolve("store.p12").toString()));
        command.addAll(List.of("-storepass", new String(PASSWORD), "-alias", alias, "-dname", "CN=" + alias));
        if (!List.of(more).contains("-validity")) {
            command.addAll(List.of("-validity", "30"));
        }
        command.addAll(List.of(more));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool: " + said);
        }
    }

    private static KeyStore load(Path folder) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("store.p12"))) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private static Pair pair(Path folder) throws Exception {
        KeyStore store = load(folder);
        X509Certificate certificate = (X509Certificate) store.getCertificate("it");
        PrivateKey key = (PrivateKey) store.getKey("it", PASSWORD);
        Path chainPem = write(folder.resolve("chain.pem"), "CERTIFICATE", certificate.getEncoded());
        Path keyPem = write(folder.resolve("key.pem"), "PRIVATE KEY", key.getEncoded());
        return new Pair(certificate, key, store, chainPem, keyPem);
    }

    /** Writes a PEM file that goes when the tests end. */
    static Path write(Path file, String label, byte[] der) throws IOException {
        Base64.Encoder encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
        String block =
                "-----BEGIN " + label + "-----\n" + encoder.encodeToString(der) + "\n-----END " + label + "-----\n";
        file.toFile().deleteOnExit();
        return Files.writeString(file, block);
    }

    /** A client's context that trusts these certificates alone. */
    static SSLContext trusting(Pair... pairs) throws Exception {
        return context(null, pairs);
    }

    /** The same, for a client that has a certificate itself. */
    static SSLContext context(@Nullable Pair own, Pair... trusted) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (Certificate certificate :
                Arrays.stream(trusted).map(Pair::certificate).toList()) {
            store.setCertificateEntry(Integer.toString(store.size()), certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        if (own == null) {
            context.init(null, trust.getTrustManagers(), null);
        } else {
            var keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(own.store(), PASSWORD);
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        }
        return context;
    }
}
