/**
 * A TCP proxy that plays a bad network between a client and a server: start with {@link io.miaou.testkit.proxy.FaultProxy}.
 */
@NullMarked
package io.miaou.testkit.proxy;

import org.jspecify.annotations.NullMarked;
