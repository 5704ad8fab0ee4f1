package io.miaou.protocol.socket;

/**
 * How much a packet may ask of its reader. Finite by default. A packet beyond a limit is refused, which ends its connection.
 *
 * @param maxAttachments how many binary messages a packet may announce; 0 to 10,000
 * @param maxJsonDepth how deep arrays and objects may nest, the array of the arguments counted; 1 to 1,000
 * @param maxNumberLength characters of one number, of which huge ones cost more than linear time elsewhere; 1 or more
 * @param maxEventName bytes of an event's name as it was sent, in UTF-8 and with its escapes; 1 or more
 * @param maxNamespaceName bytes of a namespace's name, its slash included; 1 or more
 */
public record PacketLimits(
        int maxAttachments, int maxJsonDepth, int maxNumberLength, int maxEventName, int maxNamespaceName) {
    /** 10 attachments, 128 levels, 1,000 characters of a number, 256 bytes of either name. */
    public static final PacketLimits DEFAULTS = new PacketLimits(10, 128, 1_000, 256, 256);

    /** @throws IllegalArgumentException when a limit is out of range */
    public PacketLimits {
        require("maxAttachments", maxAttachments, 0, 10_000);
        require("maxJsonDepth", maxJsonDepth, 1, 1_000);
        require("maxNumberLength", maxNumberLength, 1, Integer.MAX_VALUE);
        require("maxEventName", maxEventName, 1, Integer.MAX_VALUE);
        require("maxNamespaceName", maxNamespaceName, 1, Integer.MAX_VALUE);
    }

    private static void require(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + ": give " + least + " to " + most);
        }
    }
}
