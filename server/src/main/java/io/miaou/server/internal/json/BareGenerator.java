package io.miaou.server.internal.json;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteCapability;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.Version;
import tools.jackson.core.util.JacksonFeatureSet;

/** What Jackson asks every generator, answered for one that has no features and nothing to close. */
abstract class BareGenerator extends JsonGenerator {
    private static final JacksonFeatureSet<StreamWriteCapability> CAPABILITIES =
            JacksonFeatureSet.fromDefaults(StreamWriteCapability.values());

    private boolean isClosed;

    @Override
    public int streamWriteOutputBuffered() {
        return -1; // unknown
    }

    @Override
    public JsonGenerator configure(StreamWriteFeature feature, boolean state) {
        return this;
    }

    @Override
    public boolean isEnabled(StreamWriteFeature feature) {
        return false;
    }

    @Override
    public int streamWriteFeatures() {
        return 0;
    }

    @Override
    public boolean has(StreamWriteCapability capability) {
        return CAPABILITIES.isEnabled(capability);
    }

    @Override
    public JacksonFeatureSet<StreamWriteCapability> streamWriteCapabilities() {
        return CAPABILITIES;
    }

    @Override
    public Version version() {
        return Version.unknownVersion();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        isClosed = true;
    }

    @Override
    public boolean isClosed() {
        return isClosed;
    }
}
