package io.miaou.server.internal;

import io.miaou.server.Broadcast;
import io.miaou.server.RemoteSocket;
import io.miaou.server.adapter.Audience;
import io.miaou.server.adapter.OutgoingEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An audience of a namespace. Immutable. */
record LiveBroadcast(LiveNamespace namespace, Audience audience) implements Broadcast {
    @Override
    public Broadcast to(String... rooms) {
        return with(plus(audience.rooms(), rooms), audience.except());
    }

    @Override
    public Broadcast except(String... rooms) {
        return with(audience.rooms(), plus(audience.except(), rooms));
    }

    private Broadcast with(List<String> rooms, List<String> except) {
        return new LiveBroadcast(
                namespace,
                new Audience(
                        rooms,
                        except,
                        audience.local(),
                        audience.isVolatile(),
                        audience.compress(),
                        audience.timeout()));
    }

    private static List<String> plus(List<String> now, String... more) {
        List<String> all = new ArrayList<>(now.size() + more.length);
        all.addAll(now);
        for (String name : more) {
            if (!all.contains(name)) {
                all.add(name);
            }
        }
        return all;
    }

    @Override
    public Broadcast local() {
        return withFlags(true, audience.isVolatile(), audience.compress(), audience.timeout());
    }

    @Override
    public Broadcast asVolatile() {
        return withFlags(audience.local(), true, audience.compress(), audience.timeout());
    }

    @Override
    public Broadcast compress(boolean compress) {
        return withFlags(audience.local(), audience.isVolatile(), compress, audience.timeout());
    }

    @Override
    public Broadcast timeout(Duration timeout) {
        return withFlags(audience.local(), audience.isVolatile(), audience.compress(), timeout);
    }

    private Broadcast withFlags(boolean local, boolean isVolatile, boolean compress, @Nullable Duration timeout) {
        return new LiveBroadcast(
                namespace, new Audience(audience.rooms(), audience.except(), local, isVolatile, compress, timeout));
    }

    @Override
    public void emit(String event, @Nullable Object... arguments) {
        OutgoingEvent outgoing = new OutgoingEvent(event, namespace.codec().write(event, arguments));
        if (audience.local()) {
            namespace.deliver(outgoing, audience);
        } else {
            namespace.adapter().broadcast(outgoing, audience);
        }
    }

    @Override
    public CompletableFuture<List<RemoteSocket>> fetchSockets() {
        return audience.local()
                ? namespace.fetch(audience)
                : namespace.adapter().fetchSockets(audience);
    }

    @Override
    public void socketsJoin(String... rooms) {
        if (audience.local()) {
            namespace.join(audience, List.of(rooms));
        } else {
            namespace.adapter().addSockets(audience, List.of(rooms));
        }
    }

    @Override
    public void socketsLeave(String... rooms) {
        if (audience.local()) {
            namespace.leave(audience, List.of(rooms));
        } else {
            namespace.adapter().delSockets(audience, List.of(rooms));
        }
    }

    @Override
    public void disconnectSockets(boolean close) {
        if (audience.local()) {
            namespace.disconnect(audience, close);
        } else {
            namespace.adapter().disconnectSockets(audience, close);
        }
    }
}
