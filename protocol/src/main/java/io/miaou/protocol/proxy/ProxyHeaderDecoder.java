package io.miaou.protocol.proxy;

import io.miaou.protocol.proxy.ProxyHeader.Client;
import io.miaou.protocol.proxy.ProxyHeader.NeedInput;
import io.miaou.protocol.proxy.ProxyHeader.NoClient;
import io.miaou.protocol.proxy.ProxyHeader.Problem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header that a proxy sends before anything of its client's, version 1 (a line) or 2 (binary), as HAProxy's "The
 * PROXY protocol" has it (sections 2.1 and 2.2).
 *
 * <p>Takes exactly the header, byte by byte if need be, and finds an error at the byte that makes it. Holds {@value
 * #LONGEST_LINE} bytes at most: what version 2 adds behind the addresses (TLVs) is passed over unread, up to {@value
 * #LONGEST_REST} bytes in all. One thread at a time.
 */
public final class ProxyHeaderDecoder {
    private static final int LONGEST_LINE = 107; // section 2.1, CR LF among them
    private static final int LONGEST_REST = 16_384; // what HAProxy itself takes
    private static final byte[] LINE_START = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};
    private static final int FIXED = SIGNATURE.length + 4;
    private static final int LARGEST_PORT = 65_535;
    private static final ProxyHeader NEED_INPUT = new NeedInput();

    private final byte[] bytes = new byte[LONGEST_LINE];
    private int size;
    private int rest; // of a binary header, behind its fixed part
    private int kept; // of the rest: the addresses
    private int passed; // of the rest, kept or not
    private ProxyHeader result = NEED_INPUT;

    /** A decoder at the first byte of a connection. */
    public ProxyHeaderDecoder() {}

    /** Takes from the buffer up to the end of the header; once there is a result, takes nothing and gives it again. */
    public ProxyHeader next(ByteBuffer in) {
        while (result instanceof NeedInput && in.hasRemaining()) {
            result = take(in.get());
        }
        return result;
    }

    private ProxyHeader take(byte octet) {
        if (size >= FIXED && isBinary()) {
            return takeRest(octet);
        }
        bytes[size++] = octet;
        return isBinary() ? takeFixed(octet) : takeOfLine(octet);
    }

    private boolean isBinary() {
        return bytes[0] == SIGNATURE[0];
    }

    // --- version 1 ------------------------------------------------------------------------------------------------

    private ProxyHeader takeOfLine(byte octet) {
        if (size <= LINE_START.length) {
            return octet == LINE_START[size - 1] ? NEED_INPUT : new Problem("no PROXY header at the start");
        }
        boolean afterCr = bytes[size - 2] == '\r';
        if (octet == '\n' && afterCr) {
            return parseLine(new String(bytes, 0, size - 2, StandardCharsets.ISO_8859_1));
        }
        if (octet == '\n' || afterCr) {
            return new Problem("a CR or LF alone in a PROXY line");
        }
        return size == LONGEST_LINE ? new Problem("a PROXY line longer than " + LONGEST_LINE + " bytes") : NEED_INPUT;
    }

    private static ProxyHeader parseLine(String line) {
        String[] words = line.split(" ", -1);
        if (words[1].equals("UNKNOWN")) {
            return new NoClient(); // "the receiver must ignore anything presented before the CRLF"
        }
        boolean ipv6 = words[1].equals("TCP6");
        if (!ipv6 && !words[1].equals("TCP4")) {
            return new Problem("a PROXY line of an unknown protocol");
        }
        if (words.length != 6) {
            return new Problem("a PROXY line of " + words.length + " words instead of 6");
        }
        InetAddress source = address(words[2], ipv6);
        int port = IpLiteral.decimal(words[4], LARGEST_PORT);
        if (source == null || address(words[3], ipv6) == null) {
            return new Problem("a PROXY line with a malformed address");
        }
        if (port < 0 || IpLiteral.decimal(words[5], LARGEST_PORT) < 0) {
            return new Problem("a PROXY line with a malformed port");
        }
        return new Client(new InetSocketAddress(source, port));
    }

    private static @Nullable InetAddress address(String text, boolean ipv6) {
        return text.indexOf(':') >= 0 == ipv6 ? IpLiteral.parse(text) : null;
    }

    // --- version 2 ------------------------------------------------------------------------------------------------

    private ProxyHeader takeFixed(byte octet) {
        if (size <= SIGNATURE.length) {
            return octet == SIGNATURE[size - 1] ? NEED_INPUT : new Problem("no PROXY header at the start");
        }
        return switch (size - SIGNATURE.length) {
            case 1 -> isVersionAndCommand(octet) ? NEED_INPUT : new Problem("a PROXY header of an unknown version");
            case 2 -> isFamily(octet) ? NEED_INPUT : new Problem("a PROXY header of an unknown protocol");
            case 3 -> NEED_INPUT;
            default -> beginRest(unsigned16(bytes, FIXED - 2));
        };
    }

    /** The version, 2, in the upper four bits; LOCAL, 0, or PROXY, 1, in the lower. */
    private static boolean isVersionAndCommand(byte octet) {
        return octet == 0x20 || octet == 0x21;
    }

    /** Unspecified; or TCP or UDP over IPv4 or IPv6, or a UNIX socket: all that section 2.2 calls valid. */
    private static boolean isFamily(byte octet) {
        int family = octet >>> 4;
        int transport = octet & 0x0F;
        return octet == 0 || (family >= 1 && family <= 3 && (transport == 1 || transport == 2));
    }

    private ProxyHeader beginRest(int length) {
        if (length > LONGEST_REST) {
            return new Problem("a PROXY header of " + length + " bytes, limit " + LONGEST_REST);
        }
        int addresses = namesClient() ? 2 * addressLength() + 4 : 0;
        if (length < addresses) {
            return new Problem("a PROXY header too short for its addresses");
        }
        rest = length;
        kept = addresses;
        return length == 0 ? new NoClient() : NEED_INPUT;
    }

    /**
     * Whether a client's address is there that we can tell: of a UNIX socket or UDP, to which the receiver "automatically falls
     * back to the UNSPEC mode", none is.
     */
    private boolean namesClient() {
        byte family = bytes[SIGNATURE.length + 1];
        return bytes[SIGNATURE.length] == 0x21 && (family == 0x11 || family == 0x21);
    }

    private int addressLength() {
        return bytes[SIGNATURE.length + 1] == 0x11 ? 4 : 16;
    }

    private ProxyHeader takeRest(byte octet) {
        if (passed < kept) {
            bytes[size++] = octet;
        }
        passed++;
        if (passed < rest) {
            return NEED_INPUT;
        }
        if (kept == 0) {
            return new NoClient();
        }
        byte[] source = Arrays.copyOfRange(bytes, FIXED, FIXED + addressLength());
        int port = unsigned16(bytes, FIXED + 2 * addressLength());
        return new Client(new InetSocketAddress(IpLiteral.of(source), port));
    }

    private static int unsigned16(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
    }
}
