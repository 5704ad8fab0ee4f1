package io.miaou.websocket.internal;

import static java.util.Objects.requireNonNull;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.http.HttpSyntax;
import io.miaou.protocol.http.RequestHead;
import io.miaou.protocol.websocket.Handshake;
import io.miaou.websocket.Endpoint;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Map;

/** Where a handshake leads: to the endpoint of its path, or nowhere. */
final class Upgrade {
    private Upgrade() {}

    /** What a request asks for, and what to answer if it is WebSocket; where there is no endpoint, 404. */
    static Handshake.Answer judge(RequestHead head, Map<String, Endpoint> endpoints) {
        Endpoint endpoint = endpoints.get(head.path());
        Handshake.Answer answer = Handshake.answer(head, endpoint == null ? List.of() : endpoint.subprotocols());
        return answer instanceof Handshake.Answer.Accept && endpoint == null
                ? new Handshake.Answer.Refuse(
                        404, Headers.empty(), "no WebSocket endpoint at " + HttpSyntax.quote(head.path()))
                : answer;
    }

    /** What takes the place of HTTP once an accepted handshake was answered. */
    static WebSocketChannel webSocket(
            ServerRuntime server, Loop loop, Channel channel, HttpExchange exchange, Handshake.Answer.Accept accept) {
        KeptRequest request = KeptRequest.of(exchange.head(), exchange.request());
        Endpoint endpoint = requireNonNull(server.options().endpoints().get(request.path()));
        return new WebSocketChannel(
                server, loop, channel, endpoint.handler(), endpoint.runsInline(), request, accept.subprotocol());
    }
}
