/** What tests of real-time software need: time that moves when it is told to. */
@NullMarked
package io.miaou.testkit;

import org.jspecify.annotations.NullMarked;
