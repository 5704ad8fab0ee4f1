package io.miaou.conformance;

import io.miaou.websocket.TlsOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.UUID;

/** Who a server over TLS says it is. */
sealed interface SupportTls {
    /** Says it to the server's options. */
    TlsOptions.Builder in(TlsOptions.Builder tls);

    /** What two files hold. */
    record Files(Path certificate, Path key) implements SupportTls {
        @Override
        public TlsOptions.Builder in(TlsOptions.Builder tls) {
            return tls.certificate(certificate, key);
        }
    }

    /** What a store holds. */
    record Store(KeyStore store, String password) implements SupportTls {
        @Override
        public TlsOptions.Builder in(TlsOptions.Builder tls) {
            return tls.keyStore(store, password.toCharArray());
        }

        @Override
        public String toString() {
            return "Store";
        }
    }

    /**
     * A certificate for localhost that nobody else signed, good for a month. The running JDK's keytool makes it, for Java has no
     * public way to write a certificate; its file is gone when this returns.
     *
     * @throws IOException when the tool is not there or fails; the message holds what it said
     */
    static SupportTls selfSigned() throws IOException {
        Path folder = java.nio.file.Files.createTempDirectory("miaou-tls");
        Path file = folder.resolve("identity.p12");
        String password = UUID.randomUUID().toString();
        try {
            make(file, password);
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = java.nio.file.Files.newInputStream(file)) {
                store.load(in, password.toCharArray());
            }
            return new Store(store, password);
        } catch (GeneralSecurityException unreadable) {
            throw new IOException("keytool made a key store that cannot be read", unreadable);
        } finally {
            java.nio.file.Files.deleteIfExists(file);
            java.nio.file.Files.deleteIfExists(folder);
        }
    }

    private static void make(Path file, String password) throws IOException {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        ProcessBuilder tool = new ProcessBuilder(List.of(
                keytool,
                "-genkeypair",
                "-alias",
                "localhost",
                "-keyalg",
                "RSA", // what the oldest client of a suite understands
                "-keysize",
                "2048",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass:env",
                "MIAOU_STORE_PASSWORD"));
        tool.environment().put("MIAOU_STORE_PASSWORD", password);
        Process process = tool.redirectErrorStream(true).start();
        try (InputStream out = process.getInputStream()) {
            String said = new String(out.readAllBytes(), java.nio.charset.Charset.defaultCharset());
            if (process.waitFor() != 0) {
                throw new IOException(keytool + " failed: " + said.strip());
            }
        } catch (InterruptedException stopped) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted while keytool ran", stopped));
        }
    }
}
