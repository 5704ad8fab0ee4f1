package io.miaou.server.internal.engine;

import io.miaou.protocol.engine.CloseReason;

/** In the place of a listener until the layer above has taken a session in: nothing can come before. */
enum Unheard implements EngineListener {
    INSTANCE;

    @Override
    public void onMessage(byte[] packet, int from, int to) {}

    @Override
    public void onBinary(byte[] data) {}

    @Override
    public void onDrain() {}

    @Override
    public void onUpgrade() {}

    @Override
    public void onClose(CloseReason reason, String description) {}
}
