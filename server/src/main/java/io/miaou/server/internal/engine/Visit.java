package io.miaou.server.internal.engine;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.http.RequestHead;
import io.miaou.websocket.http.HttpRequest;
import io.miaou.websocket.internal.Loop;

/**
 * A request on its way through the engine's checks: a plain one or an upgrade. The loop of its connection, but for what {@link
 * Preliminaries} do on a virtual thread meanwhile; answering may any thread.
 */
abstract sealed class Visit permits PlainVisit, UpgradeVisit {
    final EngineMount mount;
    final RequestHead head;
    final HttpRequest request;
    final Loop loop;
    final EngineQuery query;
    Headers extra; // for the answer: CORS, middlewares

    Visit(EngineMount mount, RequestHead head, HttpRequest request, Loop loop) {
        this.mount = mount;
        this.head = head;
        this.request = request;
        this.loop = loop;
        this.query = EngineQuery.of(head.query());
        this.extra = mount.origins().headers(head);
    }

    boolean isUpgrade() {
        return this instanceof UpgradeVisit;
    }

    /** The same request, kept small. */
    abstract HttpRequest kept();

    /** Answers with an error of the engine. */
    abstract void refuse(EngineError error, String message);

    /** Answers as a middleware wants it, or turns away for lack of room. */
    abstract void respond(int status, Headers headers, byte[] content);

    /** Adds fields to the answer, whatever it will be. */
    void add(Headers more) {
        extra = join(extra, more);
    }

    static Headers join(Headers first, Headers second) {
        Headers all = first;
        for (Headers.Header field : second) {
            all = all.with(field.name(), field.value());
        }
        return all;
    }
}
