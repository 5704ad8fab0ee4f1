package io.miaou.server;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What a client came with into a namespace. Immutable; as JSON it is the object that the official server gives.
 *
 * @param headers of the request that began the connection, names in lower case
 * @param time when it entered, in words
 * @param address of the client, as the connection or a trusted proxy has it
 * @param xdomain whether the request came from a page of another origin
 * @param secure whether the client speaks TLS
 * @param issued when it entered, in milliseconds since 1970
 * @param url of that request, with its query
 * @param query its parameters, decoded; of one given twice the last
 * @param auth what the client sent along for this namespace; an empty object for nothing
 */
public record Handshake(
        Map<String, String> headers,
        String time,
        String address,
        boolean xdomain,
        boolean secure,
        long issued,
        String url,
        Map<String, String> query,
        JsonNode auth) {
    /** Copies the maps. */
    public Handshake {
        headers = Map.copyOf(headers);
        query = Map.copyOf(query);
    }
}
