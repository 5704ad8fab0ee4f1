package io.miaou.websocket.internal;

import io.miaou.websocket.ClientTlsOptions;
import io.miaou.websocket.WebSocket;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.channel.ChannelHandler;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** Shows tests what a server keeps inside. */
public final class Inside {
    private static final VarHandle FULL;
    private static final VarHandle LOGGED;

    static {
        try {
            FULL = MethodHandles.privateLookupIn(RequestBody.class, MethodHandles.lookup())
                    .findVarHandle(RequestBody.class, "full", boolean.class);
            LOGGED = MethodHandles.privateLookupIn(RateLimitedLog.class, MethodHandles.lookup())
                    .findVarHandle(RateLimitedLog.class, "windows", ConcurrentHashMap.class);
        } catch (ReflectiveOperationException renamed) {
            throw new ExceptionInInitializerError(renamed);
        }
    }

    private Inside() {}

    /** Bytes of unfinished messages. */
    public static long budgetTaken(ServerRuntime server) {
        return server.settings().inboundBudget().taken();
    }

    /** Clients that use loops. */
    public static int users(ClientLoopGroup group) {
        return group.users();
    }

    /** Bytes of unfinished and waiting messages of clients. */
    public static long budgetTaken(ClientLoopGroup group) {
        return group.inboundBudget().taken() + group.outboundBudget().taken();
    }

    /** Native bytes that compression holds, or has promised to connections. */
    public static long deflateReserved(ServerRuntime server) {
        return server.deflation().reserved();
    }

    /** Newcomers who got less compression than they could have had. */
    public static long cutBack(ServerRuntime server) {
        return server.deflation().cutBack();
    }

    /** Connections that the loops know of, HTTP, WebSocket and ending. */
    public static long registered(ServerRuntime server) {
        return onLoops(server, Loop::size);
    }

    /** Addresses that are counted against their cap. */
    public static int addresses(ServerRuntime server) {
        return server.reception().caps().addresses();
    }

    /** Connections that wait for a deadline. */
    public static long deadlines(ServerRuntime server) {
        return onLoops(server, Loop::deadlines);
    }

    /** Handlers that have not heard the end of their connection. */
    public static int handlers(ServerRuntime server) {
        return server.handlers();
    }

    /** Bytes that are on their way to the loop, and 0 only if no message is. */
    public static long inFlight(WebSocket socket) {
        return ((LiveWebSocket) socket).channel().outbox().inFlight();
    }

    /** Whether nothing is read of a connection, because its handler is behind. */
    public static boolean isPaused(WebSocket socket) {
        return onLoop(socket, channel -> channel.paused);
    }

    /** Whether the channel of a connection reads. */
    public static boolean isReading(WebSocket socket) {
        return onLoop(socket, WebSocketChannel::isReading);
    }

    /** Has the log begin anew to count what it writes in a minute. */
    public static void forgetWhatWasLogged() {
        ((ConcurrentHashMap<?, ?>) LOGGED.get(RateLimitedLog.LOG)).clear();
    }

    /** What stands first in the pipeline of a client that speaks TLS. */
    public static ChannelHandler clientTls(ClientTlsOptions options, String host, int port) {
        return ClientTls.newHandler(options, host, port, (kind, detail) -> {});
    }

    /** Bytes of memory that Netty's buffers take, those that are kept for later among them. */
    public static long bufferMemory() {
        var metric = ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
        return metric.usedDirectMemory() + metric.usedHeapMemory();
    }

    /** Whether a request's body holds so much that its connection reads nothing more for now. */
    public static boolean isFull(InputStream body) {
        return (boolean) FULL.getVolatile((RequestBody) body);
    }

    private static boolean onLoop(WebSocket socket, Predicate<WebSocketChannel> question) {
        WebSocketChannel channel = ((LiveWebSocket) socket).channel();
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        channel.loop.enqueue(() -> answer.complete(question.test(channel)));
        return answer.orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** Whether the end of a server has begun. */
    public static boolean isClosing(ServerRuntime server) {
        return server.isClosing();
    }

    /** Whether the connection of a handshake that was not decided on has been told to end. On its loop. */
    public static boolean isShuttingDown(MountHandshake handshake) {
        return ((MountedHandshake) handshake).connection.isShuttingDown();
    }

    /** Returns once the loops have done what was queued before. */
    public static void turn(ServerRuntime server) {
        onLoops(server, loop -> 0);
    }

    private static long onLoops(ServerRuntime server, ToLongFunction<Loop> question) {
        long sum = 0;
        for (Loop loop : server.loops()) {
            CompletableFuture<Long> answer = new CompletableFuture<>();
            if (loop.enqueue(() -> answer.complete(question.applyAsLong(loop)))) {
                sum += answer.orTimeout(10, TimeUnit.SECONDS).join();
            }
        }
        return sum;
    }
}
