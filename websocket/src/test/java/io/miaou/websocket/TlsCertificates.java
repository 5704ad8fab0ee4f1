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

    private TlsCertificates() {}

    /** For 127.0.0.1 and localhost, with an EC key. */
    static Pair local() {
        return of("EC", "ip:127.0.0.1,dns:localhost");
    }

    /** For names, with a key of that kind; the same one when asked again. */
    static Pair of(String algorithm, String names) {
        return of(algorithm, names, "now");
    }

    /** The same, valid from the start for thirty days. */
    static Pair of(String algorithm, String names, String start) {
        return MADE.computeIfAbsent(algorithm + names + start, what -> {
            try {
                return make(algorithm, names, start);
            } catch (Exception failure) {
                throw new AssertionError("cannot make a certificate", failure);
            }
        });
    }

    /** Another one for the same names. */
    static Pair another(String algorithm, String names) throws Exception {
        return make(algorithm, names, "now");
    }

    private static Pair make(String algorithm, String names, String start) throws Exception {
        Path folder = Files.createTempDirectory("miaou-tls");
        folder.toFile().deleteOnExit();
        Path file = folder.resolve("store.p12");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair"));
        command.addAll(List.of("-keystore", file.toString(), "-storetype", "PKCS12", "-alias", "it"));
        command.addAll(List.of("-storepass", new String(PASSWORD), "-dname", "CN=miaou test", "-ext", "san=" + names));
        command.addAll(List.of("-keyalg", algorithm, "-validity", "30"));
        if (!start.equals("now")) {
            command.addAll(List.of("-startdate", start));
        }
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool: " + said);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        X509Certificate certificate = (X509Certificate) store.getCertificate("it");
        PrivateKey key = (PrivateKey) store.getKey("it", PASSWORD);
        Path chainPem = write(folder.resolve("chain.pem"), "CERTIFICATE", certificate.getEncoded());
        Path keyPem = write(folder.resolve("key.pem"), "PRIVATE KEY", key.getEncoded());
        file.toFile().deleteOnExit();
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
