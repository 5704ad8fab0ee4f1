package io.miaou.protocol.proxy;

import io.miaou.protocol.http.HttpSyntax;
import java.net.InetAddress;

/**
 * A block of IP addresses: those that begin with the same bits as its first (CIDR, RFC 4632 §3.1). Immutable.
 *
 * @param first its first address, IPv4 or IPv6
 * @param prefix how many bits its addresses share: to 32, or to 128
 */
public record AddressBlock(InetAddress first, int prefix) {
    /** @throws IllegalArgumentException when the prefix is longer than the address, or bits behind it are set */
    public AddressBlock {
        int bits = first.getAddress().length * 8;
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException(
                    "prefix of the address block is " + prefix + ": give 0 to " + bits + " bits");
        }
        byte[] cut = cut(first.getAddress(), prefix);
        if (!first.equals(IpLiteral.of(cut))) {
            throw new IllegalArgumentException("address block " + first.getHostAddress() + "/" + prefix
                    + " has bits behind its prefix: give "
                    + IpLiteral.of(cut).getHostAddress() + "/" + prefix);
        }
    }

    /**
     * Reads {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or an address, which is a block of one.
     *
     * @throws IllegalArgumentException when the text is none of these; a name is none, for it is not looked up
     */
    public static AddressBlock parse(String text) {
        int slash = text.indexOf('/');
        InetAddress first = IpLiteral.parse(slash < 0 ? text : text.substring(0, slash));
        if (first == null) {
            throw new IllegalArgumentException("address block " + HttpSyntax.quote(text)
                    + " is no IP address: give one such as 10.0.0.1 or ::1, or a block such as 10.0.0.0/8");
        }
        int bits = first.getAddress().length * 8;
        int prefix = slash < 0 ? bits : IpLiteral.decimal(text.substring(slash + 1), bits);
        if (prefix < 0) {
            throw new IllegalArgumentException("prefix of the address block " + HttpSyntax.quote(text)
                    + " is no number of bits: give 0 to " + bits + " behind the slash");
        }
        return new AddressBlock(first, prefix);
    }

    private static byte[] cut(byte[] address, int prefix) {
        byte[] bytes = address.clone();
        for (int i = 0; i < bytes.length; i++) {
            int left = Math.clamp(prefix - 8L * i, 0, 8);
            bytes[i] &= (byte) (0xFF00 >>> left);
        }
        return bytes;
    }

    /** Whether the address is in the block. IPv4 addresses are in no block of IPv6, nor the other way round. */
    public boolean contains(InetAddress address) {
        byte[] mine = first.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int i = 0; i < mine.length && 8 * i < prefix; i++) {
            int left = Math.min(prefix - 8 * i, 8);
            if (((mine[i] ^ other[i]) & (0xFF00 >>> left) & 0xFF) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return first.getHostAddress() + "/" + prefix;
    }
}
