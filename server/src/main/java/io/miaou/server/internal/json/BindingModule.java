package io.miaou.server.internal.json;

import io.miaou.server.Args;
import io.miaou.server.RawArgument;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Date;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;

/** What Jackson is taught: binary data, received arguments, numbers that fit, and dates as JavaScript has them. */
final class BindingModule {
    private BindingModule() {}

    /** For every mapper. */
    static SimpleModule wire() {
        SimpleModule module = new SimpleModule("miaou-wire");
        module.addSerializer(ByteBuffer.class, new Writer<>((buffer, out) -> out.writeBinary(bytes(buffer))));
        module.addSerializer(
                RawArgument.class, new Writer<>((raw, out) -> own(out).writeReceived(raw.arguments(), raw.index())));
        module.addSerializer(Args.class, new Writer<>(BindingModule::writeAll));
        module.addDeserializer(byte[].class, new Binary<>(data -> data));
        module.addDeserializer(ByteBuffer.class, new Binary<>(ByteBuffer::wrap));
        module.addDeserializer(double.class, new Finite<>(double.class, Double::valueOf, 0.0));
        module.addDeserializer(Double.class, new Finite<>(Double.class, Double::valueOf, null));
        module.addDeserializer(float.class, new Finite<>(float.class, Double::floatValue, 0.0f));
        module.addDeserializer(Float.class, new Finite<>(Float.class, Double::floatValue, null));
        return module;
    }

    /** For our own mapper: one that the user brings has its own opinion of dates and of what passes for a string. */
    static SimpleModule ours() {
        SimpleModule module = new SimpleModule("miaou-javascript");
        module.addDeserializer(String.class, new Text());
        module.addSerializer(Instant.class, new Writer<>((date, out) -> out.writeString(IsoDates.of(date))));
        module.addSerializer(
                OffsetDateTime.class, new Writer<>((date, out) -> out.writeString(IsoDates.of(date.toInstant()))));
        module.addSerializer(
                ZonedDateTime.class, new Writer<>((date, out) -> out.writeString(IsoDates.of(date.toInstant()))));
        module.addSerializer(Date.class, new Writer<>((date, out) -> out.writeString(IsoDates.of(moment(date)))));
        module.addSerializer(
                Calendar.class, new Writer<>((date, out) -> out.writeString(IsoDates.of(date.toInstant()))));
        return module;
    }

    /** {@code java.sql.Date.toInstant} throws. */
    @SuppressWarnings("JavaUtilDate") // users have them
    static Instant moment(Date date) {
        return Instant.ofEpochMilli(date.getTime());
    }

    /** What is between position and limit, copied; the buffer stays as it is. */
    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return bytes;
    }

    private static JavascriptGenerator own(JsonGenerator out) {
        return (JavascriptGenerator) out;
    }

    private static void writeAll(Args args, JsonGenerator out) {
        out.writeStartArray();
        for (int i = 0; i < args.size(); i++) {
            own(out).writeReceived(args.arguments(), i);
        }
        out.writeEndArray();
    }

    private interface Write<T> {
        void write(T value, JsonGenerator out);
    }

    private static final class Writer<T> extends ValueSerializer<T> {
        private final Write<T> write;

        Writer(Write<T> write) {
            this.write = write;
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializationContext context) {
            write.write(value, out);
        }
    }

    /** Binary data comes as an attachment only: a string is never taken for Base64. */
    private static final class Binary<T> extends ValueDeserializer<T> {
        private final Function<byte[], T> make;

        Binary(Function<byte[], T> make) {
            this.make = make;
        }

        @Override
        public @Nullable T deserialize(JsonParser in, DeserializationContext context) {
            if (in.currentToken() == JsonToken.VALUE_EMBEDDED_OBJECT && in.getEmbeddedObject() instanceof byte[] data) {
                return make.apply(data);
            }
            return context.reportInputMismatch(byte[].class, "no binary data");
        }
    }

    /** A number is no string, and binary data is not turned into Base64. */
    private static final class Text extends ValueDeserializer<String> {
        @Override
        public @Nullable String deserialize(JsonParser in, DeserializationContext context) {
            return in.currentToken() == JsonToken.VALUE_STRING
                    ? in.getString()
                    : context.<String>reportInputMismatch(String.class, "no string");
        }
    }

    /** 1e999 is JSON, and no number. */
    private static final class Finite<T> extends ValueDeserializer<T> {
        private final Class<?> type;
        private final Function<Double, T> make;
        private final @Nullable T absent;

        Finite(Class<?> type, Function<Double, T> make, @Nullable T absent) {
            this.type = type;
            this.make = make;
            this.absent = absent;
        }

        @Override
        public @Nullable T deserialize(JsonParser in, DeserializationContext context) {
            if (in.currentToken() != null && in.currentToken().isNumeric()) {
                T value = make.apply(in.getDoubleValue());
                if (Double.isFinite(((Number) value).doubleValue())) {
                    return value;
                }
            }
            return context.reportInputMismatch(type, "no such number");
        }

        @Override
        public @Nullable Object getNullValue(DeserializationContext context) {
            return absent == null ? null : context.reportInputMismatch(type, "null for a primitive");
        }

        @Override
        public @Nullable Object getAbsentValue(DeserializationContext context) {
            return absent;
        }
    }
}
