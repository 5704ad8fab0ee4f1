package io.miaou.testkit.proxy;

/** What a proxy is started with and never changes. */
record ProxySettings(int port, long seed, int bufferSize, int maxConnections, Faults faults) {
    static final int DEFAULT_BUFFER = 64 * 1024;
    static final int DEFAULT_MAX_CONNECTIONS = 10_000;
    private static final int LARGEST_BUFFER = 64 * 1024 * 1024;

    ProxySettings {
        check("port", port, 0, 65_535);
        check("bufferSize", bufferSize, 1, LARGEST_BUFFER);
        check("maxConnections", maxConnections, 1, Integer.MAX_VALUE);
    }

    private static void check(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + "; give " + least + " to " + most);
        }
    }
}
