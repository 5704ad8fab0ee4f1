package io.miaou.bench.codec;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.websocketx.WebSocket08FrameDecoder;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;

/**
 * Two parts of Netty's codec that it does not show: its unmasking and its UTF-8 validator. Constant handles, so that the
 * compiler sees through them as through a call.
 */
final class NettyInsides {
    private static final MethodHandle UNMASK;
    private static final VarHandle MASK;
    private static final MethodHandle NEW_VALIDATOR;
    private static final MethodHandle CHECK;
    private static final MethodHandle FINISH;

    static {
        try {
            MethodHandles.Lookup decoder =
                    MethodHandles.privateLookupIn(WebSocket08FrameDecoder.class, MethodHandles.lookup());
            UNMASK = decoder.findVirtual(
                    WebSocket08FrameDecoder.class, "unmask", MethodType.methodType(void.class, ByteBuf.class));
            MASK = decoder.findVarHandle(WebSocket08FrameDecoder.class, "mask", int.class);
            Class<?> validator = decoder.findClass("io.netty.handler.codec.http.websocketx.Utf8Validator");
            NEW_VALIDATOR = decoder.findConstructor(validator, MethodType.methodType(void.class))
                    .asType(MethodType.methodType(Object.class));
            CHECK = decoder.findVirtual(validator, "check", MethodType.methodType(void.class, ByteBuf.class))
                    .asType(MethodType.methodType(void.class, Object.class, ByteBuf.class));
            FINISH = decoder.findVirtual(validator, "finish", MethodType.methodType(void.class))
                    .asType(MethodType.methodType(void.class, Object.class));
        } catch (ReflectiveOperationException other) {
            throw new ExceptionInInitializerError(other);
        }
    }

    private NettyInsides() {}

    /** Sets the key that the decoder has read. */
    static void mask(WebSocket08FrameDecoder decoder, int key) {
        MASK.set(decoder, key);
    }

    static void unmask(WebSocket08FrameDecoder decoder, ByteBuf payload) throws Throwable {
        UNMASK.invokeExact(decoder, payload);
    }

    static Object newValidator() throws Throwable {
        return (Object) NEW_VALIDATOR.invokeExact();
    }

    /** Checks a whole text; throws when it is not UTF-8. */
    static void validate(Object validator, ByteBuf text) throws Throwable {
        CHECK.invokeExact(validator, text);
        FINISH.invokeExact(validator);
    }
}
