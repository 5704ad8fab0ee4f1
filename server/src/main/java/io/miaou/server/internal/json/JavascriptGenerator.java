package io.miaou.server.internal.json;

import io.miaou.protocol.socket.Arguments;
import io.miaou.protocol.socket.ByteBuilder;
import io.miaou.protocol.socket.JsonText;
import io.miaou.protocol.socket.PacketLimits;
import io.miaou.protocol.socket.PayloadWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.Base64Variant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.TreeNode;
import tools.jackson.core.json.JsonWriteContext;

/**
 * Where Jackson writes one argument: the same bytes that {@code JSON.stringify} would make (escapes, numbers, null for NaN), and
 * binary data as placeholders with the bytes set aside. Depth is limited, so that a cycle ends. For one value and one thread.
 */
final class JavascriptGenerator extends BareGenerator {
    private final PayloadWriter payload;
    private final ByteBuilder out;
    private final PacketLimits limits;
    private final ObjectWriteContext values;
    private JsonWriteContext context = JsonWriteContext.createRootContext(null);

    JavascriptGenerator(PayloadWriter payload, PacketLimits limits, ObjectWriteContext values) {
        this.payload = payload;
        this.out = payload.out();
        this.limits = limits;
        this.values = values;
    }

    // --- structure ------------------------------------------------------------------------------------------------

    private void value() {
        int status = context.writeValue();
        if (status == JsonWriteContext.STATUS_OK_AFTER_COMMA) {
            out.put(',');
        } else if (status == JsonWriteContext.STATUS_EXPECT_NAME) {
            _reportError("a value was written where the name of a property is due");
        }
    }

    private void open(char bracket, JsonWriteContext child) {
        if (child.getNestingDepth() >= limits.maxJsonDepth()) {
            _reportError("it nests deeper than " + limits.maxJsonDepth()
                    + " levels (maxJsonDepth): has it a cycle? Send a part of it, or identifiers");
        }
        context = child;
        out.put(bracket);
    }

    private JsonGenerator close(char bracket, boolean isRight) {
        if (!isRight) {
            _reportError("a '" + bracket + "' was written for an array or object that is not open");
        }
        out.put(bracket);
        context = context.clearAndGetParent();
        return this;
    }

    @Override
    public JsonGenerator writeStartArray() {
        return writeStartArray(null);
    }

    @Override
    public JsonGenerator writeStartArray(@Nullable Object current) {
        value();
        open('[', context.createChildArrayContext(current));
        return this;
    }

    @Override
    public JsonGenerator writeStartArray(@Nullable Object current, int size) {
        return writeStartArray(current);
    }

    @Override
    public JsonGenerator writeEndArray() {
        return close(']', context.inArray());
    }

    @Override
    public JsonGenerator writeStartObject() {
        return writeStartObject(null);
    }

    @Override
    public JsonGenerator writeStartObject(@Nullable Object current) {
        value();
        open('{', context.createChildObjectContext(current));
        return this;
    }

    @Override
    public JsonGenerator writeStartObject(@Nullable Object current, int size) {
        return writeStartObject(current);
    }

    @Override
    public JsonGenerator writeEndObject() {
        return close('}', context.inObject());
    }

    @Override
    public JsonGenerator writeName(String name) {
        int status = context.writeName(name);
        if (status == JsonWriteContext.STATUS_EXPECT_VALUE) {
            _reportError("the name of a property was written where a value is due");
        }
        if (status == JsonWriteContext.STATUS_OK_AFTER_COMMA) {
            out.put(',');
        }
        JsonText.writeString(out, name);
        out.put(':');
        return this;
    }

    @Override
    public JsonGenerator writeName(SerializableString name) {
        return writeName(name.getValue());
    }

    @Override
    public JsonGenerator writePropertyId(long id) {
        return writeName(Long.toString(id));
    }

    // --- strings --------------------------------------------------------------------------------------------------

    @Override
    public JsonGenerator writeString(@Nullable String text) {
        if (text == null) {
            return writeNull();
        }
        value();
        JsonText.writeString(out, text);
        return this;
    }

    @Override
    public JsonGenerator writeString(Reader reader, int length) {
        try {
            StringWriter text = new StringWriter();
            reader.transferTo(text);
            String all = text.toString();
            return writeString(length >= 0 && length < all.length() ? all.substring(0, length) : all);
        } catch (IOException e) {
            throw _wrapIOFailure(e);
        }
    }

    @Override
    public JsonGenerator writeString(char[] buffer, int offset, int length) {
        return writeString(new String(buffer, offset, length));
    }

    @Override
    public JsonGenerator writeString(SerializableString text) {
        return writeString(text.getValue());
    }

    @Override
    public JsonGenerator writeRawUTF8String(byte[] buffer, int offset, int length) {
        return this.<JsonGenerator>_reportUnsupportedOperation("a string that is escaped already");
    }

    @Override
    public JsonGenerator writeUTF8String(byte[] buffer, int offset, int length) {
        return writeString(new String(buffer, offset, length, StandardCharsets.UTF_8));
    }

    // --- JSON of others -------------------------------------------------------------------------------------------

    /** An argument that was received, as it came. */
    void writeReceived(Arguments arguments, int index) {
        value();
        payload.taken(arguments, arguments.from(index), arguments.to(index));
    }

    @Override
    public JsonGenerator writeRawValue(String text) {
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        if (!JsonText.isValue(json, 0, json.length, limits)) {
            _reportError("the raw value is no JSON, or beyond maxJsonDepth or maxNumberLength");
        }
        value();
        out.put(json);
        return this;
    }

    @Override
    public JsonGenerator writeRawValue(String text, int offset, int length) {
        return writeRawValue(text.substring(offset, offset + length));
    }

    @Override
    public JsonGenerator writeRawValue(char[] text, int offset, int length) {
        return writeRawValue(new String(text, offset, length));
    }

    @Override
    public JsonGenerator writeRaw(String text) {
        return _reportUnsupportedOperation("raw text: write a raw value");
    }

    @Override
    public JsonGenerator writeRaw(String text, int offset, int length) {
        return writeRaw(text);
    }

    @Override
    public JsonGenerator writeRaw(char[] text, int offset, int length) {
        return writeRaw("");
    }

    @Override
    public JsonGenerator writeRaw(char c) {
        return writeRaw("");
    }

    // --- binary data ----------------------------------------------------------------------------------------------

    @Override
    public JsonGenerator writeBinary(Base64Variant variant, byte[] data, int offset, int length) {
        value();
        boolean isWhole = offset == 0 && length == data.length;
        payload.binary(isWhole ? data : Arrays.copyOfRange(data, offset, offset + length));
        return this;
    }

    @Override
    public int writeBinary(Base64Variant variant, InputStream data, int length) {
        try {
            byte[] all = length < 0 ? data.readAllBytes() : data.readNBytes(length);
            writeBinary(variant, all, 0, all.length);
            return all.length;
        } catch (IOException e) {
            throw _wrapIOFailure(e);
        }
    }

    // --- numbers and literals -------------------------------------------------------------------------------------

    @Override
    public JsonGenerator writeNumber(short number) {
        return writeNumber((long) number);
    }

    @Override
    public JsonGenerator writeNumber(int number) {
        return writeNumber((long) number);
    }

    @Override
    public JsonGenerator writeNumber(long number) {
        value();
        JsonText.writeLong(out, number);
        return this;
    }

    @Override
    public JsonGenerator writeNumber(@Nullable BigInteger number) {
        return number == null ? writeNull() : writeNumber(number.toString());
    }

    @Override
    public JsonGenerator writeNumber(@Nullable BigDecimal number) {
        return number == null ? writeNull() : writeNumber(number.toString());
    }

    @Override
    public JsonGenerator writeNumber(double number) {
        value();
        JsonText.writeDouble(out, number);
        return this;
    }

    @Override
    public JsonGenerator writeNumber(float number) {
        value();
        JsonText.writeFloat(out, number);
        return this;
    }

    /** A number as JSON; too long a one is the user's mistake, since a peer with our limits would hang up. */
    @Override
    public JsonGenerator writeNumber(String encoded) {
        return writeRawValue(encoded);
    }

    @Override
    public JsonGenerator writeBoolean(boolean state) {
        value();
        JsonText.writeBoolean(out, state);
        return this;
    }

    @Override
    public JsonGenerator writeNull() {
        value();
        JsonText.writeNull(out);
        return this;
    }

    @Override
    public JsonGenerator writePOJO(@Nullable Object pojo) {
        if (pojo == null) {
            return writeNull();
        }
        values.writeValue(this, pojo);
        return this;
    }

    @Override
    public JsonGenerator writeTree(@Nullable TreeNode tree) {
        return writePOJO(tree);
    }

    // --- what Jackson asks ----------------------------------------------------------------------------------------

    @Override
    public TokenStreamContext streamWriteContext() {
        return context;
    }

    @Override
    public ObjectWriteContext objectWriteContext() {
        return values;
    }

    @Override
    public Object streamWriteOutputTarget() {
        return out;
    }

    @Override
    public @Nullable Object currentValue() {
        return context.currentValue();
    }

    @Override
    public void assignCurrentValue(@Nullable Object current) {
        context.assignCurrentValue(current);
    }
}
