@NullMarked
package io.miaou.chat.wire;

import org.jspecify.annotations.NullMarked;
