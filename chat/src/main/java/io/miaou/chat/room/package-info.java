/**
 * The room where everybody talks: who is there, under which name, what was said last, who hears what and in which order.
 *
 * <p>No network and no clock of its own: it takes connections as the library's interfaces, and the time from outside.
 */
@NullMarked
package io.miaou.chat.room;

import org.jspecify.annotations.NullMarked;
