package io.miaou.websocket.http;

import io.miaou.protocol.http.Headers;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.Optional;

/** A request without a body, as a handler's test needs it. */
record PlainRequest(String method, String path, String query, Headers headers) implements HttpRequest {
    static PlainRequest get(String target, String... namesAndValues) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        String query = mark < 0 ? "" : target.substring(mark + 1);
        return new PlainRequest("GET", path, query, Headers.of(namesAndValues));
    }

    PlainRequest by(String otherMethod) {
        return new PlainRequest(otherMethod, path, query, headers);
    }

    @Override
    public Optional<String> queryParameter(String name) {
        return Optional.empty();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return InetSocketAddress.createUnresolved("client.example", 1);
    }

    @Override
    public byte[] body() {
        return new byte[0];
    }

    @Override
    public InputStream bodyStream() {
        return InputStream.nullInputStream();
    }
}
