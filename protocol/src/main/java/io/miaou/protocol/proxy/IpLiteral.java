package io.miaou.protocol.proxy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Reads an IP address as text, and nothing else: no name is looked up, no short form guessed ({@code 127.1}), no octal digits
 * or zone. IPv4 as four decimal numbers without leading zeros, IPv6 as RFC 4291 §2.2 has it.
 */
final class IpLiteral {
    private static final int LONGEST = 45; // eight groups, the last two as IPv4
    private static final int GROUPS = 8;

    private IpLiteral() {}

    /** The address, or null when the text is none. An IPv4 address that is mapped into IPv6 is an IPv4 address. */
    static @Nullable InetAddress parse(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return null;
        }
        byte[] bytes = text.indexOf(':') < 0 ? ipv4(text) : ipv6(text);
        return bytes == null ? null : of(bytes);
    }

    /** The address of 4 or 16 bytes. */
    static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException wrongLength) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length, wrongLength);
        }
    }

    private static byte @Nullable [] ipv4(String text) {
        String[] parts = text.split("\\.", -1);
        byte[] bytes = new byte[4];
        if (parts.length != bytes.length) {
            return null;
        }
        for (int i = 0; i < bytes.length; i++) {
            int number = decimal(parts[i], 255);
            if (number < 0) {
                return null;
            }
            bytes[i] = (byte) number;
        }
        return bytes;
    }

    /** A number without sign and leading zeros, or -1 when it is none or too large. */
    static int decimal(String digits, int largest) {
        if (digits.isEmpty() || digits.length() > 5 || (digits.length() > 1 && digits.charAt(0) == '0')) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + c - '0';
        }
        return number <= largest ? number : -1;
    }

    /** The groups before {@code ::} are set from the front, those behind it from the end. */
    private static byte @Nullable [] ipv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            byte[] all = groups(text);
            return all != null && all.length == 2 * GROUPS ? all : null;
        }
        byte[] front = groups(text.substring(0, gap));
        byte[] back = groups(text.substring(gap + 2));
        // RFC 4291 §2.2: "::" stands for one group of zeros or more, and may be there once.
        if (front == null || back == null || front.length + back.length > 2 * (GROUPS - 1)) {
            return null;
        }
        if (text.substring(0, gap).indexOf('.') >= 0) {
            return null; // IPv4 may stand at the end alone
        }
        byte[] bytes = new byte[2 * GROUPS];
        System.arraycopy(front, 0, bytes, 0, front.length);
        System.arraycopy(back, 0, bytes, bytes.length - back.length, back.length);
        return bytes;
    }

    private static byte @Nullable [] groups(String text) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        String[] parts = text.split(":", -1);
        boolean endsInIpv4 = parts[parts.length - 1].indexOf('.') >= 0;
        byte[] bytes = new byte[2 * parts.length + (endsInIpv4 ? 2 : 0)];
        for (int i = 0; i < parts.length - (endsInIpv4 ? 1 : 0); i++) {
            int group = hexadecimal(parts[i]);
            if (group < 0) {
                return null;
            }
            bytes[2 * i] = (byte) (group >>> 8);
            bytes[2 * i + 1] = (byte) group;
        }
        if (endsInIpv4) {
            byte[] last = ipv4(parts[parts.length - 1]);
            if (last == null) {
                return null;
            }
            System.arraycopy(last, 0, bytes, bytes.length - last.length, last.length);
        }
        return bytes;
    }

    private static int hexadecimal(String digits) {
        if (digits.isEmpty() || digits.length() > 4) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) < 128 ? Character.digit(digits.charAt(i), 16) : -1;
            if (digit < 0) {
                return -1;
            }
            number = number << 4 | digit;
        }
        return number;
    }
}
