/** Connections without a network, for tests of everything above it. */
@NullMarked
package io.miaou.chat.fake;

import org.jspecify.annotations.NullMarked;
