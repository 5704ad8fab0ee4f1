package io.miaou.server;

import org.jspecify.annotations.Nullable;

/**
 * The shapes of handlers. What one throws goes to {@link Socket#onError}, and the socket stays. They run one at a time for a
 * socket, in the order of its events, on a virtual thread: they may block; on an inline server they run on the event loop and
 * must not.
 */
public final class Handlers {
    private Handlers() {}

    /** Hears an event as it came. */
    @FunctionalInterface
    public interface OnEvent {
        /** An event came. */
        void handle(Event event) throws Exception;
    }

    /** Hears an event without looking at arguments. */
    @FunctionalInterface
    public interface NoArguments {
        /** An event came. */
        void handle() throws Exception;
    }

    /** Hears an event by its first argument. */
    @FunctionalInterface
    public interface One<A> {
        /** An event came; the argument is null when it is missing or null. */
        void handle(A argument) throws Exception;
    }

    /** The same, and may acknowledge it. */
    @FunctionalInterface
    public interface OneAndAck<A> {
        /** An event came. */
        void handle(A argument, Ack ack) throws Exception;
    }

    /** Hears an event by two arguments. */
    @FunctionalInterface
    public interface Two<A, B> {
        /** An event came. */
        void handle(A first, B second) throws Exception;
    }

    /** Answers an event: what it returns is the acknowledgement. */
    @FunctionalInterface
    public interface Request<A, R> {
        /** An event came; the result is sent back, null as JSON's null. */
        @Nullable
        R handle(A argument) throws Exception;
    }

    /** Hears how an acknowledgement went. */
    @FunctionalInterface
    public interface OnAck {
        /**
         * The client acknowledged, or did not.
         *
         * @param error null when it did; else an {@link AckTimeoutException} or {@link DisconnectedException}
         * @param args what it sent along; empty after an error
         */
        void handle(@Nullable MiaouException error, Args args) throws Exception;
    }

    /** Hears of an error. */
    @FunctionalInterface
    public interface OnError {
        /** A handler failed at an event, or the event's arguments were not what it asked for ({@link BadArgumentException}). */
        void handle(Throwable error, Event event) throws Exception;
    }
}
