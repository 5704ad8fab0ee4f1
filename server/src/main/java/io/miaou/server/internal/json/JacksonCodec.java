package io.miaou.server.internal.json;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.miaou.protocol.socket.Arguments;
import io.miaou.protocol.socket.ByteBuilder;
import io.miaou.protocol.socket.JsonSlice;
import io.miaou.protocol.socket.JsonText;
import io.miaou.protocol.socket.PacketLimits;
import io.miaou.protocol.socket.Payload;
import io.miaou.protocol.socket.PayloadWriter;
import io.miaou.server.Args;
import io.miaou.server.ArgumentCodec;
import io.miaou.server.RawArgument;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Date;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The default codec: what {@code JSON.stringify} would write of the same value, and Jackson for what has structure.
 *
 * <p>Writing: null, strings, numbers, booleans, binary data, dates and received arguments need no Jackson. NaN and the
 * infinities are null. Dates are {@code 2026-11-20T12:00:00.000Z}. {@code byte[]} and {@link ByteBuffer}, at any depth, become
 * attachments, numbered in the order in which they stand. A property that is null is written as null; one that is an empty
 * {@link Optional} is left out, as JavaScript leaves out undefined; elsewhere an empty Optional is null.
 *
 * <p>Reading: unknown properties are ignored, missing ones are null, zero or false; null for a primitive, a wrong shape and a
 * number out of range are refused. No coercion: {@code "1"} is no number, {@code 1} no string, {@code 1.5} no int. Binary data
 * comes from attachments alone. Jackson refuses one thing that JavaScript reads: half a surrogate pair in the name of a
 * property. Any thread.
 */
public final class JacksonCodec implements ArgumentCodec {
    private final PacketLimits limits;
    private final boolean writesDates;
    private final ObjectWriter writer;
    private final ObjectWriteContext values;
    private final ArgumentReader reader;

    /** With the limits and the mapper of the house. */
    public JacksonCodec() {
        this(null, PacketLimits.DEFAULTS);
    }

    /**
     * With these limits.
     *
     * @param mapper the application's own, which decides on everything but binary data, the form of numbers and strings, and
     *     numbers beyond their type; null for ours
     */
    public JacksonCodec(@Nullable JsonMapper mapper, PacketLimits limits) {
        this.limits = requireNonNull(limits, "limits");
        this.writesDates = mapper == null;
        JsonMapper ours = mapper == null
                ? ours(limits)
                : mapper.rebuild().addModule(BindingModule.wire()).build();
        this.writer = ours.writer();
        this.values = new ObjectWriteContext.Base() {
            @Override
            public void writeValue(JsonGenerator out, Object value) {
                writer.writeValue(out, value);
            }
        };
        this.reader = new ArgumentReader(ours);
    }

    private static JsonMapper ours(PacketLimits limits) {
        StreamReadConstraints constraints = StreamReadConstraints.builder() // the scanner bounds everything before
                .maxNestingDepth(limits.maxJsonDepth() + 1)
                .maxNumberLength(limits.maxNumberLength())
                .maxNameLength(Integer.MAX_VALUE)
                .maxStringLength(Integer.MAX_VALUE)
                .build();
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(constraints)
                // A table of names that all peers fill together is a table that one of them can fill with collisions.
                .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                .build();
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS, MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .disable(DateTimeFeature.READ_DATE_TIMESTAMPS_AS_NANOSECONDS) // Date.now() is in milliseconds
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .withConfigOverride(
                        Optional.class,
                        optional -> optional.setInclude(JsonInclude.Value.construct(
                                JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS)))
                .addModule(BindingModule.wire())
                .addModule(BindingModule.ours())
                .build();
    }

    // --- writing --------------------------------------------------------------------------------------------------

    @Override
    public Payload write(@Nullable String name, @Nullable Object[] arguments) {
        PayloadWriter payload = name == null
                ? PayloadWriter.ack(limits.maxAttachments())
                : PayloadWriter.event(name, limits.maxAttachments());
        for (int i = 0; i < arguments.length; i++) {
            Object value = arguments[i];
            if (value instanceof Args all) {
                payload.received(all.arguments());
            } else {
                payload.next();
                try {
                    write(payload, value);
                } catch (JacksonException e) {
                    throw unwritable(
                            "Argument " + i + (name == null ? " of an answer" : " of \"" + name + '"'), value, e);
                }
            }
        }
        return payload.finish();
    }

    @Override
    public byte[] writeValue(@Nullable Object value) {
        PayloadWriter payload = PayloadWriter.ack(0);
        try {
            write(payload, value);
        } catch (JacksonException e) {
            throw unwritable("The value", value, e);
        }
        Payload array = payload.finish();
        return Arrays.copyOfRange(array.bytes(), array.from() + 1, array.to() - 1);
    }

    private void write(PayloadWriter payload, @Nullable Object value) {
        ByteBuilder out = payload.out();
        if (value instanceof String text) {
            JsonText.writeString(out, text);
        } else if (value == null) {
            JsonText.writeNull(out);
        } else if (value instanceof Integer
                || value instanceof Long
                || value instanceof Short
                || value instanceof Byte) {
            JsonText.writeLong(out, ((Number) value).longValue());
        } else if (value instanceof Boolean truth) {
            JsonText.writeBoolean(out, truth);
        } else if (value instanceof Double number) {
            JsonText.writeDouble(out, number);
        } else if (value instanceof Float number) {
            JsonText.writeFloat(out, number);
        } else if (value instanceof byte[] data) {
            payload.binary(data);
        } else if (value instanceof ByteBuffer buffer) {
            payload.binary(BindingModule.bytes(buffer));
        } else if (value instanceof RawArgument(Arguments arguments, int index)) {
            payload.taken(arguments, arguments.from(index), arguments.to(index));
        } else if (value instanceof Optional<?> optional) {
            write(payload, optional.orElse(null));
        } else if (!writesDates || !writeDate(out, value)) {
            payload.mistrust();
            writer.writeValue(new JavascriptGenerator(payload, limits, values), value);
        }
    }

    private static boolean writeDate(ByteBuilder out, Object value) {
        Instant moment = switch (value) {
            case Instant instant -> instant;
            case OffsetDateTime date -> date.toInstant();
            case ZonedDateTime date -> date.toInstant();
            case Date date -> BindingModule.moment(date);
            default -> null;
        };
        if (moment == null) {
            return false;
        }
        JsonText.writeString(out, IsoDates.of(moment));
        return true;
    }

    private static IllegalArgumentException unwritable(String which, @Nullable Object value, JacksonException e) {
        String type = value == null ? "null" : value.getClass().getName();
        return new IllegalArgumentException(
                which + " (" + type + ") cannot be written as JSON" + JsonProblem.path(e) + ": "
                        + e.getOriginalMessage(),
                e);
    }

    // --- reading --------------------------------------------------------------------------------------------------

    @Override
    public @Nullable Object read(Arguments arguments, int index, Type type) {
        return reader.read(arguments, index, type);
    }

    @Override
    public @Nullable Object read(JsonSlice value, Type type) {
        return reader.read(value, type);
    }
}
