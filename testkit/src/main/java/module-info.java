/** What tests of real-time software need: time that moves when it is told to, and a network that fails when it is told to. */
module io.miaou.testkit {
    requires transitive io.miaou.protocol;
    requires static transitive org.jspecify;

    exports io.miaou.testkit;
    exports io.miaou.testkit.proxy;
}
