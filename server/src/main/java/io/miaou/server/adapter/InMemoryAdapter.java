package io.miaou.server.adapter;

import io.miaou.server.RemoteSocket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The adapter of a server that is alone. */
public final class InMemoryAdapter implements Adapter {
    private final LocalSockets local;

    /** For the sockets of a namespace. */
    public InMemoryAdapter(LocalSockets local) {
        this.local = local;
    }

    @Override
    public void broadcast(OutgoingEvent event, Audience audience) {
        local.deliver(event, audience);
    }

    @Override
    public CompletableFuture<List<RemoteSocket>> fetchSockets(Audience audience) {
        return local.fetch(audience);
    }

    @Override
    public void addSockets(Audience audience, List<String> rooms) {
        local.join(audience, rooms);
    }

    @Override
    public void delSockets(Audience audience, List<String> rooms) {
        local.leave(audience, rooms);
    }

    @Override
    public void disconnectSockets(Audience audience, boolean close) {
        local.disconnect(audience, close);
    }

    @Override
    public CompletableFuture<Set<String>> allRooms() {
        return local.rooms();
    }
}
