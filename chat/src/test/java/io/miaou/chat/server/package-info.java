@NullMarked
package io.miaou.chat.server;

import org.jspecify.annotations.NullMarked;
