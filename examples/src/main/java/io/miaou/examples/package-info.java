/** Examples: each class is one idea, runs by itself, and says how at its head. */
@NullMarked
package io.miaou.examples;

import org.jspecify.annotations.NullMarked;
