package io.miaou.protocol.engine;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The first packet of a session: what the client must know of it.
 *
 * @param sid the id of the session
 * @param upgrades the transports that the client may change to; empty on WebSocket
 * @param pingInterval in milliseconds
 * @param pingTimeout in milliseconds
 * @param maxPayload what the server takes in one message or one body, in bytes
 */
public record OpenPacket(String sid, List<String> upgrades, int pingInterval, int pingTimeout, int maxPayload) {
    /** @throws IllegalArgumentException when the id or an upgrade would need escapes in JSON */
    public OpenPacket {
        upgrades = List.copyOf(upgrades);
        plain(sid);
        upgrades.forEach(OpenPacket::plain);
    }

    private static void plain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                throw new IllegalArgumentException(
                        "character U+" + Integer.toHexString(c) + " at index " + i + ": use letters, digits, - and _");
            }
        }
    }

    /** The packet as text, its keys in the official server's order. */
    public byte[] encode() {
        StringBuilder json = new StringBuilder(128);
        json.append("0{\"sid\":\"").append(sid).append("\",\"upgrades\":[");
        for (int i = 0; i < upgrades.size(); i++) {
            json.append(i == 0 ? "\"" : ",\"").append(upgrades.get(i)).append('"');
        }
        json.append("],\"pingInterval\":").append(pingInterval);
        json.append(",\"pingTimeout\":").append(pingTimeout);
        json.append(",\"maxPayload\":").append(maxPayload).append('}');
        return json.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
