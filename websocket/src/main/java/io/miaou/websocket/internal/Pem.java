package io.miaou.websocket.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads certificates and keys from PEM files (RFC 7468). Text between the blocks is passed over. Every mistake in a file is an
 * {@link IOException} that names the file and says what to do, and never quotes what may be secret. Any thread; blocks.
 */
final class Pem {
    private static final int LARGEST_FILE = 1 << 20; // a bundle of all authorities of the world has a quarter of it
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private record Block(String label, byte[] der) {}

    private Pem() {}

    /** The certificates of a file, in its order; at least one. */
    static List<X509Certificate> certificates(Path file) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks(file)) {
            if (block.label.equals("CERTIFICATE")) {
                certificates.add(certificate(file, block));
            }
        }
        if (certificates.isEmpty()) {
            throw new IOException(file + " holds no certificate: give a PEM file with a block BEGIN CERTIFICATE");
        }
        return certificates;
    }

    private static X509Certificate certificate(Path file, Block block) throws IOException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(block.der));
        } catch (GeneralSecurityException malformed) {
            throw new IOException(file + " holds a malformed certificate: write the file anew", malformed);
        }
    }

    /** The private key of a file, which must be of the kind that its certificate names ({@code RSA}, {@code EC} ...). */
    static PrivateKey privateKey(Path file, String algorithm) throws IOException {
        for (Block block : blocks(file)) {
            switch (block.label) {
                case "PRIVATE KEY" -> {
                    return privateKey(file, block, algorithm);
                }
                case "ENCRYPTED PRIVATE KEY" ->
                    throw new IOException(
                            file
                                    + " holds an encrypted key: decrypt it with openssl pkcs8 -in OLD -out NEW, or give a KeyStore");
                case "RSA PRIVATE KEY", "EC PRIVATE KEY" ->
                    throw new IOException(file + " holds a key in the old form " + block.label
                            + ": convert it to PKCS#8 with openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
                default -> {
                    // a certificate beside the key, parameters of a curve
                }
            }
        }
        throw new IOException(file + " holds no private key: give a PEM file with a block BEGIN PRIVATE KEY");
    }

    private static PrivateKey privateKey(Path file, Block block, String algorithm) throws IOException {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(block.der));
        } catch (GeneralSecurityException other) {
            throw new IOException(
                    file + " holds no " + algorithm
                            + " key, which its certificate has: give the key that belongs to it",
                    other);
        }
    }

    private static List<Block> blocks(Path file) throws IOException {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text(file));
        while (matcher.find()) {
            try {
                blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
            } catch (IllegalArgumentException malformed) {
                throw new IOException(
                        file + " holds a block " + matcher.group(1) + " that is not base64: write it anew");
            }
        }
        return blocks;
    }

    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST_FILE + 1);
            if (bytes.length > LARGEST_FILE) {
                throw new IOException(file + " has more than " + LARGEST_FILE + " bytes: give a PEM file");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException missing) {
            throw new IOException("there is no file " + file + ": give the path of a PEM file", missing);
        }
    }
}
