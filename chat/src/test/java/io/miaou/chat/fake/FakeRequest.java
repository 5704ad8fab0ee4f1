package io.miaou.chat.fake;

import io.miaou.protocol.http.Headers;
import io.miaou.websocket.http.HttpRequest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** A request that was never sent. */
public record FakeRequest(String method, String path, String query, Headers headers, InetSocketAddress remoteAddress)
        implements HttpRequest {
    public static FakeRequest get(String path) {
        return new FakeRequest(
                "GET", path, "", Headers.empty(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000));
    }

    public FakeRequest withQuery(String newQuery) {
        return new FakeRequest(method, path, newQuery, headers, remoteAddress);
    }

    public FakeRequest withHeader(String name, String value) {
        return new FakeRequest(method, path, query, headers.with(name, value), remoteAddress);
    }

    @Override
    public Optional<String> queryParameter(String name) {
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return Optional.of(pair.substring(name.length() + 1));
            }
        }
        return Optional.empty();
    }

    @Override
    public byte[] body() {
        return new byte[0];
    }

    @Override
    public InputStream bodyStream() {
        return new ByteArrayInputStream(body());
    }
}
