@NullMarked
package io.miaou.examples;

import org.jspecify.annotations.NullMarked;
