package io.miaou.websocket.internal;

import io.miaou.protocol.time.TimeSource;
import io.miaou.websocket.Compression;
import io.miaou.websocket.Transport;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The event loops of clients, counted by those who use them: the first starts the threads, the last ends them.
 *
 * <p>The threads are no daemons, so that a program that does nothing but listen to its clients stays alive, as in Node. Safe for
 * use by many threads.
 */
public final class ClientLoopGroup {
    private final int threads;
    private final Transport transport;
    private final TimeSource time;
    private final Budget inboundBudget;
    private final Budget outboundBudget;
    private @Nullable Running running; // guarded by this
    private @Nullable Future<?> ending; // guarded by this; of the threads that ended last
    private int users; // guarded by this
    private int turn; // guarded by this

    private record Running(
            MultiThreadIoEventLoopGroup group, List<Home> homes, Map<Compression, Deflation> deflations) {}

    /** A loop, and what the clients that live on it share. */
    record Home(
            Loop loop,
            EventLoop executor,
            NativeTransport transport,
            MaskKeys keys,
            Budget inboundBudget,
            Budget outboundBudget,
            Map<Compression, Deflation> deflations,
            int loops) {
        /** Clients that want the same compression share its memory. */
        Deflation deflation(Compression options) {
            return deflations.computeIfAbsent(options, wanted -> new Deflation(wanted, loops));
        }
    }

    /** Loops without threads, so far. */
    public ClientLoopGroup(int threads, Transport transport, TimeSource time, long inboundBudget, long outboundBudget) {
        this.threads = threads;
        this.transport = transport;
        this.time = time;
        this.inboundBudget = new Budget(inboundBudget);
        this.outboundBudget = new Budget(outboundBudget);
    }

    /**
     * A home for a client, on one loop after the other; {@link #release} is to follow.
     *
     * @throws IOException when the transport does not work here
     */
    synchronized Home acquire() throws IOException {
        Running now = running;
        if (now == null) {
            now = start();
            running = now;
        }
        users++;
        turn = (turn + 1) % threads;
        return now.homes().get(turn);
    }

    private Running start() throws IOException {
        NativeTransport natives = NativeTransport.of(transport);
        var group = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("miaou-client", false), natives.handlerFactory());
        SecureRandom random = new SecureRandom();
        Map<Compression, Deflation> deflations = new ConcurrentHashMap<>();
        List<Home> homes = new ArrayList<>();
        for (EventExecutor executor : group) {
            EventLoop eventLoop = (EventLoop) executor;
            homes.add(new Home(
                    new Loop(eventLoop, time),
                    eventLoop,
                    natives,
                    new MaskKeys(random),
                    inboundBudget,
                    outboundBudget,
                    deflations,
                    threads));
        }
        return new Running(group, homes, deflations);
    }

    /** A client needs its home no longer; the last one ends the threads. */
    synchronized void release() {
        Running now = running;
        if (--users == 0 && now != null) {
            running = null;
            now.homes().forEach(home -> home.loop().execute(home.loop()::stop));
            now.deflations().values().forEach(Deflation::close);
            ending = now.group().shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    /** Waits until the threads have ended, if nobody uses them. */
    void awaitIdle(long nanos) throws InterruptedException {
        Future<?> last;
        synchronized (this) {
            last = users == 0 ? ending : null;
        }
        if (last != null) {
            last.await(nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** How many clients live here. */
    synchronized int users() {
        return users;
    }

    Budget inboundBudget() {
        return inboundBudget;
    }

    Budget outboundBudget() {
        return outboundBudget;
    }
}
